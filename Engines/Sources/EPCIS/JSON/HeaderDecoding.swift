import Findings

/// Master data: `epcisMasterData` of a header and `vocabularyList` of a query answer.
extension EventDecoder {
    mutating func header(_ node: Int) -> [MasterDataVocabulary] {
        var lists: [MasterDataVocabulary] = []
        members(
            node,
            { decoder, name, value in
                guard name == "epcisMasterData" else { return false }
                decoder.members(
                    value,
                    { decoder, name, value in
                        guard name == "vocabularyList" else { return false }
                        lists = decoder.vocabularies(value)
                        return true
                    }, rest: { _, _, _, _ in })
                return true
            },
            rest: { decoder, text, name, _ in
                if !URISyntax.isURI(text) { decoder.fault(.fieldUnknown, name, ["field": text]) }
            })
        return lists
    }

    mutating func vocabularies(_ node: Int) -> [MasterDataVocabulary] {
        items(node).map { item in
            var list = MasterDataVocabulary(type: "")
            var hasType = false
            members(
                item,
                { decoder, name, value in
                    switch name {
                    case "type":
                        hasType = true
                        list.type = decoder.uri(value) ?? ""
                    case "vocabularyElementList": list.elements = decoder.items(value).map { decoder.element($0) }
                    default: return false
                    }
                    return true
                }, rest: { _, _, _, _ in })
            if !hasType, tape.kind(item) == .object { fault(.fieldMissing, item, ["field": "type"]) }
            return list
        }
    }

    private mutating func element(_ node: Int) -> MasterDataElement {
        var element = MasterDataElement(id: "")
        var hasID = false
        members(
            node,
            { decoder, name, value in
                switch name {
                case "id":
                    hasID = true
                    element.id = decoder.uri(value) ?? ""
                case "attributes": element.attributes = decoder.items(value).map { decoder.attribute($0) }
                case "children": element.children = decoder.uris(value, unique: false)
                default: return false
                }
                return true
            }, rest: { _, _, _, _ in })
        if !hasID, tape.kind(node) == .object { fault(.fieldMissing, node, ["field": "id"]) }
        return element
    }

    private mutating func attribute(_ node: Int) -> MasterDataAttribute {
        var attribute = MasterDataAttribute(id: "", value: .null)
        var hasID = false
        members(
            node,
            { decoder, name, value in
                switch name {
                case "id":
                    hasID = true
                    attribute.id = decoder.uri(value) ?? ""
                case "attribute":
                    switch decoder.tape.kind(value) {
                    case .number, .string, .object: attribute.value = decoder.extensionValue(value)
                    default: decoder.fault(.jsonType, value, ["expected": "number, string, object"])
                    }
                default: return false
                }
                return true
            }, rest: { _, _, _, _ in })
        if !hasID, tape.kind(node) == .object { fault(.fieldMissing, node, ["field": "id"]) }
        return attribute
    }
}
