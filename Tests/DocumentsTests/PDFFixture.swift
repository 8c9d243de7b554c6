import Foundation

/// Makes PDF files from text at places and straight lines. Chinese type is a font that is not embedded, as many offices
/// send it; half-width characters are half as wide.
struct PDFFixture {
    private var pages: [String] = [""]
    var encryption: String?

    /// Points from the upper left corner of an A4 page.
    mutating func text(_ text: String, x: Double, y: Double, size: Double = 16) {
        let hex = text.utf16.map { String(format: "%04X", $0) }.joined()
        pages[pages.count - 1] += "BT /F1 \(size) Tf \(x) \(842 - y) Td <\(hex)> Tj ET\n"
    }

    mutating func line(_ x0: Double, _ y0: Double, _ x1: Double, _ y1: Double) {
        pages[pages.count - 1] += "0.5 w \(x0) \(842 - y0) m \(x1) \(842 - y1) l S\n"
    }

    /// A grid with cells that hold lines of text; `open` names the borders left out, as row and column of the cell above.
    mutating func table(
        x: [Double], y: [Double], _ cells: [[[String]]], openBelow: Set<[Int]> = [], openRight: Set<[Int]> = [], size: Double = 12
    ) {
        for row in 0..<y.count {
            for column in 0..<x.count - 1 where !openBelow.contains([row - 1, column]) {
                line(x[column], y[row], x[column + 1], y[row])
            }
        }
        for column in 0..<x.count {
            for row in 0..<y.count - 1 where !openRight.contains([row, column - 1]) {
                line(x[column], y[row], x[column], y[row + 1])
            }
        }
        for (row, line) in cells.enumerated() {
            for (column, lines) in line.enumerated() {
                for (number, text) in lines.enumerated() {
                    self.text(text, x: x[column] + 5, y: y[row] + 16 + Double(number) * size * 1.3, size: size)
                }
            }
        }
    }

    mutating func newPage() { pages.append("") }

    static func isWide(_ character: Character) -> Bool { character.utf8.count > 1 }
    static func ems(_ text: some StringProtocol) -> Double { text.reduce(0) { $0 + (isWide($1) ? 1 : 0.5) } }

    /// Breaks a paragraph into lines: the first one `indent` characters in, marks hanging over the margin.
    static func wrapped(_ text: String, width: Double, indent: Double) -> [String] {
        var lines: [String] = []
        var line = ""
        var room = width - indent
        for character in text {
            let size = isWide(character) ? 1 : 0.5
            if ems(line) + size > room, !"，。、；：）”".contains(character) {
                lines.append(line)
                (line, room) = ("", width)
            }
            line.append(character)
        }
        return lines + [line]
    }

    var data: Data {
        var objects = [
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Count \(pages.count) /Kids [\(pages.indices.map { "\(5 + 2 * $0) 0 R" }.joined(separator: " "))] >>",
            "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R] >>",
            """
            << /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> \
            /DW 1000 /W [1 95 500 814 939 500] /FontDescriptor << /Type /FontDescriptor /FontName /STSong-Light /Flags 6 \
            /FontBBox [-25 -254 1000 880] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 737 /StemV 93 >> >>
            """,
        ]
        for (number, content) in pages.enumerated() {
            objects.append(
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents \(6 + 2 * number) 0 R /Resources << /Font << /F1 3 0 R >> >> >>"
            )
            objects.append("<< /Length \(content.utf8.count) >>\nstream\n\(content)endstream")
        }
        var out = "%PDF-1.5\n"
        var offsets: [Int] = []
        for (number, object) in objects.enumerated() {
            offsets.append(out.utf8.count)
            out += "\(number + 1) 0 obj\n\(object)\nendobj\n"
        }
        let start = out.utf8.count
        out +=
            "xref\n0 \(objects.count + 1)\n0000000000 65535 f \n" + offsets.map { String(format: "%010d 00000 n \n", $0) }.joined()
        out += "trailer << /Size \(objects.count + 1) /Root 1 0 R \(encryption ?? "") >>\nstartxref\n\(start)\n%%EOF\n"
        return Data(out.utf8)
    }
}
