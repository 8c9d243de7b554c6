import Calendars
import Documents
import Findings
import Foundation
import Kernel
import Server

/// A table of the house as a file of an office program: the same columns as the screen.
enum TableFiles {
    static let encoder = TableEncoder(csv: csv, xlsx: xlsx)

    static func csv(_ table: Table, _ language: Language) -> Data {
        CSVWriter.write([table.columns.map { .text($0.title(language)) }] + table.rows.map { $0.map(cell) })
    }

    static func xlsx(_ table: Table, _ language: Language) throws -> Data {
        let columns = table.columns.map { WorkbookColumn($0.title(language), width: Double($0.width)) }
        let rows = table.rows.map { row in WorkbookRow(row.map { WorkbookCell(cell($0)) }) }
        return try Workbook(sheets: [WorkbookSheet(table.name(language), columns: columns, rows: rows)]).data().value
    }

    private static func cell(_ cell: Table.Cell) -> Cell {
        switch cell {
        case .empty: .empty
        case .text(let text): .text(text)
        case .number(let number): .number(number)
        case .day(let text):
            Day(text).flatMap { SheetDate.Day(year: $0.year, month: $0.month, day: $0.day) }.map { .date(SheetDate(day: $0)) }
                ?? .text(text)
        }
    }
}
