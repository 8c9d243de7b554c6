/// What the styles of a Word document say about outline level, numbering and hidden text.
struct WordStyles {
    struct Style {
        var name = ""
        var basedOn: String?
        var outlineLevel: Int?
        var numberId: Int?
        var numberLevel: Int?
        var hidden: Bool?
    }

    private var styles: [String: Style] = [:]
    private var defaultParagraph: String?

    init() {}

    init(part: String, of archive: Archive, limits: DocumentLimits) throws {
        var found = WordStyles()
        try XMLTreeReader.read(part, of: archive, container: "w:styles", limits: limits) { element in
            guard element.name == "w:style", let id = element["w:styleId"] else { return }
            var style = Style()
            style.name = element.value(of: "w:name")?.lowercased() ?? ""
            style.basedOn = element.value(of: "w:basedOn")
            style.hidden = element.first("w:rPr")?.toggle("w:vanish")
            if let paragraph = element.first("w:pPr") {
                style.outlineLevel = paragraph.integer(of: "w:outlineLvl")
                style.numberId = paragraph.first("w:numPr")?.integer(of: "w:numId")
                style.numberLevel = paragraph.first("w:numPr")?.integer(of: "w:ilvl")
            }
            found.styles[id] = style
            if element["w:type"] == "paragraph", ["1", "true", "on"].contains(element["w:default"] ?? "") {
                found.defaultParagraph = id
            }
        }
        self = found
    }

    /// The style and those it is based on, nearest first; a circle ends after 32.
    private func chain(_ id: String?) -> [(id: String, style: Style)] {
        var out: [(String, Style)] = []
        var next = id ?? defaultParagraph
        while let id = next, let style = styles[id], out.count < 32 {
            out.append((id, style))
            next = style.basedOn
        }
        return out
    }

    func name(_ id: String?) -> String { chain(id).first?.style.name ?? "" }

    func isHidden(_ id: String?) -> Bool { id != nil && chain(id).lazy.compactMap { $0.style.hidden }.first == true }

    /// 1…9, from the outline level or the built-in name; `nil` for body text.
    func headingLevel(_ id: String?) -> Int? {
        for (_, style) in chain(id) {
            if let level = style.outlineLevel { return (0...8).contains(level) ? level + 1 : nil }
            for word in ["heading ", "标题 "] where style.name.hasPrefix(word) {
                if let level = Int(style.name.dropFirst(word.count)), (1...9).contains(level) { return level }
            }
        }
        return nil
    }

    /// The numbering that the style brings: the definition, the level written in a style, and the styles that a level may name.
    func numbering(_ id: String?) -> (numberId: Int, level: Int?, styles: [String])? {
        let chain = chain(id)
        guard let number = chain.lazy.compactMap({ $0.style.numberId }).first else { return nil }
        return (number, chain.lazy.compactMap { $0.style.numberLevel }.first, chain.map(\.id))
    }

    /// The definition behind a numbering style.
    func numberId(ofStyle id: String) -> Int? { styles[id]?.numberId }
}
