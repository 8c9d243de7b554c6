import Findings

/// Master data of a header or of a query answer.
extension XMLEventDecoder {
    /// Sender, receiver and identifier of the Standard Business Document Header, which JSON-LD writes as plain members.
    func businessHeader(_ node: Int) -> (sender: String?, receiver: String?, instance: String?) {
        func find(_ path: [String]) -> String? {
            var place: Int? = node
            for name in path {
                guard let current = place else { return nil }
                place = tree.nodes[current].children.first { tree.nodes[$0].name.local == name }
            }
            let text = place.map { tree.text($0) }
            return text?.isEmpty == true ? nil : text
        }
        let header = "StandardBusinessDocumentHeader"
        return (
            find([header, "Sender", "Identifier"]), find([header, "Receiver", "Identifier"]),
            find([header, "DocumentIdentification", "InstanceIdentifier"])
        )
    }

    mutating func header(_ node: Int) -> [MasterDataVocabulary] {
        func find(_ node: Int) -> Int? {
            for child in tree.nodes[node].children {
                if tree.nodes[child].name.local == "VocabularyList" { return child }
                if let found = find(child) { return found }
            }
            return nil
        }
        return find(node).map { vocabularies($0) } ?? []
    }

    mutating func vocabularies(_ node: Int) -> [MasterDataVocabulary] {
        items(node, "Vocabulary").map { item in
            var list = MasterDataVocabulary(type: tree.attribute("type", of: item) ?? "")
            if list.type.isEmpty { fault(.fieldMissing, item, ["field": "type"]) }
            if let elements = tree.child("VocabularyElementList", of: item) {
                list.elements = items(elements, "VocabularyElement").map { element($0) }
            }
            return list
        }
    }

    private mutating func element(_ node: Int) -> MasterDataElement {
        var element = MasterDataElement(id: tree.attribute("id", of: node) ?? "")
        if element.id.isEmpty { fault(.fieldMissing, node, ["field": "id"]) }
        for child in tree.nodes[node].children {
            switch tree.nodes[child].name.local {
            case "attribute":
                let id = tree.attribute("id", of: child) ?? ""
                if id.isEmpty { fault(.fieldMissing, child, ["field": "id"]) }
                let fields = Self.gathered(extensionFields(tree.nodes[child].children))
                let value: ExtensionValue = fields.isEmpty ? .text(tree.text(child)) : .object(fields, text: nil)
                element.attributes.append(MasterDataAttribute(id: id, value: value))
            case "children": element.children = items(child, "id").map { tree.text($0) }
            default: break
            }
        }
        return element
    }
}
