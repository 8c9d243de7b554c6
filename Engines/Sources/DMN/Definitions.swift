import FEEL
import Findings

/// One DMN file: its elements as written, before names are resolved.
struct Definitions {
    let document: XMLDocument
    let name: String
    let namespace: String
    let imports: [Import]
    let items: [XMLElement]
    let elements: [Element]

    struct Import {
        let name: String
        let namespace: String
        let line: Int
    }

    struct Element {
        let kind: Kind
        let name: String
        let id: String
        let xml: XMLElement
        /// The type of its variable; for a function that of its result or of itself.
        let typeRef: String?
    }

    enum Kind: String, Sendable { case inputData, decision, businessKnowledgeModel, decisionService }

    static let namespaces: Set<String> = [
        "http://www.omg.org/spec/DMN/20151101/dmn.xsd", "http://www.omg.org/spec/DMN/20180521/MODEL/",
        "https://www.omg.org/spec/DMN/20191111/MODEL/", "https://www.omg.org/spec/DMN/20211108/MODEL/",
        "https://www.omg.org/spec/DMN/20230324/MODEL/",
    ]

    init(_ document: XMLDocument, _ findings: inout [Finding]) throws {
        let root = document.root
        guard root.name == "definitions", Definitions.namespaces.contains(root.namespace) else {
            throw Unreadable(
                Finding(.notDMN, at: .line(root.line, column: root.column), ["name": root.name, "namespace": root.namespace]))
        }
        self.document = document
        name = root[attribute: "name"] ?? ""
        namespace = root[attribute: "namespace"] ?? ""
        imports = root.all("import").map {
            Import(name: $0[attribute: "name"] ?? "", namespace: $0[attribute: "namespace"] ?? "", line: $0.line)
        }
        items = root.all("itemDefinition")
        var elements: [Element] = []
        for xml in root.elements where xml.namespace == root.namespace {
            guard let kind = Kind(rawValue: xml.name) else { continue }
            let variable = xml.first("variable")
            let name = Definitions.plain(variable?[attribute: "name"] ?? xml[attribute: "name"] ?? "")
            if name.isEmpty { findings.append(Finding(.nameMissing, at: .line(xml.line, column: xml.column), ["kind": xml.name])) }
            elements.append(
                Element(kind: kind, name: name, id: xml[attribute: "id"] ?? "", xml: xml, typeRef: variable?[attribute: "typeRef"]))
        }
        self.elements = elements
    }

    /// A name with its runs of spaces as one.
    static func plain(_ name: String) -> String {
        name.split { $0 == " " || $0 == "\n" || $0 == "\t" || $0 == "\r\n" }.joined(separator: " ")
    }
}

extension FindingCode {
    static let notDMN = FindingCode(
        "dmn.file.kind", .error, zh: "这不是 DMN 1.1 至 1.5 的文件（根元素 {name}）。",
        en: "This is no DMN 1.1 to 1.5 file (root element {name}).")
    static let nameMissing = FindingCode("dmn.element.name", .error, zh: "元素 {kind} 没有名称。", en: "An element {kind} has no name.")
}
