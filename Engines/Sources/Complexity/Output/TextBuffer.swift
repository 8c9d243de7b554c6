/// Bytes of a CSV file in the making. Figures are written as the shortest decimal text that reads back to the same value.
struct TextBuffer {
    private(set) var bytes: [UInt8] = []

    init(capacity: Int = 0) { bytes.reserveCapacity(capacity) }

    mutating func comma() { bytes.append(0x2C) }
    mutating func newline() { bytes.append(0x0A) }
    mutating func append(_ ready: [UInt8]) { bytes.append(contentsOf: ready) }
    mutating func append(_ text: StaticString) {
        bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }
    mutating func append(_ number: Int) { bytes.append(contentsOf: String(number).utf8) }

    /// An undefined figure is an empty field.
    mutating func append(_ number: Double?) {
        if let number { append(number) }
    }

    mutating func append(_ number: Double) {
        if number == 0 || !number.isFinite {
            // A zero has no sign here; an infinite figure cannot occur, and would be left empty.
            if number == 0 { bytes.append(0x30) }
            return
        }
        var text = number.description
        text.withUTF8 { digits in
            // "12.0" is written 12.
            let isWhole = digits.count > 2 && digits[digits.count - 1] == 0x30 && digits[digits.count - 2] == 0x2E
            bytes.append(contentsOf: isWhole ? UnsafeBufferPointer(rebasing: digits.dropLast(2)) : digits)
        }
    }

    /// A key as a field, quoted where RFC 4180 asks for it.
    static func field(_ key: String) -> [UInt8] {
        let bytes = Array(key.utf8)
        if !bytes.contains(where: { $0 == 0x2C || $0 == 0x22 || $0 == 0x0A || $0 == 0x0D }) { return bytes }
        return [0x22] + bytes.flatMap { $0 == 0x22 ? [0x22, 0x22] : [$0] } + [0x22]
    }
}
