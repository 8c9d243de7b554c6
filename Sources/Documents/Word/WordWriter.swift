import Foundation

extension WordDocument {
    /// The DOCX file. Equal documents give equal bytes.
    public func data() -> Data {
        var archive = ArchiveWriter()
        for (name, content) in WordParts(self).all { archive.add(name, Data(content.utf8)) }
        return archive.data()
    }
}

/// The parts of the package as XML text.
struct WordParts {
    let document: WordDocument
    private let bookmarks = Bookmarks()

    /// Names of bookmarks are unique in a document.
    private final class Bookmarks {
        private var next = 0
        private var uses: [String: Int] = [:]

        func name(_ wish: String) -> (id: Int, name: String) {
            let clean = String(
                wish.unicodeScalars.map {
                    $0.isASCII && $0.properties.isAlphabetic || ("0"..."9").contains($0) || $0 == "_" ? Character($0) : "_"
                })
            next += 1
            let use = (uses[clean] ?? 0) + 1
            uses[clean] = use
            return (next, String((use == 1 ? clean : "\(clean)_\(use)").prefix(40)))
        }
    }

    private static let main = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    private static let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    private static let declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"

    init(_ document: WordDocument) { self.document = document }

    var all: [(String, String)] {
        var parts = [
            ("[Content_Types].xml", contentTypes), ("_rels/.rels", packageRelations), ("docProps/core.xml", properties),
            ("word/document.xml", body), ("word/styles.xml", root("styles", WordStyleSheet.content)),
            (
                "word/settings.xml",
                root("settings", "<w:evenAndOddHeaders/><w:characterSpacingControl w:val=\"compressPunctuation\"/>")
            ),
            ("word/fontTable.xml", root("fonts", WordStyleSheet.fonts)), ("word/_rels/document.xml.rels", documentRelations),
        ]
        if let header = document.header {
            let text = "<w:p><w:pPr><w:pStyle w:val=\"Header\"/></w:pPr><w:r>\(escaped(header))</w:r></w:p>"
            parts.append(("word/header1.xml", root("hdr", text)))
        }
        if document.hasPageNumbers {
            parts.append(("word/footer1.xml", root("ftr", pageNumber(side: "right"))))
            parts.append(("word/footer2.xml", root("ftr", pageNumber(side: "left"))))
        }
        if !document.firstPageHasNumber { parts.append(("word/footer3.xml", root("ftr", letterFoot))) }
        return parts
    }

    private func root(_ name: String, _ content: String) -> String {
        Self.declaration + "<w:\(name) xmlns:w=\"\(Self.main)\" xmlns:r=\"\(Self.relations)\">\(content)</w:\(name)>"
    }

    // MARK: Package

    private var contentTypes: String {
        let word = "application/vnd.openxmlformats-officedocument.wordprocessingml"
        var overrides = [
            ("document", "\(word).document.main+xml"), ("styles", "\(word).styles+xml"), ("settings", "\(word).settings+xml"),
            ("fontTable", "\(word).fontTable+xml"),
        ]
        if document.header != nil { overrides.append(("header1", "\(word).header+xml")) }
        if document.hasPageNumbers { overrides += [("footer1", "\(word).footer+xml"), ("footer2", "\(word).footer+xml")] }
        if !document.firstPageHasNumber { overrides.append(("footer3", "\(word).footer+xml")) }
        return Self.declaration + "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
            + "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
            + "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
            + "<Override PartName=\"/docProps/core.xml\" ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/>"
            + overrides.map { "<Override PartName=\"/word/\($0.0).xml\" ContentType=\"\($0.1)\"/>" }.joined() + "</Types>"
    }

    private func relationships(_ targets: [(id: String, type: String, target: String)]) -> String {
        Self.declaration + "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
            + targets.map { "<Relationship Id=\"\($0.id)\" Type=\"\($0.type)\" Target=\"\($0.target)\"/>" }.joined()
            + "</Relationships>"
    }

    private var packageRelations: String {
        relationships([
            ("rId1", Self.relations + "/officeDocument", "word/document.xml"),
            ("rId2", "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties", "docProps/core.xml"),
        ])
    }

    private var documentRelations: String {
        var targets = [
            ("rId1", "styles", "styles.xml"), ("rId2", "settings", "settings.xml"), ("rId3", "fontTable", "fontTable.xml"),
        ]
        if document.header != nil { targets.append(("rId4", "header", "header1.xml")) }
        if document.hasPageNumbers { targets += [("rId5", "footer", "footer1.xml"), ("rId6", "footer", "footer2.xml")] }
        if !document.firstPageHasNumber { targets.append(("rId7", "footer", "footer3.xml")) }
        return relationships(targets.map { ($0.0, Self.relations + "/" + $0.1, $0.2) })
    }

    private var properties: String {
        Self.declaration
            + "<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" "
            + "xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>\(xml(document.title))</dc:title></cp:coreProperties>"
    }

    /// The lower line of a letter's first page (10.1): double, thin above thick, as wide as the upper one.
    private var letterFoot: String {
        "<w:p><w:pPr><w:pStyle w:val=\"Footer\"/><w:pBdr><w:bottom w:val=\"thinThickSmallGap\" w:sz=\"24\" w:space=\"1\" w:color=\"FF0000\"/></w:pBdr>"
            + "<w:ind w:left=\"-397\" w:right=\"-397\"/></w:pPr></w:p>"
    }

    private func pageNumber(side: String) -> String {
        func field(_ kind: String) -> String { "<w:r><w:fldChar w:fldCharType=\"\(kind)\"/></w:r>" }
        let indent = side == "right" ? "w:rightChars=\"100\" w:right=\"280\"" : "w:leftChars=\"100\" w:left=\"280\""
        return
            "<w:p><w:pPr><w:pStyle w:val=\"Footer\"/><w:ind \(indent)/><w:jc w:val=\"\(side)\"/></w:pPr><w:r><w:t xml:space=\"preserve\">— </w:t></w:r>"
            + field("begin") + "<w:r><w:instrText xml:space=\"preserve\"> PAGE </w:instrText></w:r>" + field("separate")
            + "<w:r><w:t>1</w:t></w:r>" + field("end") + "<w:r><w:t xml:space=\"preserve\"> —</w:t></w:r></w:p>"
    }

    // MARK: Body

    private var body: String {
        var content = ""
        var page = document.page
        var isFirst = true
        for (number, block) in document.blocks.enumerated() {
            let next = document.blocks.indices.contains(number + 1) ? document.blocks[number + 1] : nil
            switch block {
            case .paragraph(let paragraph):
                if case .section(let following) = next {
                    // The last paragraph of a section carries the section's page.
                    content += xml(paragraph, section: section(page, isFirst: isFirst))
                    (page, isFirst) = (following, false)
                } else {
                    content += xml(paragraph)
                }
            case .table(let table):
                content += xml(table, on: page)
                if case .section(let following) = next {
                    content += "<w:p><w:pPr><w:pStyle w:val=\"Small\"/>\(section(page, isFirst: isFirst))</w:pPr></w:p>"
                    (page, isFirst) = (following, false)
                }
            case .pageBreak: content += "<w:p><w:r><w:br w:type=\"page\"/></w:r></w:p>"
            case .section(let following):
                if number == 0 { page = following }
            case .imprint(let lines):
                content += imprint(lines, width: textWidth(page))
            }
        }
        // A document that ends in a table needs a paragraph after it.
        switch document.blocks.last {
        case .table, .imprint: content += "<w:p><w:pPr><w:pStyle w:val=\"Small\"/></w:pPr></w:p>"
        default: break
        }
        if document.blocks.isEmpty { content += "<w:p/>" }
        return root("document", "<w:body>\(content)\(section(page, isFirst: isFirst))</w:body>")
    }

    /// A table that hangs at the foot of the text (GB/T 9704—2012, 7.4): its first and last line 0.35 mm, those between 0.25 mm.
    private func imprint(_ lines: [WordDocument.Paragraph], width: Int) -> String {
        func border(_ side: String, _ eighths: Int) -> String {
            "<w:\(side) w:val=\"single\" w:sz=\"\(eighths)\" w:space=\"0\" w:color=\"000000\"/>"
        }
        let rows = lines.map {
            "<w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc><w:tcPr><w:tcW w:w=\"\(width)\" w:type=\"dxa\"/></w:tcPr>\(xml($0))</w:tc></w:tr>"
        }
        // Programs disagree about “bottom”, so the place is worked out: lines of 24 pt from the foot of the text upwards.
        let rowsOfText = lines.map { line in
            let inner = Double(width) / 280 - ((line.leftIndent ?? 1) + (line.rightIndent ?? 1)) * 320 / 280
            return line.hasRightTab ? 1 : max(1, Int((OfficialDocument.Line(line.runs).width / max(inner, 1)).rounded(.up)))
        }
        let top = 22 * 580 - rowsOfText.reduce(0, +) * 480 - 40
        return
            "<w:tbl><w:tblPr><w:tblpPr w:vertAnchor=\"margin\" w:horzAnchor=\"margin\" w:tblpX=\"0\" w:tblpY=\"\(max(top, 1))\"/>"
            + "<w:tblW w:w=\"\(width)\" w:type=\"dxa\"/><w:tblBorders>\(border("top", 8))\(border("bottom", 8))\(border("insideH", 6))</w:tblBorders>"
            + "<w:tblLayout w:type=\"fixed\"/><w:tblCellMar><w:left w:w=\"0\" w:type=\"dxa\"/><w:right w:w=\"0\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr>"
            + "<w:tblGrid><w:gridCol w:w=\"\(width)\"/></w:tblGrid>\(rows.joined())</w:tbl>"
    }

    private func xml(_ paragraph: WordDocument.Paragraph, section: String = "") -> String {
        var properties = "<w:pStyle w:val=\"\(WordStyleSheet.id(paragraph.style))\"/>"
        if paragraph.keepsWithNext { properties += "<w:keepNext/>" }
        if paragraph.startsPage { properties += "<w:pageBreakBefore/>" }
        properties += paragraph.rule.map(borders) ?? ""
        if paragraph.hasRightTab {
            properties += "<w:tabs><w:tab w:val=\"right\" w:pos=\"\(textWidth(WordDocument.Page()) - 280)\"/></w:tabs>"
        }
        properties += indent(paragraph)
        if paragraph.isCentred || paragraph.isRightAligned {
            properties += "<w:jc w:val=\"\(paragraph.isCentred ? "center" : "right")\"/>"
        }
        let size = paragraph.size.map { halfPoints($0) }
        return "<w:p><w:pPr>\(properties)\(section)</w:pPr>\(paragraph.runs.map { xml($0, size: size) }.joined())</w:p>"
    }

    private func borders(_ rule: WordDocument.Rule) -> String {
        func line(_ side: String, _ kind: String, _ eighths: Int, _ space: Int, _ colour: String) -> String {
            "<w:\(side) w:val=\"\(kind)\" w:sz=\"\(eighths)\" w:space=\"\(space)\" w:color=\"\(colour)\"/>"
        }
        let borders =
            switch rule {
            case .red: line("bottom", "single", 8, 4, "FF0000")
            case .redDouble: line("bottom", "thickThinSmallGap", 24, 4, "FF0000")
            }
        return "<w:pBdr>\(borders)</w:pBdr>"
    }

    /// Hundredths of a character for Word, and the same at 16 pt in twentieths of a point for programs that do not know characters.
    private func indent(_ paragraph: WordDocument.Paragraph) -> String {
        var attributes = ""
        func add(_ name: String, _ characters: Double) {
            let kept = characters.isFinite ? min(max(characters, 0), 28) : 0
            attributes += " w:\(name)Chars=\"\(Int((kept * 100).rounded()))\" w:\(name)=\"\(Int((kept * 320).rounded()))\""
        }
        // 10.1: the lines of a letter are 170 mm wide, the text 156 mm.
        if paragraph.rule == .redDouble { return "<w:ind w:left=\"-397\" w:right=\"-397\"/>" }
        if let left = paragraph.leftIndent { add("left", left) }
        if let right = paragraph.rightIndent { add("right", right) }
        if let first = paragraph.firstLineIndent { first < 0 ? add("hanging", -first) : add("firstLine", first) }
        return attributes.isEmpty ? "" : "<w:ind\(attributes)/>"
    }

    private func halfPoints(_ points: Double) -> Int { points.isFinite ? Int((min(max(points, 5), 96) * 2).rounded()) : 32 }

    private func xml(_ run: WordDocument.Run, size: Int?) -> String {
        guard let bookmark = run.bookmark.map(bookmarks.name) else { return plain(run, size: size) }
        return "<w:bookmarkStart w:id=\"\(bookmark.id)\" w:name=\"\(bookmark.name)\"/>\(plain(run, size: size))"
            + "<w:bookmarkEnd w:id=\"\(bookmark.id)\"/>"
    }

    private func plain(_ run: WordDocument.Run, size: Int?) -> String {
        var properties = ""
        if let font = run.font {
            let name = xml(font)
            properties += "<w:rFonts w:ascii=\"\(name)\" w:hAnsi=\"\(name)\" w:eastAsia=\"\(name)\"/>"
        }
        if run.isBold { properties += "<w:b/>" }
        if run.isMarked { properties += "<w:color w:val=\"C00000\"/>" }
        if run.isReference { properties += "<w:color w:val=\"808080\"/>" }
        if let size { properties += "<w:sz w:val=\"\(size)\"/><w:szCs w:val=\"\(size)\"/>" }
        if run.isReference { properties += "<w:vertAlign w:val=\"superscript\"/>" }
        return "<w:r>" + (properties.isEmpty ? "" : "<w:rPr>\(properties)</w:rPr>") + escaped(run.text) + "</w:r>"
    }

    private func xml(_ table: WordDocument.Table, on page: WordDocument.Page) -> String {
        let grid = laidOut(table)
        let columns = grid.columns
        let textWidth = textWidth(page)
        let widths = columnWidths(table, columns, textWidth)
        let size = table.size.map { halfPoints($0) }
        var out = "<w:tbl><w:tblPr><w:tblW w:w=\"\(textWidth)\" w:type=\"dxa\"/><w:jc w:val=\"center\"/><w:tblBorders>"
        for side in ["top", "left", "bottom", "right", "insideH", "insideV"] {
            out += "<w:\(side) w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"000000\"/>"
        }
        out += "</w:tblBorders><w:tblLayout w:type=\"fixed\"/></w:tblPr><w:tblGrid>"
        out += widths.map { "<w:gridCol w:w=\"\($0)\"/>" }.joined() + "</w:tblGrid>"
        for (number, row) in grid.rows.enumerated() {
            out += "<w:tr><w:trPr><w:cantSplit/>" + (number < table.headerRows ? "<w:tblHeader/>" : "") + "</w:trPr>"
            for place in row {
                let width = widths[place.column..<min(place.column + place.span, columns)].reduce(0, +)
                out += "<w:tc><w:tcPr><w:tcW w:w=\"\(width)\" w:type=\"dxa\"/>"
                if place.span > 1 { out += "<w:gridSpan w:val=\"\(place.span)\"/>" }
                if let merge = place.merge { out += "<w:vMerge w:val=\"\(merge)\"/>" }
                out += "<w:vAlign w:val=\"center\"/></w:tcPr>"
                let isHeader = number < table.headerRows
                let aligned = table.alignments.indices.contains(place.column) ? table.alignments[place.column] : .left
                for line in lines(place.runs) {
                    out += "<w:p><w:pPr><w:pStyle w:val=\"\(isHeader ? "TableHead" : "TableText")\"/>"
                    out +=
                        (isHeader || aligned == .left ? "" : "<w:jc w:val=\"\(aligned.rawValue)\"/>")
                        + "</w:pPr>\(line.map { xml($0, size: size) }.joined())</w:p>"
                }
                out += "</w:tc>"
            }
            out += "</w:tr>"
        }
        return out + "</w:tbl>"
    }

    /// A cell's runs, cut at line breaks; at least one line.
    private func lines(_ runs: [WordDocument.Run]) -> [[WordDocument.Run]] {
        var lines: [[WordDocument.Run]] = [[]]
        for run in runs {
            for (number, part) in run.text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
                var piece = run
                piece.text = String(part)
                if number > 0 { lines.append([]) }
                lines[lines.count - 1].append(piece)
            }
        }
        return lines
    }

    private struct Place {
        let column: Int
        let span: Int
        var runs: [WordDocument.Run] = []
        let merge: String?
    }

    /// Gives every row its cells, also those that a taller cell covers, and pads short rows.
    private func laidOut(_ table: WordDocument.Table) -> (rows: [[Place]], columns: Int) {
        var covered: [Int: (left: Int, span: Int)] = [:]  // by first column: rows still to cover
        var rows: [[Place]] = []
        for row in table.rows {
            var places: [Place] = []
            var column = 0
            var cells = row[...]
            while true {
                if let above = covered[column] {
                    places.append(Place(column: column, span: above.span, merge: "continue"))
                    covered[column] = above.left > 1 ? (above.left - 1, above.span) : nil
                    column += above.span
                } else if let cell = cells.popFirst() {
                    let span = min(max(cell.columnSpan, 1), 63)
                    if cell.rowSpan > 1 { covered[column] = (cell.rowSpan - 1, span) }
                    places.append(Place(column: column, span: span, runs: cell.runs, merge: cell.rowSpan > 1 ? "restart" : nil))
                    column += span
                } else if let next = covered.keys.filter({ $0 > column }).min() {
                    places.append(Place(column: column, span: next - column, merge: nil))
                    column = next
                } else {
                    break
                }
            }
            rows.append(places)
        }
        let columns = max(rows.map { ($0.last?.column ?? 0) + ($0.last?.span ?? 1) }.max() ?? 1, 1)
        for number in rows.indices {
            let end = (rows[number].last?.column ?? 0) + (rows[number].last?.span ?? 0)
            if end < columns { rows[number].append(Place(column: end, span: columns - end, merge: nil)) }
        }
        return (rows, columns)
    }

    private func columnWidths(_ table: WordDocument.Table, _ columns: Int, _ textWidth: Int) -> [Int] {
        let isGiven = table.widths.count == columns && table.widths.allSatisfy { $0.isFinite && $0 > 0 && $0 < 1e6 }
        let shares = isGiven ? table.widths : [Double](repeating: 1, count: columns)
        let total = shares.reduce(0, +)
        return shares.map { Int((Double(textWidth) * $0 / total).rounded()) }
    }
}
