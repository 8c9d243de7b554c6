import Foundation

/// Sizes, sections and escaped text of a document that is written.
extension WordParts {
    /// Millimetres to twentieths of a point.
    func twips(_ millimetres: Double) -> Int {
        Int(((millimetres.isFinite ? min(max(millimetres, 0), 100) : 25) / 25.4 * 1440).rounded())
    }

    func size(_ page: WordDocument.Page) -> (width: Int, height: Int) {
        page.isLandscape ? (16_838, 11_906) : (11_906, 16_838)
    }
    func textWidth(_ page: WordDocument.Page) -> Int { size(page).width - twips(page.left) - twips(page.right) }

    func section(_ page: WordDocument.Page, isFirst: Bool) -> String {
        let size = size(page)
        var out = "<w:sectPr>"
        if document.header != nil {
            for kind in ["default", "even"] { out += "<w:headerReference w:type=\"\(kind)\" r:id=\"rId4\"/>" }
        }
        if document.hasPageNumbers {
            out += "<w:footerReference w:type=\"default\" r:id=\"rId5\"/><w:footerReference w:type=\"even\" r:id=\"rId6\"/>"
        }
        let isLetter = isFirst && !document.firstPageHasNumber
        if isLetter { out += "<w:footerReference w:type=\"first\" r:id=\"rId7\"/>" }
        out += "<w:pgSz w:w=\"\(size.width)\" w:h=\"\(size.height)\"" + (page.isLandscape ? " w:orient=\"landscape\"" : "") + "/>"
        // 22 lines of 29 pt are 0.3 pt more than 225 mm: the foot gives way by that and a point for what programs round, or the last
        // line moves to the next page.
        let foot = page == WordDocument.Page() ? size.height - twips(page.top) - 22 * 580 - 20 : twips(page.bottom)
        out +=
            "<w:pgMar w:top=\"\(twips(page.top))\" w:right=\"\(twips(page.right))\" w:bottom=\"\(foot)\" w:left=\"\(twips(page.left))\""
        out += " w:header=\"1134\" w:footer=\"1417\" w:gutter=\"0\"/>"
        if isLetter { out += "<w:titlePg/>" }
        out += "<w:docGrid w:type=\"lines\" w:linePitch=\"580\"/>"
        return out + "</w:sectPr>"
    }

    // MARK: Text

    /// A run's text with tabs and breaks as elements.
    func escaped(_ text: String) -> String {
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
    func xml(_ text: String) -> String {
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
