import Findings

/// One part of the value of an application identifier: a type, a length, and the checks to be made.
struct ValuePart: Hashable, Sendable {
    enum Kind: Hashable, Sendable { case digits, set82, set39, set64 }

    let kind: Kind
    let minimum: Int
    let maximum: Int
    let isOptional: Bool
    let checks: [ValueCheck]

    /// Reads `N14,csum,gcppos2`, `X..20`, `[N..12]` or `[X1],hyphen`.
    init?(_ word: Substring) {
        let words = word.split(separator: ",")
        guard var shape = words.first else { return nil }
        isOptional = shape.hasPrefix("[")
        if isOptional { shape = shape.dropFirst().prefix { $0 != "]" } }
        switch shape.first {
        case "N": kind = .digits
        case "X": kind = .set82
        case "Y": kind = .set39
        case "Z": kind = .set64
        default: return nil
        }
        let length = shape.dropFirst()
        let isVariable = length.hasPrefix("..")
        guard let maximum = Int(isVariable ? length.dropFirst(2) : length), maximum > 0 else { return nil }
        self.maximum = maximum
        minimum = isVariable ? 1 : maximum
        checks = words.dropFirst().compactMap { ValueCheck(rawValue: String($0)) }
    }

    func allows(_ byte: UInt8) -> Bool {
        switch kind {
        case .digits: byte.isDigit
        case .set82: CharacterSets.is82(byte)
        case .set39: CharacterSets.is39(byte)
        case .set64: CharacterSets.isUnreserved64(byte)
        }
    }

    var alphabet: String {
        switch kind {
        case .digits: "0-9"
        case .set82: "GS1 set 82"
        case .set39: "# - / 0-9 A-Z"
        case .set64: "A-Z a-z 0-9 - _ ="
        }
    }
}

/// The character sets of the GS1 General Specifications, section 7.11, as one table of bits.
enum CharacterSets {
    private static let table: [UInt8] = (0...255).map { value in
        let scalar = Unicode.Scalar(UInt8(value))
        let isLetterOrDigit = value < 128 && (scalar.isDigit || scalar.isCapital || ("a"..."z").contains(scalar))
        var bits: UInt8 = 0
        if isLetterOrDigit || "!\"%&'()*+,-./:;<=>?_".unicodeScalars.contains(scalar) { bits |= 1 }
        if scalar.isDigit || scalar.isCapital || "#-/".unicodeScalars.contains(scalar) { bits |= 2 }
        if isLetterOrDigit || "-_=".unicodeScalars.contains(scalar) { bits |= 4 }
        // RFC 3986, every character that may stand in a URI.
        if isLetterOrDigit || "-._~:/?#[]@!$&'()*+,;=%".unicodeScalars.contains(scalar) { bits |= 8 }
        if isLetterOrDigit || "-._~".unicodeScalars.contains(scalar) { bits |= 16 }
        if isLetterOrDigit || "-.:[]_~".unicodeScalars.contains(scalar) { bits |= 32 }
        return bits
    }

    @inline(__always) static func is82(_ byte: UInt8) -> Bool { table[Int(byte)] & 1 != 0 }
    @inline(__always) static func is39(_ byte: UInt8) -> Bool { table[Int(byte)] & 2 != 0 }
    @inline(__always) static func isUnreserved64(_ byte: UInt8) -> Bool { table[Int(byte)] & 4 != 0 }
    @inline(__always) static func isURI(_ byte: UInt8) -> Bool { table[Int(byte)] & 8 != 0 }
    @inline(__always) static func isUnreserved(_ byte: UInt8) -> Bool { table[Int(byte)] & 16 != 0 }
    @inline(__always) static func isHost(_ byte: UInt8) -> Bool { table[Int(byte)] & 32 != 0 }
}

extension ApplicationIdentifier {
    /// The first thing wrong with a value, nil when it is right. Offsets count from the start of the value.
    func fault(in value: ArraySlice<UInt8>, lists: [String: Set<String>]) -> Finding? {
        var index = value.startIndex
        for part in parts {
            let left = value.endIndex - index
            if left == 0, part.isOptional { return nil }
            let length = min(part.maximum, left)
            for offset in index..<index + length where !part.allows(value[offset]) {
                let number = offset - value.startIndex
                return Finding(
                    .elementCharacter, at: .span(start: number, end: number + 1),
                    ["ai": code, "position": "\(number + 1)", "allowed": part.alphabet])
            }
            if length < part.minimum { return lengthFault(value.count) }
            let slice = value[index..<index + length]
            for check in part.checks where !check.passes(slice, lists: lists) {
                let start = index - value.startIndex
                return Finding(
                    .elementCheck, at: .span(start: start, end: start + length),
                    ["ai": code, "value": String(decoding: slice, as: UTF8.self), "rule": check.rule])
            }
            index += length
        }
        return index < value.endIndex ? lengthFault(value.count) : nil
    }

    private func lengthFault(_ actual: Int) -> Finding {
        let minimum = parts.reduce(0) { $0 + ($1.isOptional ? 0 : $1.minimum) }
        let maximum = parts.reduce(0) { $0 + $1.maximum }
        return Finding(
            .elementLength,
            ["ai": code, "expected": minimum == maximum ? "\(minimum)" : "\(minimum)-\(maximum)", "actual": "\(actual)"])
    }
}

extension FindingCode {
    public static let elementCharacter = FindingCode(
        "identifiers.element.character", .error,
        zh: "({ai}) 的第 {position} 个字符不能用；此处只用 {allowed}。", en: "Character {position} of ({ai}) is not allowed; use {allowed}.")
    public static let elementLength = FindingCode(
        "identifiers.element.length", .error,
        zh: "({ai}) 的长度应为 {expected}，实为 {actual}。", en: "The value of ({ai}) has {actual} characters; {expected} are needed.")
    public static let elementCheck = FindingCode(
        "identifiers.element.check", .error, zh: "({ai}) 的“{value}”不合规则：{rule}。", en: "“{value}” in ({ai}) breaks a rule: {rule}.")
}
