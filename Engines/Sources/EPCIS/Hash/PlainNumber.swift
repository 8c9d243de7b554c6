/// Numbers without sign plus, leading or trailing zeros or exponent.
enum PlainNumber {
    /// Appends the number and says true, or appends nothing where the text is no decimal number.
    static func append(_ text: String, to out: inout [UInt8], asDouble: Bool = false) -> Bool {
        guard let first = text.utf8.first, first &- 48 < 10 || first == 43 || first == 45 || first == 46 else { return false }
        guard let number = parts(Array(text.utf8)) else { return false }
        if asDouble, number.digits.count > 15 || number.point < -3, let value = Double(text) {
            appendDouble(value, to: &out)
            return true
        }
        var digits = number.digits
        // The place of the point, counted from the first digit.
        var point = number.point
        while digits.count > max(point, 0), digits.last == 48 { digits.removeLast() }
        var lead = 0
        while lead < digits.count, lead < point, digits[lead] == 48 { lead += 1 }
        digits.removeFirst(lead)
        point -= lead
        if digits.allSatisfy({ $0 == 48 }) {
            out.append(48)
            return true
        }
        if number.isNegative { out.append(UInt8(ascii: "-")) }
        if point <= 0 {
            out += [48, UInt8(ascii: ".")]
            out += repeatElement(48, count: -point)
            out += digits
        } else if point >= digits.count {
            out += digits
            out += repeatElement(48, count: point - digits.count)
        } else {
            out += digits[..<point]
            out.append(UInt8(ascii: "."))
            out += digits[point...]
        }
        return true
    }

    private static func parts(_ bytes: [UInt8]) -> (isNegative: Bool, digits: [UInt8], point: Int)? {
        var index = 0
        let isNegative = bytes[0] == 45
        if bytes[0] == 43 || bytes[0] == 45 { index = 1 }
        var digits: [UInt8] = []
        var point: Int?
        while index < bytes.count {
            if bytes[index] &- 48 < 10 {
                digits.append(bytes[index])
            } else if bytes[index] == UInt8(ascii: "."), point == nil {
                point = digits.count
            } else {
                break
            }
            index += 1
        }
        if digits.isEmpty { return nil }
        var exponent = 0
        if index < bytes.count {
            guard bytes[index] | 32 == UInt8(ascii: "e"), index + 1 < bytes.count, bytes.count - index < 6,
                let value = Int(String(decoding: bytes[(index + 1)...], as: UTF8.self)), abs(value) <= 400
            else { return nil }
            exponent = value
        }
        return (isNegative, digits, (point ?? digits.count) + exponent)
    }

    /// A double as the reference implementation prints it: whole numbers in full, fractions in the shortest digits that give the
    /// same double back, below 0.0001 with an exponent of two digits.
    private static func appendDouble(_ value: Double, to out: inout [UInt8]) {
        if value == value.rounded(), abs(value) < 1e300 { return appendWhole(value, to: &out) }
        // Swift prints the same shortest digits; only the exponent differs: 1e-05 for 1e-5.
        var text = "\(value)"
        if let mark = text.firstRange(of: "e-"), text[mark.upperBound...].count == 1 { text.insert("0", at: mark.upperBound) }
        out += text.utf8
    }

    /// Mantissa times a power of two, doubled digit by digit.
    private static func appendWhole(_ value: Double, to out: inout [UInt8]) {
        if let small = Int64(exactly: value) {
            out += "\(small)".utf8
            return
        }
        if value < 0 { out.append(UInt8(ascii: "-")) }
        var digits = "\(value.significandBitPattern | 1 << 52)".utf8.reversed().map { $0 - 48 }
        for _ in 0..<max(0, Int(value.exponent) - 52) {
            var carry: UInt8 = 0
            for index in digits.indices {
                let doubled = digits[index] * 2 + carry
                digits[index] = doubled % 10
                carry = doubled / 10
            }
            if carry > 0 { digits.append(carry) }
        }
        out += digits.reversed().map { $0 + 48 }
    }
}
