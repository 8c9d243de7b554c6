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
