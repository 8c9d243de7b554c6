import Documents
import Findings
import Foundation

/// A DOCX file from the XML of its parts, as small as Word accepts it.
struct WordFixture {
    var body: String
    var styles = ""
    var numbering = ""
    var footnotes = ""
    var extra: [(String, String)] = []

    private static let open = """
        xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" \
        xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" \
        xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml"
        """

    var data: Data {
        var archive = ArchiveWriter()
        func part(_ name: String, _ root: String, _ content: String) {
            archive.add(name, Data("<?xml version=\"1.0\" encoding=\"UTF-8\"?><w:\(root) \(Self.open)>\(content)</w:\(root)>".utf8))
        }
        archive.add("[Content_Types].xml", Data("<Types/>".utf8))
        part("word/document.xml", "document", "<w:body>\(body)<w:sectPr/></w:body>")
        if !styles.isEmpty { part("word/styles.xml", "styles", styles) }
        if !numbering.isEmpty { part("word/numbering.xml", "numbering", numbering) }
        if !footnotes.isEmpty { part("word/footnotes.xml", "footnotes", footnotes) }
        for (name, content) in extra { archive.add(name, Data(content.utf8)) }
        return archive.data()
    }

    static func run(_ text: String) -> String { "<w:r><w:t xml:space=\"preserve\">\(text)</w:t></w:r>" }

    static func paragraph(_ text: String, _ properties: String = "") -> String {
        "<w:p><w:pPr>\(properties)</w:pPr>\(run(text))</w:p>"
    }

    static func numbered(_ text: String, _ list: Int, _ level: Int = 0) -> String {
        paragraph(text, "<w:numPr><w:ilvl w:val=\"\(level)\"/><w:numId w:val=\"\(list)\"/></w:numPr>")
    }

    static func level(_ depth: Int, _ format: String, _ text: String, _ more: String = "", start: Int = 1) -> String {
        """
        <w:lvl w:ilvl="\(depth)"><w:start w:val="\(start)"/><w:numFmt w:val="\(format)"/>\(more)<w:lvlText w:val="\(text)"/></w:lvl>
        """
    }

    static func abstract(_ id: Int, _ levels: String...) -> String {
        "<w:abstractNum w:abstractNumId=\"\(id)\">\(levels.joined())</w:abstractNum>"
    }

    static func list(_ id: Int, _ abstract: Int, _ overrides: String = "") -> String {
        "<w:num w:numId=\"\(id)\"><w:abstractNumId w:val=\"\(abstract)\"/>\(overrides)</w:num>"
    }

    static func startOverride(_ depth: Int, _ start: Int) -> String {
        "<w:lvlOverride w:ilvl=\"\(depth)\"><w:startOverride w:val=\"\(start)\"/></w:lvlOverride>"
    }

    static func cell(_ text: String, _ properties: String = "") -> String {
        "<w:tc><w:tcPr>\(properties)</w:tcPr>\(paragraph(text))</w:tc>"
    }

    static func table(_ rows: [String]...) -> String {
        "<w:tbl><w:tblPr/><w:tblGrid/>" + rows.map { "<w:tr>\($0.joined())</w:tr>" }.joined() + "</w:tbl>"
    }

    func texts() throws -> [String] {
        try WordReader.read(data).value.compactMap { if case .paragraph(let text, _) = $0 { text } else { nil } }
    }
}
