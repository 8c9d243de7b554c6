import Findings

/// Numbers of a text file, one after another, each named, so that whatever is wrong is told with its line and field.
///
/// A field is what stands between spaces, tabs and line ends; lines and the fields of a line count from 1. Nothing is ever
/// allocated for a count that the file's own length cannot hold.
struct NumberReader {
    private let bytes: [UInt8]
    private var next = 0
    private(set) var line = 1
    private(set) var field = 0
    /// No datum of a siting problem is larger; sums of them stay exact enough.
    static let largest = 1e12

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    private var place: Place { .line(line, column: max(field, 1)) }

    private mutating func word() -> ArraySlice<UInt8>? {
        while next < bytes.count, bytes[next] <= 0x20 {
            if bytes[next] == 0x0A {
                line += 1
                field = 0
            }
            next += 1
        }
        guard next < bytes.count else { return nil }
        let from = next
        while next < bytes.count, bytes[next] > 0x20 { next += 1 }
        field += 1
        return bytes[from..<next]
    }

    private mutating func required(_ name: @autoclosure () -> Datum) throws -> ArraySlice<UInt8> {
        guard let word = word() else {
            throw Unreadable(Finding(.inputEnds, at: place, ["name": name().en, "zhName": name().zh]))
        }
        return word
    }

    private func shown(_ word: ArraySlice<UInt8>) -> String {
        let text = String(decoding: word.prefix(40), as: UTF8.self)
        return word.count > 40 ? text + "…" : text
    }

    private func value(_ word: ArraySlice<UInt8>, _ name: () -> Datum) throws -> Double {
        let isPlain =
            word.count <= 40 && word.allSatisfy { (0x30...0x39).contains($0) || [0x2B, 0x2D, 0x2E, 0x45, 0x65].contains($0) }
        guard isPlain, let value = Double(String(decoding: word, as: UTF8.self)) else {
            throw Unreadable(Finding(.inputNumber, at: place, ["name": name().en, "zhName": name().zh, "text": shown(word)]))
        }
        guard abs(value) <= Self.largest else {
            throw Unreadable(Finding(.inputHuge, at: place, ["name": name().en, "zhName": name().zh, "text": shown(word)]))
        }
        return value
    }

    mutating func number(_ name: @autoclosure () -> Datum) throws -> Double {
        let word = try required(name())
        return try value(word, name)
    }

    /// A number that may not be below 0.
    mutating func amount(_ name: @autoclosure () -> Datum) throws -> Double {
        let word = try required(name())
        let value = try value(word, name)
        guard value >= 0 else {
            throw Unreadable(Finding(.inputNegative, at: place, ["name": name().en, "zhName": name().zh, "text": shown(word)]))
        }
        return value
    }

    /// A number not below 0, or nil where the file says the word instead.
    mutating func amount(_ name: @autoclosure () -> Datum, or keyword: String) throws -> Double? {
        let before = self
        let word = try required(name())
        if word.elementsEqual(keyword.utf8) { return nil }
        self = before
        return try amount(name())
    }

    /// A whole number within bounds.
    mutating func count(_ name: @autoclosure () -> Datum, _ range: ClosedRange<Int>) throws -> Int {
        let word = try required(name())
        let value = try value(word, name)
        guard let whole = Int(exactly: value), range.contains(whole) else {
            throw Unreadable(
                Finding(
                    .inputRange, at: place,
                    [
                        "name": name().en, "zhName": name().zh, "text": shown(word), "low": String(range.lowerBound),
                        "high": String(range.upperBound),
                    ]))
        }
        return whole
    }

    /// Refuses, before anything is reserved, a head that announces more numbers than the file can hold.
    func expects(_ numbers: Int, _ what: Datum) throws {
        let left = bytes.count - next
        guard numbers <= left / 2 + 1 else {
            throw Unreadable(
                Finding(
                    .inputShort, at: place,
                    ["what": what.en, "zhWhat": what.zh, "count": String(numbers), "bytes": String(left)]))
        }
    }

    /// Nothing but space may follow.
    mutating func end() throws {
        if let word = word() { throw Unreadable(Finding(.inputTrailing, at: place, ["text": shown(word)])) }
    }
}

/// What a number of the file is, in both languages.
struct Datum {
    let zh: String
    let en: String

    init(_ zh: String, _ en: String) {
        self.zh = zh
        self.en = en
    }
}

extension FindingCode {
    static let inputEnds = FindingCode(
        "siting.input.ends", .error, zh: "文件在此结束，缺少{zhName}。", en: "The file ends here; {name} is missing.")
    static let inputNumber = FindingCode(
        "siting.input.number", .error, zh: "{zhName}应为数字，实为“{text}”。", en: "{name}: “{text}” is not a number.")
    static let inputHuge = FindingCode(
        "siting.input.huge", .error, zh: "{zhName}“{text}”过大，上限为 1e12。", en: "{name}: {text} is beyond 1e12, the largest allowed.")
    static let inputNegative = FindingCode(
        "siting.input.negative", .error, zh: "{zhName}“{text}”不得为负。", en: "{name}: {text} is below 0.")
    static let inputRange = FindingCode(
        "siting.input.range", .error, zh: "{zhName}“{text}”应为 {low} 至 {high} 的整数。",
        en: "{name}: {text} is not a whole number from {low} to {high}.")
    static let inputShort = FindingCode(
        "siting.input.short", .error, zh: "文件头声明{zhWhat}，共需 {count} 个数，其后只有 {bytes} 字节。",
        en: "The head asks for {count} numbers ({what}); only {bytes} bytes follow.")
    static let inputTrailing = FindingCode(
        "siting.input.trailing", .error, zh: "数据已完整，其后多出“{text}”。", en: "The data is complete; “{text}” is one too many.")
    static let inputEdge = FindingCode(
        "siting.input.unconnected", .error, zh: "路网不连通：从 {from} 无法到达 {to}。",
        en: "The road graph is not connected: no way leads from {from} to {to}.")
    static let inputTwice = FindingCode(
        "siting.input.twice", .error, zh: "编号 {id} 出现两次。", en: "The number {id} is given twice.")
}
