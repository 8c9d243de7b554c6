import Findings

/// A JSON text as a flat list of nodes over its bytes: nothing is copied until it is asked for.
///
/// A node is a value or a member name, in document order; an object is followed by name, value, name, value …; `next` leads past
/// the whole subtree. Limits: nesting of 64, members and elements by the number of bytes. RFC 8259; duplicate names are kept.
struct JSONTape {
    enum Kind: UInt8 { case object, array, string, number, yes, no, null }

    struct Node {
        let kind: Kind
        /// True where the string holds a backslash.
        var escaped = false
        /// Bytes of the content, quotes not included.
        var start: Int32
        var end: Int32
        /// The node after the subtree.
        var next: Int32
        /// The node that holds this one, -1 at the top.
        let parent: Int32
    }

    enum Outcome: Equatable {
        /// The byte after the value.
        case complete(Int)
        /// The bytes end inside the value.
        case incomplete
        case fault(JSONFault, at: Int)
    }

    static let depthLimit = 64

    private(set) var nodes: [Node] = []
    private var open: [Int32] = []
    /// The bytes of the value, from its first on.
    private(set) var bytes: UnsafeBufferPointer<UInt8> = .init(start: nil, count: 0)

    /// Reads one value that begins at `start`. The bytes must stay in place while the tape is used.
    mutating func read(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int, isFinal: Bool) -> Outcome {
        self.bytes = bytes
        nodes.removeAll(keepingCapacity: true)
        open.removeAll(keepingCapacity: true)
        guard bytes.count < Int32.max else { return .fault(.tooLong, at: 0) }
        var index = start
        while true {
            index = Self.skipSpace(bytes, index)
            guard index < bytes.count else { return .incomplete }
            // A value stands here, or a closing bracket of an empty array.
            switch value(&index, isFinal: isFinal) {
            case .complete: break
            case let other: return other
            }
            if let outcome = close(&index) { return outcome }
        }
    }

    /// Reads the value at `index`; of an object or array only its opening, and of an object its first name.
    private mutating func value(_ index: inout Int, isFinal: Bool) -> Outcome {
        let parent = open.last ?? -1
        switch bytes[index] {
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            guard open.count < Self.depthLimit else { return .fault(.tooDeep, at: index) }
            let isObject = bytes[index] == UInt8(ascii: "{")
            open.append(Int32(nodes.count))
            nodes.append(Node(kind: isObject ? .object : .array, start: Int32(index), end: 0, next: 0, parent: parent))
            index += 1
            return .complete(index)
        case UInt8(ascii: "\""): return string(&index, parent)
        case UInt8(ascii: "t"): return word("true", .yes, &index, parent)
        case UInt8(ascii: "f"): return word("false", .no, &index, parent)
        case UInt8(ascii: "n"): return word("null", .null, &index, parent)
        case UInt8(ascii: "-"), 48...57: return number(&index, parent, isFinal: isFinal)
        default: return .fault(.unexpected, at: index)
        }
    }

    /// After a value: names, commas and closing brackets, up to where the next value stands. Nil while the text goes on.
    private mutating func close(_ index: inout Int) -> Outcome? {
        while true {
            guard let top = open.last else { return .complete(index) }
            let isObject = nodes[Int(top)].kind == .object
            let isFresh = nodes.count - 1 == Int(top)
            index = Self.skipSpace(bytes, index)
            guard index < bytes.count else { return .incomplete }
            if bytes[index] == (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) {
                index += 1
                nodes[Int(top)].end = Int32(index)
                nodes[Int(top)].next = Int32(nodes.count)
                open.removeLast()
                continue
            }
            if !isFresh {
                guard bytes[index] == UInt8(ascii: ",") else { return .fault(.unexpected, at: index) }
                index = Self.skipSpace(bytes, index + 1)
                guard index < bytes.count else { return .incomplete }
            }
            guard isObject else { return bytes[index] == UInt8(ascii: "]") ? .fault(.unexpected, at: index) : nil }
            guard bytes[index] == UInt8(ascii: "\"") else { return .fault(.unexpected, at: index) }
            if case let outcome = string(&index, top), outcome != .complete(index) { return outcome }
            index = Self.skipSpace(bytes, index)
            guard index < bytes.count else { return .incomplete }
            guard bytes[index] == UInt8(ascii: ":") else { return .fault(.unexpected, at: index) }
            index += 1
            return nil
        }
    }

    private mutating func string(_ index: inout Int, _ parent: Int32) -> Outcome {
        var position = index + 1
        var escaped = false
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") {
                nodes.append(
                    Node(
                        kind: .string, escaped: escaped, start: Int32(index + 1), end: Int32(position),
                        next: Int32(nodes.count + 1), parent: parent))
                index = position + 1
                return .complete(index)
            }
            if byte == UInt8(ascii: "\\") {
                escaped = true
                position += 2
            } else {
                if byte < 0x20 { return .fault(.controlCharacter, at: position) }
                position += 1
            }
        }
        return .incomplete
    }

    private mutating func word(_ word: StaticString, _ kind: Kind, _ index: inout Int, _ parent: Int32) -> Outcome {
        let length = word.utf8CodeUnitCount
        for offset in 0..<length {
            guard index + offset < bytes.count else { return .incomplete }
            guard bytes[index + offset] == word.utf8Start[offset] else { return .fault(.unexpected, at: index) }
        }
        nodes.append(
            Node(kind: kind, start: Int32(index), end: Int32(index + length), next: Int32(nodes.count + 1), parent: parent))
        index += length
        return .complete(index)
    }

    /// RFC 8259 section 6: no plus, no leading zero, digits around the point.
    private mutating func number(_ index: inout Int, _ parent: Int32, isFinal: Bool) -> Outcome {
        var position = index
        func digits() -> Int {
            let start = position
            while position < bytes.count, bytes[position] &- 48 < 10 { position += 1 }
            return position - start
        }
        if bytes[position] == UInt8(ascii: "-") { position += 1 }
        let first = position < bytes.count ? bytes[position] : 0
        let whole = digits()
        var isRight = whole > 0 && (whole == 1 || first != 48)
        if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
            position += 1
            isRight = digits() > 0 && isRight
        }
        if position < bytes.count, bytes[position] | 32 == UInt8(ascii: "e") {
            position += 1
            if position < bytes.count, bytes[position] == UInt8(ascii: "+") || bytes[position] == UInt8(ascii: "-") {
                position += 1
            }
            isRight = digits() > 0 && isRight
        }
        if position == bytes.count, !isFinal { return .incomplete }
        guard isRight, position - index < 400 else { return .fault(.number, at: index) }
        nodes.append(
            Node(kind: .number, start: Int32(index), end: Int32(position), next: Int32(nodes.count + 1), parent: parent))
        index = position
        return .complete(index)
    }

    static func skipSpace(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int {
        var index = start
        while index < bytes.count {
            switch bytes[index] {
            case 0x20, 0x0A, 0x0D, 0x09: index += 1
            default: return index
            }
        }
        return index
    }
}

/// What is wrong with a JSON text.
enum JSONFault: Equatable { case unexpected, controlCharacter, number, tooDeep, tooLong }

extension JSONTape {
    @inline(__always) func kind(_ node: Int) -> Kind { nodes[node].kind }
    @inline(__always) func next(_ node: Int) -> Int { Int(nodes[node].next) }

    /// The bytes of a string that holds no escape, of a number or of a word.
    func raw(_ node: Int) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(rebasing: bytes[Int(nodes[node].start)..<Int(nodes[node].end)])
    }

    /// The text of a string or the digits of a number; nil where a string is no Unicode.
    func text(_ node: Int) -> String? {
        nodes[node].escaped ? unescaped(node) : String(validating: raw(node), as: UTF8.self)
    }

    private func unescaped(_ node: Int) -> String? {
        let raw = self.raw(node)
        var out: [UInt8] = []
        out.reserveCapacity(raw.count)
        var index = 0
        while index < raw.count {
            let byte = raw[index]
            guard byte == UInt8(ascii: "\\") else {
                out.append(byte)
                index += 1
                continue
            }
            guard index + 1 < raw.count else { return nil }
            index += 2
            switch raw[index - 1] {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): out.append(raw[index - 1])
            case UInt8(ascii: "b"): out.append(8)
            case UInt8(ascii: "f"): out.append(12)
            case UInt8(ascii: "n"): out.append(10)
            case UInt8(ascii: "r"): out.append(13)
            case UInt8(ascii: "t"): out.append(9)
            case UInt8(ascii: "u"):
                guard let scalar = scalar(raw, &index) else { return nil }
                out += UTF8.encode(scalar) ?? .init()
            default: return nil
            }
        }
        return String(validating: out, as: UTF8.self)
    }

    /// Four hex digits, and four more where they begin a surrogate pair.
    private func scalar(_ raw: UnsafeBufferPointer<UInt8>, _ index: inout Int) -> Unicode.Scalar? {
        func unit(_ start: Int) -> UInt32? {
            guard start + 4 <= raw.count else { return nil }
            var value: UInt32 = 0
            for byte in raw[start..<start + 4] {
                let digit: UInt8
                switch byte {
                case 48...57: digit = byte - 48
                case 65...70: digit = byte - 55
                case 97...102: digit = byte - 87
                default: return nil
                }
                value = value << 4 | UInt32(digit)
            }
            return value
        }
        guard let high = unit(index) else { return nil }
        index += 4
        guard (0xD800...0xDBFF).contains(high) else { return Unicode.Scalar(high) }
        guard index + 6 <= raw.count, raw[index] == UInt8(ascii: "\\"), raw[index + 1] == UInt8(ascii: "u"),
            let low = unit(index + 2), (0xDC00...0xDFFF).contains(low)
        else { return nil }
        index += 6
        return Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00))
    }

    /// True where two values are the same JSON value, for lists whose items must be unique.
    func isEqual(_ a: Int, _ b: Int) -> Bool {
        guard kind(a) == kind(b) else { return false }
        switch kind(a) {
        case .string: return text(a) == text(b)
        case .number: return Double(text(a) ?? "") == Double(text(b) ?? "")
        case .object, .array:
            let spanA = raw(a)
            let spanB = raw(b)
            return spanA.count == spanB.count && spanA.elementsEqual(spanB)
        default: return true
        }
    }

    /// The JSON pointer of a node below the top of this tape, RFC 6901.
    func pointer(_ node: Int) -> String {
        var parts: [String] = []
        var node = node
        while nodes[node].parent >= 0 {
            let parent = Int(nodes[node].parent)
            var child = parent + 1
            var number = 0
            if kind(parent) == .array {
                while child < node {
                    child = next(child)
                    number += 1
                }
                parts.append("\(number)")
            } else {
                // A member is its name and the value behind it; the finding may be about either.
                while child + 1 < node { child = next(child + 1) }
                if child > node { child = node }
                let name = text(child + 1 == node ? child : node) ?? ""
                parts.append(String(name.flatMap { $0 == "~" ? "~0" : $0 == "/" ? "~1" : String($0) }))
            }
            node = parent
        }
        return parts.reversed().map { "/" + $0 }.joined()
    }
}

extension FindingCode {
    public static let jsonUnexpected = FindingCode(
        "epcis.json.unexpected", .error, zh: "此处不合 JSON 语法。", en: "This is not JSON: something else must stand here.")
    public static let jsonControl = FindingCode(
        "epcis.json.control", .error, zh: "字符串中有未转义的控制字符。", en: "A string holds a control character that is not escaped.")
    public static let jsonNumber = FindingCode(
        "epcis.json.number", .error, zh: "数字写法不合 JSON。", en: "This number is not written as JSON writes numbers.")
    public static let jsonDeep = FindingCode(
        "epcis.json.deep", .error, zh: "嵌套超过 {limit} 层，拒收。", en: "Nested more than {limit} levels deep: refused.")
    public static let jsonLong = FindingCode(
        "epcis.json.long", .error, zh: "单个值超过 {limit} 字节，拒收。", en: "One value is longer than {limit} bytes: refused.")
    public static let jsonEnds = FindingCode("epcis.json.ends", .error, zh: "文件在半途中断。", en: "The document ends in the middle.")
    public static let jsonText = FindingCode(
        "epcis.json.text", .error, zh: "字符串不是有效的 Unicode。", en: "This string is no valid Unicode.")
}
