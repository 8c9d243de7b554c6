import Findings

/// Reads an EPCIS XML document (2.0, and 1.x) event by event, in memory that does not grow with the document.
///
/// Everything outside the events is small and is kept; each event becomes a tree, is decoded and handed over. Elements without
/// namespace and of the EPCIS namespaces are the same; the wrappers `extension` and `baseExtension` of 1.x are looked through.
final class XMLDocumentReader {
    private let sink: EPCISReader.Sink
    private let valueLimit: Int
    private let stream = XMLStream()
    private var document = EPCISDocument(kind: .document)
    private var findings: [Finding] = []
    private var count = 0
    /// Elements open outside any tree.
    private var path: [FieldName] = []
    private var tree = XMLTree()
    private var counts: [String: Int] = [:]
    private var names: Set<String> = []
    /// EPCIS 1.x leaves the order of elements to its wrappers.
    private var isOld = false

    init(valueLimit: Int = 64 << 20, sink: @escaping EPCISReader.Sink) {
        self.valueLimit = valueLimit
        self.sink = sink
    }

    func read(_ source: () -> [UInt8]) throws(Unreadable) -> Report<EPCISDocument> {
        stream.onStart = { [unowned self] in start($0, $1) }
        stream.onEnd = { [unowned self] in end() }
        stream.onText = { [unowned self] in if !tree.isEmpty { tree.append($0) } }
        stream.onPrefix = { [unowned self] prefix, namespace in
            if !prefix.isEmpty, !document.prefixes.contains(where: { $0.prefix == prefix }) {
                document.prefixes.append((prefix, namespace))
            }
        }
        try stream.read(source)
        checkDocument()
        return Report(document, findings: findings)
    }

    // MARK: Elements

    private static let events: Set<String> = [
        "ObjectEvent", "AggregationEvent", "TransactionEvent", "TransformationEvent", "AssociationEvent",
    ]
    private static let frames: Set<String> = ["EPCISBody", "QueryResults", "resultsBody", "EventList"]

    private func start(_ name: FieldName, _ attributes: [(name: FieldName, value: String)]) {
        if !tree.isEmpty {
            tree.start(name, attributes)
            if tree.size > valueLimit { stream.refuse(Finding(.xmlLong, ["limit": "\(valueLimit)"])) }
            return
        }
        // A root of another namespace can only be an event of somebody's own type.
        if path.isEmpty, !Self.events.contains(name.local), name.isStandard { return root(name, attributes) }
        let isInEvents = path.contains { $0.local == "EventList" }
        let isFrame = name.isStandard && (isInEvents ? name.local == "extension" : Self.frames.contains(name.local))
        if isFrame {
            names.insert(name.local)
            path.append(name)
        } else {
            tree.start(name, attributes)
        }
    }

    private func root(_ name: FieldName, _ attributes: [(name: FieldName, value: String)]) {
        path.append(name)
        names.insert(name.local)
        isOld = name.namespace.hasSuffix("xsd:1")
        switch name.local {
        case "EPCISDocument", "EPCISQueryDocument", "EPCISMasterDataDocument":
            document.kind = EPCISDocument.Kind(rawValue: name.local) ?? .document
            if !name.isStandard {
                findings.append(Finding(.documentType, at: .pointer("/" + name.local), ["type": name.namespace]))
            }
            readRoot(attributes)
        case "EPCISCaptureJob": checkJob(attributes)
        case "EPCISException": break
        default: findings.append(Finding(.documentType, at: .pointer("/" + name.local), ["type": name.local]))
        }
    }

    private func readRoot(_ attributes: [(name: FieldName, value: String)]) {
        func attribute(_ name: String) -> String? { attributes.first { $0.name.local == name && $0.name.namespace.isEmpty }?.value }
        let place = Place.pointer("/" + (path.first?.local ?? ""))
        document.schemaVersion = attribute("schemaVersion")
        if let version = document.schemaVersion {
            if !JSONDocumentReader.isVersion(version) { findings.append(Finding(.versionWrong, at: place, ["value": version])) }
        } else {
            findings.append(Finding(.fieldMissing, at: place, ["field": "schemaVersion"]))
        }
        if let date = attribute("creationDate") {
            document.creationDate = Timestamp(date.trimmed)
            if document.creationDate == nil { findings.append(Finding(.timeWrong, at: place, ["value": date])) }
        } else {
            findings.append(Finding(.fieldMissing, at: place, ["field": "creationDate"]))
        }
        for entry in attributes where !entry.name.namespace.isEmpty && !entry.name.namespace.hasSuffix("XMLSchema-instance") {
            document.extensions.append(ExtensionField(name: entry.name, value: .text(entry.value), isAttribute: true))
        }
    }

    private func checkJob(_ attributes: [(name: FieldName, value: String)]) {
        for field in ["running", "success", "captureID"] where !attributes.contains(where: { $0.name.local == field }) {
            findings.append(Finding(.fieldMissing, at: .pointer("/EPCISCaptureJob"), ["field": field]))
        }
    }

    private func end() {
        guard !tree.isEmpty else {
            if !path.isEmpty { path.removeLast() }
            return
        }
        tree.end()
        if !tree.isClosed { return }
        take()
        tree.clear()
    }

    /// A tree is complete: what it is follows from where it stands.
    private func take() {
        let name = tree.nodes[0].name
        let isInEvents = path.contains { $0.local == "EventList" }
        if path.isEmpty || isInEvents { return takeEvent(name) }
        guard name.isStandard || ["StandardBusinessDocumentHeader"].contains(name.local) else {
            let decoder = XMLEventDecoder(tree: tree, isOld: isOld)
            document.extensions.append(decoder.field(0))
            return
        }
        names.insert(name.local)
        var decoder = XMLEventDecoder(tree: tree, isOld: isOld)
        switch name.local {
        case "EPCISHeader": document.vocabularies = decoder.header(0)
        case "VocabularyList": document.vocabularies = decoder.vocabularies(0)
        case "queryName": document.queryName = tree.text(0)
        case "subscriptionID": document.subscriptionID = tree.text(0)
        case "Poll": need(["queryName", "params"])
        case "Subscribe": need(["queryName", "params", "dest", "controls", "subscriptionID"])
        case "GetSubscriptionIDs": need(["queryName"])
        case "Unsubscribe": need(["subscriptionID"])
        default:
            let isOpen =
                path.first?.local == "EPCISCaptureJob" || path.first?.local == "EPCISException"
                || path.first?.local == "EPCISQueryDocument" || name.local == "extension"
            if !isOpen { findings.append(Finding(.fieldUnknown, at: .pointer(place + "/" + name.local), ["field": name.local])) }
        }
        findings += decoder.takeFindings(under: place + "/" + name.local, event: nil)
    }

    private func need(_ fields: [String]) {
        for field in fields where tree.child(field, of: 0) == nil {
            findings.append(
                Finding(.fieldMissing, at: .pointer(place + "/" + tree.nodes[0].name.local), ["field": field]))
        }
    }

    private var place: String {
        path.map { "/" + ($0.prefix.isEmpty ? $0.local : "\($0.prefix):\($0.local)") }.joined()
    }

    private func takeEvent(_ name: FieldName) {
        count += 1
        counts[name.local, default: 0] += 1
        if path.isEmpty { document.kind = .event }
        var decoder = XMLEventDecoder(tree: tree, isOld: isOld)
        let isKnown = Self.events.contains(name.local) && name.isStandard
        let isForeign = !name.isStandard
        var event: Event?
        if isKnown || isForeign { event = decoder.event(0) } else { decoder.fault(.eventType, 0, ["type": name.local]) }
        let number = path.isEmpty ? "" : "[\(counts[name.local] ?? 1)]"
        let shown = name.prefix.isEmpty ? name.local : "\(name.prefix):\(name.local)"
        let found = decoder.takeFindings(under: "\(place)/\(shown)\(number)", event: count)
        sink(event, found, count)
    }

    private func checkDocument() {
        switch document.kind {
        case .document, .masterData:
            if !names.contains("EPCISBody"), names.contains("EPCISDocument") || names.contains("EPCISMasterDataDocument") {
                findings.append(Finding(.fieldMissing, at: .pointer("/" + document.kind.rawValue), ["field": "EPCISBody"]))
            }
        case .query:
            if !names.contains("EPCISBody"), !names.contains("resultsBody") {
                findings.append(Finding(.fieldMissing, at: .pointer("/EPCISQueryDocument"), ["field": "EPCISBody"]))
            }
        case .event: break
        }
    }
}
