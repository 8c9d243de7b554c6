/// The prefixes with which a document is written: one for each namespace that its fields use.
///
/// A prefix keeps the spelling that the source had, unless another namespace has it already or a plain value of the document
/// begins with it and would be taken for a shortened address.
struct Prefixes {
    /// In the order of their declaration.
    private(set) var declared: [(prefix: String, namespace: String)] = []
    private var byNamespace: [String: String] = [:]
    private var taken: Set<String> = []

    init(reserved: Set<String> = []) { taken = reserved }

    /// A value with a declared prefix in full; nil where it has none.
    static func expanded(_ text: String, _ prefixes: [String: String]) -> String? {
        guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")), let namespace = prefixes[String(text[..<colon])] else {
            return nil
        }
        return namespace + text[text.utf8.index(after: colon)...]
    }

    /// Declares a pair that must be there as it is.
    mutating func keep(_ prefix: String, _ namespace: String) {
        guard !taken.contains(prefix), byNamespace[namespace] == nil, Self.isName(prefix) else { return }
        declare(prefix, namespace)
    }

    private mutating func declare(_ prefix: String, _ namespace: String) {
        taken.insert(prefix)
        byNamespace[namespace] = prefix
        declared.append((prefix, namespace))
    }

    mutating func add(_ name: FieldName) {
        guard !name.namespace.isEmpty, byNamespace[name.namespace] == nil else { return }
        var prefix = name.prefix
        var number = 0
        while !Self.isName(prefix) || taken.contains(prefix) {
            number += 1
            prefix = "ns\(number)"
        }
        declare(prefix, name.namespace)
    }

    mutating func add(_ fields: [ExtensionField]) {
        for field in fields {
            add(field.name)
            add(field.value)
        }
    }

    private mutating func add(_ value: ExtensionValue) {
        switch value {
        case .list(let values): for value in values { add(value) }
        case .object(let fields, _): add(fields)
        default: break
        }
    }

    mutating func add(_ event: Event) {
        for fields in event.extensionLists { add(fields) }
        if case .other(let name) = event.type, let colon = name.firstIndex(of: ":") {
            let prefix = String(name[..<colon])
            if let namespace = event.valuePrefixes?[prefix] { keep(prefix, namespace) }
        }
    }

    /// `prefix:local`, or the local name alone where there is no namespace.
    func written(_ name: FieldName) -> String {
        guard let prefix = byNamespace[name.namespace], !name.namespace.isEmpty else { return name.local }
        return "\(prefix):\(name.local)"
    }

    /// A name that XML and JSON-LD both take as a prefix.
    static func isName(_ text: String) -> Bool {
        guard let first = text.utf8.first, (first | 32) &- 97 < 26 || first == 95 else { return false }
        return text.utf8.allSatisfy { ($0 | 32) &- 97 < 26 || $0 &- 48 < 10 || $0 == 45 || $0 == 46 || $0 == 95 } && text != "xmlns"
            && text != "xml"
    }
}

extension Event {
    /// Every list of extensions that an event has, wherever it stands.
    var extensionLists: [[ExtensionField]] {
        var lists = [ilmd, extensions]
        if let readPoint { lists.append(readPoint.extensions) }
        if let bizLocation { lists.append(bizLocation.extensions) }
        if let errorDeclaration { lists.append(errorDeclaration.extensions) }
        for element in sensorElementList {
            lists.append(element.extensions)
            if let metadata = element.metadata { lists.append(metadata.extensions) }
            for report in element.reports { lists.append(report.extensions) }
        }
        return lists
    }

    /// What stands before the first colon of a value: words that must not become prefixes of a JSON-LD document.
    func collectSchemes(into schemes: inout Set<String>) {
        func add(_ text: String?) {
            guard let text, let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) else { return }
            let word = String(text[..<colon])
            if word != "http", word != "https", word != "urn", word.utf8.count < 30 { schemes.insert(word) }
        }
        func add(_ value: ExtensionValue) {
            switch value {
            case .list(let values): for value in values { add(value) }
            case .object(let fields, let text):
                add(text)
                for field in fields { add(field.value) }
            default: add(value.scalar)
            }
        }
        for fields in extensionLists { for field in fields { add(field.value) } }
        for text in epcList + childEPCs + inputEPCList + outputEPCList + certificationInfo { add(text) }
        for text in [bizStep, disposition, parentID, transformationID, readPoint?.id, bizLocation?.id] { add(text) }
        for reference in bizTransactionList + sourceList + destinationList {
            add(reference.type)
            add(reference.id)
        }
        for report in sensorElementList.flatMap(\.reports) {
            for text in [report.type, report.exception, report.component, report.deviceID, report.uriValue, report.stringValue] {
                add(text)
            }
        }
    }
}
