import Foundation

/// Writes RFC 4180 text: CRLF, quotes only where needed.
///
/// A text that a spreadsheet would run as a formula (it begins with `=`, `+`, `-`, `@`, tab or CR, also in full width) gets
/// a leading apostrophe. Numbers stay numbers, and so does a text that is nothing but a signed number.
///
/// ```swift
/// CSVWriter.write([[.text("产值"), .number(-3)], [.text("=1+1"), .empty]])
/// // 产值,-3 CRLF '=1+1, CRLF
/// ```
public enum CSVWriter {
    /// - Parameter mark: begins with the byte-order mark, without which Excel reads Chinese as GBK.
    public static func write(_ rows: [[Cell]], delimiter: Character = ",", mark: Bool = true) -> Data {
        let separator = delimiter.asciiValue ?? UInt8(ascii: ",")
        var out: [UInt8] = mark ? [0xEF, 0xBB, 0xBF] : []
        for row in rows {
            for (column, cell) in row.enumerated() {
                if column > 0 { out.append(separator) }
                append(cell, to: &out, separator: separator)
            }
            if row.count == 1, row[0].isEmpty { out += [34, 34] }  // else the record would be an empty line
            out += [13, 10]
        }
        return Data(out)
    }

    private static func append(_ cell: Cell, to out: inout [UInt8], separator: UInt8) {
        let text: String
        switch cell {
        case .text(let raw): text = runsAsFormula(raw) ? "'" + raw : raw
        default: text = cell.text
        }
        let quoted =
            text.utf8.contains { $0 == separator || $0 == 34 || $0 == 10 || $0 == 13 } || text.hasPrefix(" ") || text.hasSuffix(" ")
        guard quoted else {
            out.append(contentsOf: text.utf8)
            return
        }
        out.append(34)
        for byte in text.utf8 {
            if byte == 34 { out.append(34) }
            out.append(byte)
        }
        out.append(34)
    }

    private static func runsAsFormula(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first, "=+-@\t\r＝＋－＠".unicodeScalars.contains(first) else { return false }
        return !isSignedNumber(text)
    }

    private static func isSignedNumber(_ text: String) -> Bool {
        var digits = 0
        var points = 0
        for (index, byte) in text.utf8.enumerated() {
            switch byte {
            case 43, 45: if index > 0 { return false }
            case 46: points += 1
            case 48...57: digits += 1
            default: return false
            }
        }
        return digits > 0 && points <= 1
    }
}
