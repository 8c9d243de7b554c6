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
private struct WordParts {
    let document: WordDocument

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
        return relationships(targets.map { ($0.0, Self.relations + "/" + $0.1, $0.2) })
    }

    private var properties: String {
        Self.declaration
            + "<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" "
            + "xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>\(xml(document.title))</dc:title></cp:coreProperties>"
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
        for block in document.blocks {
            switch block {
            case .paragraph(let paragraph): content += xml(paragraph)
            case .table(let table): content += xml(table)
            case .pageBreak: content += "<w:p><w:r><w:br w:type=\"page\"/></w:r></w:p>"
            }
        }
        // A document that ends in a table needs a paragraph after it.
        if case .table = document.blocks.last { content += "<w:p><w:pPr><w:pStyle w:val=\"Small\"/></w:pPr></w:p>" }
        if document.blocks.isEmpty { content += "<w:p/>" }
        return root("document", "<w:body>\(content)\(section)</w:body>")
    }

    private func xml(_ paragraph: WordDocument.Paragraph) -> String {
        var properties = "<w:pStyle w:val=\"\(WordStyleSheet.id(paragraph.style))\"/>"
        if paragraph.keepsWithNext { properties += "<w:keepNext/>" }
        return "<w:p><w:pPr>\(properties)</w:pPr>\(paragraph.runs.map(xml).joined())</w:p>"
    }

    private func xml(_ run: WordDocument.Run) -> String {
        var properties = ""
        if let font = run.font {
            let name = xml(font)
            properties += "<w:rFonts w:ascii=\"\(name)\" w:hAnsi=\"\(name)\" w:eastAsia=\"\(name)\"/>"
        }
        if run.isBold { properties += "<w:b/>" }
        if run.isMarked { properties += "<w:color w:val=\"C00000\"/>" }
        return "<w:r>" + (properties.isEmpty ? "" : "<w:rPr>\(properties)</w:rPr>") + escaped(run.text) + "</w:r>"
    }

    private func xml(_ table: WordDocument.Table) -> String {
        let grid = laidOut(table)
        let columns = grid.columns
        let widths = columnWidths(table, columns)
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
                for line in place.text.split(separator: "\n", omittingEmptySubsequences: false) {
                    out += "<w:p><w:pPr><w:pStyle w:val=\"\(isHeader ? "TableHead" : "TableText")\"/>"
                    out +=
                        (isHeader || aligned == .left ? "" : "<w:jc w:val=\"\(aligned.rawValue)\"/>")
                        + "</w:pPr><w:r>\(escaped(String(line)))</w:r></w:p>"
                }
                out += "</w:tc>"
            }
            out += "</w:tr>"
        }
        return out + "</w:tbl>"
    }

    private struct Place {
        let column: Int
        let span: Int
        let text: String
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
                    places.append(Place(column: column, span: above.span, text: "", merge: "continue"))
                    covered[column] = above.left > 1 ? (above.left - 1, above.span) : nil
                    column += above.span
                } else if let cell = cells.popFirst() {
                    let span = min(max(cell.columnSpan, 1), 63)
                    if cell.rowSpan > 1 { covered[column] = (cell.rowSpan - 1, span) }
                    places.append(Place(column: column, span: span, text: cell.text, merge: cell.rowSpan > 1 ? "restart" : nil))
                    column += span
                } else if let next = covered.keys.filter({ $0 > column }).min() {
                    places.append(Place(column: column, span: next - column, text: "", merge: nil))
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
            if end < columns { rows[number].append(Place(column: end, span: columns - end, text: "", merge: nil)) }
        }
        return (rows, columns)
    }

    private func columnWidths(_ table: WordDocument.Table, _ columns: Int) -> [Int] {
        let isGiven = table.widths.count == columns && table.widths.allSatisfy { $0.isFinite && $0 > 0 && $0 < 1e6 }
        let shares = isGiven ? table.widths : [Double](repeating: 1, count: columns)
        let total = shares.reduce(0, +)
        return shares.map { Int((Double(textWidth) * $0 / total).rounded()) }
    }

    // MARK: Page

    /// Millimetres to twentieths of a point.
    private func twips(_ millimetres: Double) -> Int {
        Int(((millimetres.isFinite ? min(max(millimetres, 0), 100) : 25) / 25.4 * 1440).rounded())
    }

    private var size: (width: Int, height: Int) { document.page.isLandscape ? (16_838, 11_906) : (11_906, 16_838) }
    private var textWidth: Int { size.width - twips(document.page.left) - twips(document.page.right) }

    private var section: String {
        let page = document.page
        var out = "<w:sectPr>"
        if document.header != nil {
            for kind in ["default", "even"] { out += "<w:headerReference w:type=\"\(kind)\" r:id=\"rId4\"/>" }
        }
        if document.hasPageNumbers {
            out += "<w:footerReference w:type=\"default\" r:id=\"rId5\"/><w:footerReference w:type=\"even\" r:id=\"rId6\"/>"
        }
        out += "<w:pgSz w:w=\"\(size.width)\" w:h=\"\(size.height)\"" + (page.isLandscape ? " w:orient=\"landscape\"" : "") + "/>"
        // 22 lines of 29 pt are 0.3 pt more than 225 mm: the foot gives way, or the last line moves to the next page.
        let foot = document.page == WordDocument.Page() ? size.height - twips(page.top) - 22 * 580 : twips(page.bottom)
        out +=
            "<w:pgMar w:top=\"\(twips(page.top))\" w:right=\"\(twips(page.right))\" w:bottom=\"\(foot)\" w:left=\"\(twips(page.left))\""
        out += " w:header=\"1134\" w:footer=\"1417\" w:gutter=\"0\"/>"
        // 28 characters of 16 pt in 156 mm: each is narrower by 0.2 pt, in 4096ths of a point.
        let isStandard = page == WordDocument.Page()
        out +=
            isStandard
            ? "<w:docGrid w:type=\"linesAndChars\" w:linePitch=\"580\" w:charSpace=\"-841\"/>" : "<w:docGrid w:linePitch=\"580\"/>"
        return out + "</w:sectPr>"
    }

    // MARK: Text

    /// A run's text with tabs and breaks as elements.
    private func escaped(_ text: String) -> String {
        var out = ""
        var piece = ""
        func flush() {
            if !piece.isEmpty { out += "<w:t xml:space=\"preserve\">\(xml(piece))</w:t>" }
            piece = ""
        }
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n":
                flush()
                out += "<w:br/>"
            case "\t":
                flush()
                out += "<w:tab/>"
            case "\r": break
            default: piece.unicodeScalars.append(scalar)
            }
        }
        flush()
        return out
    }

    /// Markup escaped; characters that XML 1.0 cannot hold dropped.
    private func xml(_ text: String) -> String {
        var out = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x26: out.append(contentsOf: "&amp;".unicodeScalars)
            case 0x3C: out.append(contentsOf: "&lt;".unicodeScalars)
            case 0x3E: out.append(contentsOf: "&gt;".unicodeScalars)
            case 0x22: out.append(contentsOf: "&quot;".unicodeScalars)
            case 0..<0x20 where scalar.value != 9 && scalar.value != 10, 0xFFFE, 0xFFFF: break
            default: out.append(scalar)
            }
        }
        return String(out)
    }
}
