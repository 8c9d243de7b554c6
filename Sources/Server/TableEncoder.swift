import Foundation
import Kernel

/// Writes a table as a file to take away. The executable gives the ones that need a library.
public struct TableEncoder: Sendable {
    public let csv: @Sendable (Table, Language) throws -> Data
    public let xlsx: (@Sendable (Table, Language) throws -> Data)?

    public init(
        csv: @escaping @Sendable (Table, Language) throws -> Data = plainCSV,
        xlsx: (@Sendable (Table, Language) throws -> Data)? = nil
    ) {
        self.csv = csv
        self.xlsx = xlsx
    }
}

/// RFC 4180 in UTF-8 with a byte order mark, as office programs expect. A text that such a program would take for a formula gets an
/// apostrophe before it; numbers are written as numbers.
public func plainCSV(_ table: Table, _ language: Language) -> Data {
    var out: [UInt8] = [0xEF, 0xBB, 0xBF]
    func line(_ cells: [[UInt8]]) {
        for (index, cell) in cells.enumerated() {
            if index > 0 { out.append(0x2C) }
            out += cell
        }
        out += [0x0D, 0x0A]
    }
    line(table.columns.map { quoted($0.title(language)) })
    for row in table.rows {
        line(
            row.map { cell in
                switch cell {
                case .empty: []
                case .text(let text): quoted(text)
                case .number(let number): Array(print(number).utf8)
                case .day(let day): quoted(day)
                }
            })
    }
    return Data(out)
}

private func quoted(_ text: String) -> [UInt8] {
    let bytes = Array(text.utf8)
    let opensFormula = bytes.first.map { [0x3D, 0x2B, 0x2D, 0x40, 0x09, 0x0D, 0x00].contains($0) } ?? false
    let content = opensFormula ? [0x27] + bytes : bytes
    guard content.contains(where: { $0 == 0x2C || $0 == 0x22 || $0 == 0x0A || $0 == 0x0D }) || opensFormula else { return content }
    return [0x22] + content.flatMap { $0 == 0x22 ? [0x22, 0x22] : [$0] } + [0x22]
}
