/// The styles and fonts that documents are written with (GB/T 9704—2012, 7.2 and 7.3; sizes in half points).
enum WordStyleSheet {
    static func id(_ style: WordDocument.Style) -> String {
        switch style {
        case .title: "Title"
        case .heading(let level): "Heading\(min(max(level, 1), 4))"
        case .body: "BodyText"
        case .plain: "Normal"
        case .signature: "Signature"
        case .caption: "Caption"
        case .small: "Small"
        case .organ: "Organ"
        case .mark: "Mark"
        case .imprint: "Imprint"
        }
    }

    private struct Rule {
        let id: String
        let name: String
        var font = "仿宋_GB2312"
        var size = 32
        var isBold = false
        var colour: String?
        /// Paragraph properties in the order of the schema.
        var paragraph = ""
        var outline: Int?
    }

    /// 28 characters of 16 pt are 448 pt and the text is 442 pt wide: each character gives a quarter of a point. A grid of characters
    /// would say the same, but programs differ in how they read it.
    private static let tight = "<w:spacing w:val=\"-5\"/>"
    private static let exact = "<w:spacing w:before=\"0\" w:after=\"0\" w:line=\"580\" w:lineRule=\"exact\"/>"
    private static let single = "<w:spacing w:before=\"0\" w:after=\"0\" w:line=\"240\" w:lineRule=\"auto\"/>"
    private static let twoIn = "<w:ind w:firstLineChars=\"200\" w:firstLine=\"640\"/>"

    private static let rules: [Rule] = [
        Rule(
            id: "Title", name: "Title", font: "方正小标宋简体", size: 44,
            paragraph: "<w:snapToGrid w:val=\"0\"/>" + exact + "<w:jc w:val=\"center\"/>"),
        Rule(id: "Heading1", name: "heading 1", font: "黑体", paragraph: "<w:keepNext/>" + exact + twoIn, outline: 0),
        Rule(id: "Heading2", name: "heading 2", font: "楷体_GB2312", paragraph: "<w:keepNext/>" + exact + twoIn, outline: 1),
        Rule(id: "Heading3", name: "heading 3", isBold: true, paragraph: exact + twoIn, outline: 2),
        Rule(id: "Heading4", name: "heading 4", paragraph: exact + twoIn, outline: 3),
        Rule(id: "BodyText", name: "Body Text", paragraph: exact + twoIn + "<w:jc w:val=\"both\"/>"),
        Rule(
            id: "Signature", name: "Signature",
            paragraph: exact + "<w:ind w:rightChars=\"400\" w:right=\"1280\"/><w:jc w:val=\"right\"/>"),
        Rule(id: "Caption", name: "caption", size: 24, paragraph: single + "<w:jc w:val=\"center\"/>"),
        Rule(id: "Small", name: "Small", size: 24, paragraph: single),
        Rule(id: "TableText", name: "Table Text", size: 24, paragraph: "<w:snapToGrid w:val=\"0\"/>" + single),
        Rule(
            id: "TableHead", name: "Table Head", font: "黑体", size: 24,
            paragraph: "<w:snapToGrid w:val=\"0\"/>" + single + "<w:jc w:val=\"center\"/>"),
        // 发文机关标志: 7.2.4, red, not larger than the title of an issuing ministry; 版记: 7.4, a character in on both sides.
        Rule(
            id: "Organ", name: "Organ", font: "方正小标宋简体", size: 88, colour: "FF0000",
            paragraph: "<w:snapToGrid w:val=\"0\"/>" + single + "<w:jc w:val=\"center\"/>"),
        Rule(id: "Mark", name: "Mark", font: "黑体", paragraph: "<w:keepNext/>" + exact),
        Rule(
            id: "Imprint", name: "Imprint", size: 28,
            paragraph: "<w:snapToGrid w:val=\"0\"/>"
                + "<w:spacing w:before=\"0\" w:after=\"0\" w:line=\"480\" w:lineRule=\"exact\"/>"
                + "<w:ind w:leftChars=\"100\" w:left=\"280\" w:rightChars=\"100\" w:right=\"280\"/>"),
        Rule(id: "Header", name: "header", font: "宋体", size: 18, paragraph: single + "<w:jc w:val=\"center\"/>"),
        Rule(id: "Footer", name: "footer", font: "宋体", size: 28, paragraph: single),
    ]

    static var content: String {
        let defaults =
            "<w:docDefaults><w:rPrDefault><w:rPr>\(fonts("仿宋_GB2312"))<w:sz w:val=\"32\"/><w:szCs w:val=\"32\"/>"
            + "<w:lang w:val=\"en-US\" w:eastAsia=\"zh-CN\"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:widowControl w:val=\"0\"/></w:pPr></w:pPrDefault></w:docDefaults>"
        let normal =
            "<w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/><w:qFormat/>"
            + "<w:pPr>\(exact)</w:pPr><w:rPr>\(tight)</w:rPr></w:style>"
            + "<w:style w:type=\"table\" w:default=\"1\" w:styleId=\"TableNormal\"><w:name w:val=\"Normal Table\"/></w:style>"
        return defaults + normal + rules.map(xml).joined()
    }

    private static func xml(_ rule: Rule) -> String {
        let outline = rule.outline.map { "<w:outlineLvl w:val=\"\($0)\"/>" } ?? ""
        return
            "<w:style w:type=\"paragraph\" w:styleId=\"\(rule.id)\"><w:name w:val=\"\(rule.name)\"/><w:basedOn w:val=\"Normal\"/>"
            + "<w:qFormat/><w:pPr>\(rule.paragraph)\(outline)</w:pPr><w:rPr>\(fonts(rule.font))"
            + (rule.isBold ? "<w:b/>" : "") + (rule.colour.map { "<w:color w:val=\"\($0)\"/>" } ?? "")
            + "<w:spacing w:val=\"\(rule.size == 32 ? -5 : 0)\"/><w:sz w:val=\"\(rule.size)\"/><w:szCs w:val=\"\(rule.size)\"/></w:rPr></w:style>"
    }

    private static func fonts(_ name: String) -> String {
        "<w:rFonts w:ascii=\"Times New Roman\" w:hAnsi=\"Times New Roman\" w:cs=\"Times New Roman\" w:eastAsia=\"\(name)\"/>"
    }

    /// The font table: what to take where a font is missing.
    static var fonts: String {
        let others = [
            ("方正小标宋简体", "小标宋体,宋体,SimSun,Noto Serif CJK SC"), ("仿宋_GB2312", "仿宋,FangSong,Noto Serif CJK SC"),
            ("楷体_GB2312", "楷体,KaiTi,Noto Serif CJK SC"), ("黑体", "SimHei,Noto Sans CJK SC"), ("宋体", "SimSun,Noto Serif CJK SC"),
        ]
        return others.map {
            "<w:font w:name=\"\($0.0)\"><w:altName w:val=\"\($0.1)\"/><w:charset w:val=\"86\"/><w:family w:val=\"auto\"/><w:pitch w:val=\"variable\"/></w:font>"
        }.joined()
    }
}
