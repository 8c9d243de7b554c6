/// RFC 3986, section 3: an absolute URI, character by character.
enum URISyntax {
    private static let pathCharacter: [Bool] = (0...255).map { value in
        guard value < 128 else { return false }
        let scalar = Unicode.Scalar(UInt8(value))
        return ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || ("0"..."9").contains(scalar)
            || "-._~!$&'()*+,;=:@/".unicodeScalars.contains(scalar)
    }

    static func isURI(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let first = bytes.first, isLetter(first) else { return false }
        var index = 1
        while index < bytes.count, bytes[index] != UInt8(ascii: ":") {
            let byte = bytes[index]
            guard isLetter(byte) || byte &- 48 < 10 || byte == 43 || byte == 45 || byte == 46 else { return false }
            index += 1
        }
        guard index < bytes.count else { return false }
        index += 1
        if index + 1 < bytes.count, bytes[index] == UInt8(ascii: "/"), bytes[index + 1] == UInt8(ascii: "/") {
            guard let end = authority(bytes, index + 2) else { return false }
            index = end
        }
        return rest(bytes, index)
    }

    static func isURI(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { isURI($0) }
    }

    /// Path, query and fragment: one `#` at most, `%` before two hex digits.
    private static func rest(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> Bool {
        var index = start
        var isQuery = false
        var isFragment = false
        while index < bytes.count {
            let byte = bytes[index]
            if pathCharacter[Int(byte)] || (byte == UInt8(ascii: "?") && (isQuery || isFragment)) {
                index += 1
            } else if byte == UInt8(ascii: "%") {
                guard index + 2 < bytes.count, isHex(bytes[index + 1]), isHex(bytes[index + 2]) else { return false }
                index += 3
            } else if byte == UInt8(ascii: "?") {
                isQuery = true
                index += 1
            } else if byte == UInt8(ascii: "#"), !isFragment {
                isFragment = true
                index += 1
            } else {
                return false
            }
        }
        return true
    }

    /// User, host and port; the index behind them, nil where they are wrong.
    private static func authority(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int? {
        var end = start
        while end < bytes.count, bytes[end] != UInt8(ascii: "/"), bytes[end] != UInt8(ascii: "?"), bytes[end] != UInt8(ascii: "#") {
            end += 1
        }
        var host = start
        if let at = bytes[start..<end].lastIndex(of: UInt8(ascii: "@")) { host = at + 1 }
        guard rest(UnsafeBufferPointer(rebasing: bytes[start..<host]), 0) else { return nil }
        if host < end, bytes[host] == UInt8(ascii: "[") {
            guard let close = bytes[host..<end].firstIndex(of: UInt8(ascii: "]")),
                bytes[(host + 1)..<close].allSatisfy({ isHex($0) || $0 == 58 || $0 == 46 || $0 | 32 == UInt8(ascii: "v") })
            else { return nil }
            return isPort(bytes, close + 1, end) ? end : nil
        }
        let colon = bytes[host..<end].firstIndex(of: UInt8(ascii: ":")) ?? end
        guard !bytes[host..<colon].contains(where: { $0 == UInt8(ascii: "@") }),
            rest(UnsafeBufferPointer(rebasing: bytes[host..<colon]), 0)
        else { return nil }
        return isPort(bytes, colon, end) ? end : nil
    }

    private static func isPort(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> Bool {
        start == end || (bytes[start] == UInt8(ascii: ":") && bytes[(start + 1)..<end].allSatisfy { $0 &- 48 < 10 })
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (byte | 32) &- 97 < 26 }
    private static func isHex(_ byte: UInt8) -> Bool { byte &- 48 < 10 || (byte | 32) &- 97 < 6 }
}
