import CLibPQ
import Foundation

/// A result, freed when nobody needs it.
final class PostgresResult {
    let pointer: OpaquePointer
    init(_ pointer: OpaquePointer) { self.pointer = pointer }
    deinit { PQclear(pointer) }

    var status: ExecStatusType { PQresultStatus(pointer) }

    var fault: PostgresFault? {
        switch status {
        case PGRES_FATAL_ERROR, PGRES_BAD_RESPONSE, PGRES_EMPTY_QUERY: PostgresFault(pointer)
        default: nil
        }
    }

    var affected: Int { Int(String(cString: PQcmdTuples(pointer))) ?? 0 }

    func rows(_ sql: String) throws -> [Row] {
        let (width, count) = (PQnfields(pointer), PQntuples(pointer))
        guard count > 0 else { return [] }
        let columns = (0..<width).map { PQfname(pointer, $0).map { String(cString: $0) } ?? "" }
        let types = (0..<width).map { PQftype(pointer, $0) }
        var values: [SQLValue] = []
        values.reserveCapacity(Int(width) * Int(count))
        for row in 0..<count {
            for column in 0..<width { values.append(try value(row, column, types[Int(column)], sql)) }
        }
        return Row.rows(columns, values, count: Int(count))
    }

    private func value(_ row: Int32, _ column: Int32, _ type: Oid, _ sql: String) throws -> SQLValue {
        guard let start = PQgetvalue(pointer, row, column) else { return .null }
        let bytes = UnsafeRawBufferPointer(start: start, count: Int(PQgetlength(pointer, row, column)))
        if bytes.isEmpty, PQgetisnull(pointer, row, column) == 1 { return .null }
        switch type {
        case 16: return .bool(bytes.first == UInt8(ascii: "t"))
        case 20, 21, 23, 26: return .int(strtoll(start, nil, 10))
        case 700, 701: return .double(strtod(start, nil))
        case 1700: return try PostgresResult.numeric(start, sql)
        case 17: return .blob(PostgresResult.hex(bytes))
        default: return .text(String(decoding: bytes, as: UTF8.self))
        }
    }

    /// SUM and AVG over whole numbers: a whole number when it is written as one, else a double.
    private static func numeric(_ start: UnsafePointer<CChar>, _ sql: String) throws -> SQLValue {
        let text = String(cString: start)
        if let n = Int64(text) { return .int(n) }
        guard text.contains("."), let d = Double(text), d.isFinite else {
            throw DatabaseError.statement("the number \(text) is too large", sql: sql)
        }
        return .double(d)
    }

    /// `\x` and two digits a byte.
    private static func hex(_ text: UnsafeRawBufferPointer) -> [UInt8] {
        func digit(_ c: UInt8) -> UInt8 { c < 0x3A ? c &- 0x30 : c &- 0x57 }
        return stride(from: 2, to: text.count - 1, by: 2).map { digit(text[$0]) << 4 | digit(text[$0 + 1]) }
    }
}
