import Findings

/// Single values: each returns nil and reports where the value is not of the form that the schema asks for.
extension EventDecoder {
    mutating func text(_ node: Int) -> String? {
        guard tape.kind(node) == .string else {
            fault(.jsonType, node, ["expected": "string"])
            return nil
        }
        guard let text = tape.text(node) else {
            fault(.jsonText, node)
            return nil
        }
        return text
    }

    mutating func uri(_ node: Int) -> String? {
        guard let text = text(node) else { return nil }
        let isRight = tape.nodes[node].escaped ? URISyntax.isURI(text) : URISyntax.isURI(tape.raw(node))
        if !isRight { fault(.uriWrong, node, ["value": text]) }
        return text
    }

    mutating func time(_ node: Int) -> Timestamp? {
        guard tape.kind(node) == .string else {
            fault(.jsonType, node, ["expected": "string"])
            return nil
        }
        guard let read = Timestamp.read(tape.raw(node)), read.1, let text = tape.text(node) else {
            let value = tape.text(node) ?? ""
            fault(.timeWrong, node, ["value": value])
            return nil
        }
        return Timestamp(text: text, milliseconds: read.0, hasOffset: true)
    }

    /// `+02:00`, at most fourteen hours.
    mutating func offset(_ node: Int) -> String? {
        guard let text = text(node) else { return nil }
        if !Self.isOffset(text) { fault(.offsetWrong, node, ["value": text]) }
        return text
    }

    static func isOffset(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard bytes.count == 6, bytes[0] == 43 || bytes[0] == 45, bytes[3] == 58,
            [1, 2, 4, 5].allSatisfy({ bytes[$0] &- 48 < 10 })
        else { return false }
        let hours = Int(bytes[1] - 48) * 10 + Int(bytes[2] - 48)
        let minutes = Int(bytes[4] - 48) * 10 + Int(bytes[5] - 48)
        return (hours < 14 && minutes < 60) || (hours == 14 && minutes == 0)
    }

    mutating func decimal(_ node: Int) -> String? {
        guard tape.kind(node) == .number else {
            fault(.jsonType, node, ["expected": "number"])
            return nil
        }
        return tape.text(node)
    }

    mutating func action(_ node: Int) -> Action? {
        guard let text = text(node) else { return nil }
        guard let action = Action(rawValue: text) else {
            fault(.actionWrong, node, ["value": text])
            return nil
        }
        return action
    }

    /// A word of a list, or a URI that is not one of the spellings the schema forbids in JSON.
    mutating func word(_ node: Int, _ list: Vocabulary) -> String? {
        guard let text = text(node) else { return nil }
        if list.words.contains(text) { return text }
        let forbidden =
            list.webStem.hasPrefix("https://gs1.org/voc/")
            ? ["http://gs1.org/voc/", "https://gs1.org/voc/", "http://www.gs1.org/voc/", "https://www.gs1.org/voc/"]
            : ["urn:epcglobal:cbv", "http://ns.gs1.org/cbv/", "https://ns.gs1.org/cbv/"]
        if !URISyntax.isURI(text) {
            fault(.wordUnknown, node, ["value": text])
        } else if forbidden.contains(where: text.hasPrefix) {
            fault(.wordSpelling, node, ["value": text, "word": list.bare(text)])
        }
        return list.bare(text)
    }

    mutating func items(_ node: Int) -> [Int] {
        guard tape.kind(node) == .array else {
            fault(.jsonType, node, ["expected": "array"])
            return []
        }
        var items: [Int] = []
        var item = node + 1
        while item < tape.next(node) {
            items.append(item)
            item = tape.next(item)
        }
        return items
    }

    mutating func uris(_ node: Int, unique: Bool) -> [String] {
        guard tape.kind(node) == .array else {
            fault(.jsonType, node, ["expected": "array"])
            return []
        }
        var out: [String] = []
        var item = node + 1
        let end = tape.next(node)
        var seen: Set<String> = []
        while item < end {
            if let uri = uri(item) {
                if unique, end - node > 2, !seen.insert(uri).inserted { fault(.listRepeats, item) }
                out.append(uri)
            }
            item = tape.next(item)
        }
        return out
    }

    mutating func oneOrMoreURIs(_ node: Int) -> [String] {
        if tape.kind(node) == .array { return uris(node, unique: false) }
        return uri(node).map { [$0] } ?? []
    }

    /// Walks the members of an object whose names are fixed; every other name goes to `rest`.
    mutating func members(
        _ node: Int, _ field: (inout EventDecoder, String, Int) -> Bool, rest: (inout EventDecoder, String, Int, Int) -> Void
    ) {
        guard tape.kind(node) == .object else {
            fault(.jsonType, node, ["expected": "object"])
            return
        }
        var name = node + 1
        let end = tape.next(node)
        while name < end {
            let value = name + 1
            if let text = text(name), !field(&self, text, value) { rest(&self, text, name, value) }
            name = tape.next(value)
        }
    }

    /// For objects that take nothing but their own members.
    static func refuse(_ decoder: inout EventDecoder, _ text: String, _ name: Int, _ value: Int) {
        decoder.fault(.fieldUnknown, name, ["field": text])
    }

    mutating func appendExtension(_ text: String, _ value: Int, to fields: inout [ExtensionField]) {
        let name = context.name(text)
        if name.namespace.isEmpty, text.contains(":") { fault(.prefixUnknown, value, ["name": text]) }
        fields.append(ExtensionField(name: name, value: extensionValue(value)))
    }

    /// For objects that take members of other namespaces.
    mutating func appendNamespaced(_ text: String, _ name: Int, _ value: Int, to fields: inout [ExtensionField]) {
        if !URISyntax.isURI(text) { fault(.fieldUnknown, name, ["field": text]) }
        appendExtension(text, value, to: &fields)
    }

    /// The tape refuses deep nesting, so the recursion is bounded.
    mutating func extensionValue(_ node: Int) -> ExtensionValue {
        switch tape.kind(node) {
        case .string: return .text(text(node) ?? "")
        case .number: return .number(tape.text(node) ?? "")
        case .yes: return .flag(true)
        case .no: return .flag(false)
        case .null: return .null
        case .array:
            var values: [ExtensionValue] = []
            var item = node + 1
            while item < tape.next(node) {
                values.append(extensionValue(item))
                item = tape.next(item)
            }
            return .list(values)
        case .object:
            var fields: [ExtensionField] = []
            var content: String?
            var name = node + 1
            while name < tape.next(node) {
                if let text = tape.text(name) {
                    if text == "#text" {
                        content = extensionValue(name + 1).scalar
                    } else {
                        fields.append(ExtensionField(name: context.name(text), value: extensionValue(name + 1)))
                    }
                } else {
                    fault(.jsonText, name)
                }
                name = tape.next(name + 1)
            }
            return .object(fields, text: content)
        }
    }
}
