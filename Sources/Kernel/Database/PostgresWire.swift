import CLibPQ

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
