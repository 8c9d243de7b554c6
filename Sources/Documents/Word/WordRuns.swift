/// Collects the text of one paragraph as it is printed with all tracked changes accepted.
///
/// Deleted and moved-away text is dropped, inserted and moved-in text kept, hidden text dropped, a field gives its result
/// and not its instruction, ruby gives the base text. Text boxes and notes are set aside for the caller.
struct WordRuns {
    /// What runs from one paragraph into the next: fields may span paragraphs.
    struct Fields {
        fileprivate struct Open {
            var isInstruction = true
            var instruction = ""
        }
        fileprivate var open: [Open] = []
        fileprivate var isInstruction: Bool { open.contains { $0.isInstruction } }
        /// Whether the paragraph belongs to a table of contents.
        var isContents: Bool { open.contains { !$0.isInstruction && $0.instruction.drop { $0 == " " }.hasPrefix("TOC") } }
    }

    struct Changes {
        var inserted = 0
        var deleted = 0
        var moved = 0
        var isEmpty: Bool { inserted + deleted + moved == 0 }
    }

    struct Note: Hashable {
        let part: String
        let id: String
    }

    var text = ""
    var boxes: [XMLElement] = []
    var notes: [Note] = []
    var fields = Fields()
    var changes = Changes()
    var pictures = 0
    var hidden = 0
    let styles: WordStyles

    init(styles: WordStyles) { self.styles = styles }

    /// Takes the children of a paragraph or of anything that wraps runs.
    mutating func take(_ container: XMLElement) {
        for child in container.children { takeOne(child) }
    }

    private mutating func takeOne(_ element: XMLElement) {
        switch element.name {
        case "w:r", "m:r": takeRun(element)
        case "w:ins":
            changes.inserted += 1
            take(element)
        case "w:moveTo":
            changes.moved += 1
            take(element)
        case "w:del": changes.deleted += 1
        case "w:moveFrom", "w:pPr", "w:rPr", "w:sdtPr", "w:sdtEndPr", "w:smartTagPr", "w:customXmlPr", "w:fldData": break
        case "w:fldSimple":
            if !(element["w:instr"] ?? "").drop(while: { $0 == " " }).hasPrefix("TOC") { take(element) }
        case "mc:AlternateContent": take(chosen(element))
        default: take(element)  // hyperlinks, smart tags, content controls, bidirectional spans, mathematics
        }
    }

    private func chosen(_ element: XMLElement) -> XMLElement {
        element.first("mc:Choice") ?? element.first("mc:Fallback") ?? XMLElement("")
    }

    private mutating func takeRun(_ run: XMLElement) {
        if let properties = run.first("w:rPr") {
            let isHidden = properties.toggle("w:vanish") ?? styles.isHidden(properties.value(of: "w:rStyle"))
            if isHidden {
                if run.first("w:t") != nil { hidden += 1 }
                // A hidden run may still open or close a field.
                for child in run.children where child.name == "w:fldChar" || child.name == "w:instrText" { takeInline(child) }
                return
            }
        }
        for child in run.children { takeInline(child) }
    }

    private mutating func takeInline(_ element: XMLElement) {
        switch element.name {
        case "w:fldChar":
            switch element["w:fldCharType"] {
            case "begin": if fields.open.count < 64 { fields.open.append(Fields.Open()) }
            case "separate": if let last = fields.open.indices.last { fields.open[last].isInstruction = false }
            case "end": _ = fields.open.popLast()
            default: break
            }
        case "w:instrText": if let last = fields.open.indices.last { fields.open[last].instruction += element.text.prefix(80) }
        case "w:t", "m:t": append(element.text)
        case "w:tab", "w:ptab": append("\t")
        case "w:br": if element["w:type"] ?? "textWrapping" == "textWrapping" { append("\n") }
        case "w:cr": append("\n")
        case "w:noBreakHyphen": append("-")
        case "w:sym":
            if let value = element["w:char"].flatMap({ UInt32($0, radix: 16) }), let scalar = UnicodeScalar(value) {
                append(String(Character(WordNumbering.printed(scalar))))
            }
        case "w:footnoteReference": note("footnotes", element)
        case "w:endnoteReference": note("endnotes", element)
        case "w:ruby": if let base = element.first("w:rubyBase") { take(base) }
        case "w:txbxContent": boxes.append(element)
        case "w:drawing", "w:pict", "w:object":
            let before = boxes.count
            findBoxes(element)
            if boxes.count == before { pictures += 1 }
        case "mc:AlternateContent": for child in chosen(element).children { takeInline(child) }
        case "w:delText", "w:delInstrText", "w:rPr", "w:softHyphen", "w:rt": break
        default: break
        }
    }

    /// The outermost text boxes of a drawing; what stands inside one is read by the caller.
    private mutating func findBoxes(_ element: XMLElement) {
        for child in element.children {
            switch child.name {
            case "w:txbxContent": boxes.append(child)
            case "mc:AlternateContent": findBoxes(chosen(child))
            default: findBoxes(child)
            }
        }
    }

    private mutating func note(_ part: String, _ element: XMLElement) {
        if !fields.isInstruction, let id = element["w:id"] { notes.append(Note(part: part, id: id)) }
    }

    private mutating func append(_ piece: String) {
        if !fields.isInstruction { text += piece }
    }
}
