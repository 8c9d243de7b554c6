import CLibPQ
import Foundation

/// A statement on its way to the server.
enum PostgresMessage {
    case direct(String, PostgresArguments)
    case prepare(String, String, PostgresArguments)
    case prepared(String, PostgresArguments)
    /// Ends a group: what follows is its own transaction unless BEGIN was said.
    case sync

    var isSync: Bool { if case .sync = self { true } else { false } }

    func send(_ connection: OpaquePointer) -> Bool {
        switch self {
        case .direct(let sql, let arguments):
            arguments.with { types, values, lengths, formats in
                PQsendQueryParams(connection, sql, arguments.count, types, values, lengths, formats, 0) == 1
            }
        case .prepare(let name, let sql, let arguments):
            arguments.oids.withUnsafeBufferPointer { PQsendPrepare(connection, name, sql, arguments.count, $0.baseAddress) == 1 }
        case .prepared(let name, let arguments):
            arguments.with { _, values, lengths, formats in
                PQsendQueryPrepared(connection, name, arguments.count, values, lengths, formats, 0) == 1
            }
        case .sync: PQpipelineSync(connection) == 1
        }
    }

    /// Alone, and waits.
    func execute(_ connection: OpaquePointer) -> OpaquePointer? {
        switch self {
        case .direct(let sql, let arguments):
            arguments.with { types, values, lengths, formats in
                PQexecParams(connection, sql, arguments.count, types, values, lengths, formats, 0)
            }
        case .prepare(let name, let sql, let arguments):
            arguments.oids.withUnsafeBufferPointer { PQprepare(connection, name, sql, arguments.count, $0.baseAddress) }
        case .prepared(let name, let arguments):
            arguments.with { _, values, lengths, formats in
                PQexecPrepared(connection, name, arguments.count, values, lengths, formats, 0)
            }
        case .sync: nil
        }
    }
}

/// Arguments as libpq takes them. Numbers, booleans, bytes and text go in binary; JSON and what the server is to infer go as text.
struct PostgresArguments {
    private(set) var oids: [Oid] = []
    private(set) var types: [UInt8] = []
    private var bytes: [UInt8] = []
    /// Where each argument begins; -1 is null.
    private var starts: [Int] = []
    private var lengths: [Int32] = []
    private var formats: [Int32] = []

    var count: Int32 { Int32(clamping: oids.count) }

    init(_ arguments: [SQL.Argument]) {
        guard !arguments.isEmpty else { return }
        for argument in arguments {
            let type = argument.type == .unknown ? argument.value.type : argument.type
            types.append(type.rawValue)
            oids.append(PostgresArguments.oid(type))
            append(argument.value, asText: type == .json || type == .unknown)
        }
    }

    private mutating func append(_ value: SQLValue, asText: Bool) {
        let start = bytes.count
        switch value {
        case .null: break
        case .int(let n): append(bigEndian: UInt64(bitPattern: n))
        case .double(let d): append(bigEndian: d.bitPattern)
        case .bool(let b): bytes.append(b ? 1 : 0)
        case .text(let text): bytes.append(contentsOf: text.utf8)
        case .blob(let blob): bytes.append(contentsOf: blob)
        }
        starts.append(value == .null ? -1 : start)
        lengths.append(Int32(clamping: bytes.count - start))
        formats.append(asText ? 0 : 1)
        bytes.append(0)  // ends what goes as text
    }

    private mutating func append(bigEndian number: UInt64) {
        for shift in stride(from: UInt64(56), through: 0, by: -8) { bytes.append(UInt8(truncatingIfNeeded: number >> shift)) }
    }

    /// pg_type.dat: int8, float8, text, bool, bytea, jsonb.
    private static func oid(_ type: SQLType) -> Oid {
        switch type {
        case .unknown: 0
        case .int: 20
        case .double: 701
        case .text: 25
        case .bool: 16
        case .blob: 17
        case .json: 3802
        }
    }

    func with<R>(
        _ body: (UnsafePointer<Oid>?, UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?, UnsafePointer<Int32>?) -> R
    ) -> R {
        guard !oids.isEmpty else { return body(nil, nil, nil, nil) }
        return bytes.withUnsafeBytes { raw in
            let base = raw.baseAddress?.assumingMemoryBound(to: CChar.self)
            let values = starts.map { $0 < 0 ? nil : base?.advanced(by: $0) }
            return body(oids, values, lengths, formats)
        }
    }
}

extension SQLValue {
    /// The type of a value that came without one.
    fileprivate var type: SQLType {
        switch self {
        case .null, .text: .unknown
        case .int: .int
        case .double: .double
        case .bool: .bool
        case .blob: .blob
        }
    }
}

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

/// Rows in COPY's text format. Source: PostgreSQL 15 manual, COPY, "Text Format".
struct CopyText {
    private(set) var bytes: [UInt8] = []

    var isLarge: Bool { bytes.count > 1 << 16 }
    mutating func clear() { bytes.removeAll(keepingCapacity: true) }

    mutating func append(_ row: [SQLValue]) {
        for (index, value) in row.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: "\t")) }
            append(value)
        }
        bytes.append(UInt8(ascii: "\n"))
    }

    private mutating func append(_ value: SQLValue) {
        switch value {
        case .null: bytes.append(contentsOf: [0x5C, 0x4E])  // \N
        case .int(let n): bytes.append(contentsOf: String(n).utf8)
        case .double(let d): bytes.append(contentsOf: "\(d)".utf8)
        case .bool(let b): bytes.append(b ? 0x74 : 0x66)  // t f
        case .text(let text):
            for byte in text.utf8 {
                switch byte {
                case 0x5C: bytes.append(contentsOf: [0x5C, 0x5C])
                case 0x09: bytes.append(contentsOf: [0x5C, 0x74])
                case 0x0A: bytes.append(contentsOf: [0x5C, 0x6E])
                case 0x0D: bytes.append(contentsOf: [0x5C, 0x72])
                default: bytes.append(byte)
                }
            }
        case .blob(let blob):
            bytes.append(contentsOf: [0x5C, 0x5C, 0x78])  // \\x
            for byte in blob {
                for digit in [byte >> 4, byte & 15] { bytes.append(digit < 10 ? 0x30 + digit : 0x57 + digit) }
            }
        }
    }
}

/// The statements that a connection keeps prepared, by text and argument types: prepared with a boolean, the same text takes no number.
struct StatementCache {
    struct Key: Hashable {
        let sql: String
        let types: [UInt8]
    }

    private var names: [Key: (name: String, used: Int)] = [:]
    private var clock = 0
    private static let most = 256

    mutating func name(_ key: Key) -> String? {
        clock += 1
        guard let index = names.index(forKey: key) else { return nil }
        names.values[index].used = clock
        return names.values[index].name
    }

    /// A name not in use, and the statement to give up for it when there are too many.
    mutating func newName() -> (name: String, evicted: String?) {
        clock += 1
        guard names.count >= StatementCache.most, let oldest = names.min(by: { $0.value.used < $1.value.used }) else {
            return ("y\(clock)", nil)
        }
        names[oldest.key] = nil
        return ("y\(clock)", oldest.value.name)
    }

    mutating func keep(_ key: Key, _ name: String) { names[key] = (name, clock) }

    mutating func removeAll() -> [String] {
        defer { names = [:] }
        return names.values.map(\.name)
    }
}
