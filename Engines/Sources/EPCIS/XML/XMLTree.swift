/// One element of a document with everything in it, as a flat list in document order.
struct XMLTree {
    struct Node {
        let name: FieldName
        let parent: Int
        var children: [Int] = []
        var attributes: [(name: FieldName, value: String)] = []
        /// The text before the first child.
        var text = ""
        /// Its number among the children of that name, counted from 1.
        var ordinal = 1
    }

    private(set) var nodes: [Node] = []
    private var open: [Int] = []
    private(set) var size = 0

    var depth: Int { open.count }
    var isEmpty: Bool { nodes.isEmpty }
    var isClosed: Bool { !nodes.isEmpty && open.isEmpty }

    mutating func clear() {
        nodes.removeAll(keepingCapacity: true)
        open.removeAll(keepingCapacity: true)
        size = 0
    }

    mutating func start(_ name: FieldName, _ attributes: [(name: FieldName, value: String)]) {
        let parent = open.last ?? -1
        var node = Node(name: name, parent: parent, attributes: attributes)
        if parent >= 0 {
            // Siblings of one name mostly stand together, so the last one knows the count.
            if let last = nodes[parent].children.last, nodes[last].name == name { node.ordinal = nodes[last].ordinal + 1 }
            nodes[parent].children.append(nodes.count)
        }
        open.append(nodes.count)
        nodes.append(node)
        size += 64 + attributes.reduce(0) { $0 + $1.value.utf8.count }
    }

    mutating func append(_ text: String) {
        guard let node = open.last, nodes[node].children.isEmpty else { return }
        nodes[node].text += text
        size += text.utf8.count
    }

    mutating func end() { open.removeLast() }

    func text(_ node: Int) -> String { nodes[node].text.trimmed }

    func attribute(_ local: String, of node: Int) -> String? {
        nodes[node].attributes.first { $0.name.local == local && $0.name.namespace.isEmpty }?.value.trimmed
    }

    func child(_ local: String, of node: Int) -> Int? {
        nodes[node].children.first { nodes[$0].name.local == local && nodes[$0].name.isStandard }
    }

    /// The XPath of a node below the top of this tree.
    func path(_ node: Int) -> String {
        var parts: [String] = []
        var node = node
        while nodes[node].parent >= 0 {
            let entry = nodes[node]
            let name = entry.name.prefix.isEmpty ? entry.name.local : "\(entry.name.prefix):\(entry.name.local)"
            let isAlone = nodes[entry.parent].children.filter { nodes[$0].name == entry.name }.count == 1
            parts.append(isAlone ? name : "\(name)[\(entry.ordinal)]")
            node = entry.parent
        }
        return parts.reversed().map { "/" + $0 }.joined()
    }

    /// The children with `extension` and `baseExtension` of EPCIS 1.x taken out and theirs put in, at any depth.
    func flatChildren(of node: Int) -> [Int] {
        var out: [Int] = []
        for child in nodes[node].children {
            if isWrapper(child) { out += flatChildren(of: child) } else { out.append(child) }
        }
        return out
    }

    func isWrapper(_ node: Int) -> Bool {
        let name = nodes[node].name
        return name.isStandard && (name.local == "extension" || name.local == "baseExtension")
    }
}

extension FieldName {
    /// True for names without namespace and of the namespaces of EPCIS itself.
    var isStandard: Bool { namespace.isEmpty || namespace.hasPrefix("urn:epcglobal:epcis") }
}
