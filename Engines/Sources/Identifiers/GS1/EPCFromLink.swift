import Findings

/// The company prefixes an operator knows: GS1's own table of prefix lengths is not public, so a key becomes a URN only where
/// this table decides where the prefix ends.
///
/// Text form: a line `4012345 7` says that keys beginning with 4012345 have a prefix of seven digits; the longest match counts.
public struct CompanyPrefixes: Sendable, Equatable {
    private var lengths: [String: Int] = [:]

    public init() {}
    public init(_ text: String) {
        for line in text.split(whereSeparator: \.isNewline) where !line.hasPrefix("#") {
            let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == "," })
            if words.count == 2, let length = Int(words[1]), (6...12).contains(length) { lengths[String(words[0])] = length }
        }
    }

    public func length(of digits: some StringProtocol) -> Int? {
        for count in stride(from: min(12, digits.count), to: 0, by: -1) {
            if let length = lengths[String(digits.prefix(count))] { return length }
        }
        return nil
    }
}

extension EPC {
    /// The URN identity of a Digital Link, with the length of the company prefix given.
    public init(link: String, prefixLength: Int) throws(Unreadable) {
        self = try Self.read(link) { _ in prefixLength }
    }

    /// The URN identity of a Digital Link, where the table decides the company prefix.
    public init(link: String, prefixes: CompanyPrefixes) throws(Unreadable) {
        self = try Self.read(link) { prefixes.length(of: $0) }
    }

    private static func read(_ link: String, length: (Substring) -> Int?) throws(Unreadable) -> EPC {
        guard let raw = RawLink(link) else { throw Unreadable(Finding(.linkNoKey)) }
        let shape = raw.scheme.shape
        let digits: Substring
        switch shape.layout {
        case .indicatorFirst, .zeroFirst: digits = raw.key.dropFirst()
        case .plain: digits = raw.key[...]
        }
        guard let count = length(digits) else { throw Unreadable(Finding(.epcUndecided, ["key": raw.key])) }
        let prefix = String(digits.prefix(count))
        guard (6...12).contains(count), prefix.utf8.count == count, prefix.utf8.allSatisfy(\.isDigit) else {
            throw Unreadable(Finding(.epcPrefix, ["prefix": prefix]))
        }
        guard let body = shape.bodyLength else { return try variable(raw, prefix) }
        guard CheckDigit.isRight(Array(raw.key.utf8)[...]) else { throw Unreadable(Finding(.epcCheck, ["key": raw.key])) }
        var reference = String(digits.dropFirst(count).dropLast())
        if shape.layout == .indicatorFirst { reference = raw.key.prefix(1) + reference }
        guard count + reference.utf8.count == body else {
            throw Unreadable(Finding(.epcReference, ["expected": "\(body)", "scheme": raw.scheme.rawValue]))
        }
        let form: Form = raw.scheme == .lgtin ? .lot : raw.serial == nil && shape.forms.contains(.pattern) ? .pattern : .instance
        let serial = raw.serial ?? (raw.scheme == .sgln ? "0" : nil)
        return try EPC(
            scheme: raw.scheme, form: form, companyPrefix: prefix, reference: reference, pieces: raw.pieces, serial: serial)
    }

    private static func variable(_ raw: RawLink, _ prefix: String) throws(Unreadable) -> EPC {
        let rest = String(raw.key.dropFirst(prefix.count))
        if rest.isEmpty { throw Unreadable(Finding(.epcSerial, ["text": rest, "limit": "24"])) }
        if raw.scheme == .cpi {
            return try EPC(
                scheme: .cpi, form: raw.serial == nil ? .pattern : .instance, companyPrefix: prefix, reference: rest,
                serial: raw.serial)
        }
        return try EPC(scheme: raw.scheme, form: .instance, companyPrefix: prefix, reference: "", serial: rest)
    }
}

/// A Digital Link split without decoding and without judging its characters: serial numbers are met that hold raw slashes.
struct RawLink {
    let scheme: EPCScheme
    /// The key, without pieces and without a serial that is not part of it.
    let key: String
    var pieces = ""
    var serial: String?

    init?(_ link: String) {
        let bytes = Array(link.utf8)
        guard bytes.count <= 1000, let host = DigitalLink.hostStart(bytes),
            let slash = bytes[host...].firstIndex(of: UInt8(ascii: "/")), slash > host,
            bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { return nil }
        let path = Self.withoutQuery(bytes[slash...])
        for index in path.indices where path[index] == UInt8(ascii: "/") {
            guard let next = path[(index + 1)...].firstIndex(of: UInt8(ascii: "/")) else { return nil }
            let ai = String(decoding: path[(index + 1)..<next], as: UTF8.self)
            if let found = RawLink(ai, path[(next + 1)...]) {
                self = found
                return
            }
        }
        return nil
    }

    /// A query is one only where it says `name=value`: a raw serial may hold a question mark.
    private static func withoutQuery(_ path: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard let question = path.firstIndex(of: UInt8(ascii: "?")) else { return path }
        let name = path[(question + 1)...].prefix { $0 != UInt8(ascii: "=") }
        let isQuery = question + 1 + name.count < path.endIndex && !name.isEmpty && name.allSatisfy(CharacterSets.isUnreserved)
        return isQuery ? path[..<question] : path
    }

    private init?(_ ai: String, _ rest: ArraySlice<UInt8>) {
        switch ai {
        case "00": self.init(.sscc, rest, digits: 18)
        case "402": self.init(.gsin, rest, digits: 17)
        case "417": self.init(.pgln, rest, digits: 13)
        case "8017": self.init(.gsrnp, rest, digits: 18)
        case "8018": self.init(.gsrn, rest, digits: 18)
        case "414": self.init(.sgln, rest, digits: 13, qualifiers: [("254", .sgln)])
        case "01":
            self.init(.sgtin, rest, digits: 14, qualifiers: [("21", .sgtin), ("10", .lgtin), ("235", .upui)])
        case "8006": self.init(itip: rest)
        case "253": self.init(.gdti, rest, digits: 13, runsOn: true)
        case "255": self.init(.sgcn, rest, digits: 13, runsOn: true)
        case "8003": self.init(.grai, rest, digits: 14, runsOn: true)
        case "8004": self.init(whole: .giai, rest)
        case "401": self.init(whole: .ginc, rest)
        case "8010": self.init(part: rest)
        default: return nil
        }
    }

    private init?(
        _ scheme: EPCScheme, _ rest: ArraySlice<UInt8>, digits: Int, qualifiers: [(String, EPCScheme)] = [], runsOn: Bool = false
    ) {
        let key = rest.prefix(digits)
        guard key.count == digits, key.allSatisfy(\.isDigit) else { return nil }
        self.key = String(decoding: key, as: UTF8.self)
        let tail = rest.dropFirst(digits)
        if runsOn {
            self.scheme = scheme
            if !tail.isEmpty { serial = String(decoding: tail, as: UTF8.self) }
            return
        }
        if tail.isEmpty {
            self.scheme = scheme
            return
        }
        guard let found = Self.finest(tail, qualifiers) else { return nil }
        (self.scheme, serial) = (found.0, found.1)
    }

    /// Piece and total stand between GTIN and qualifiers.
    private init?(itip rest: ArraySlice<UInt8>) {
        let digits = rest.prefix(18)
        guard digits.count == 18, digits.allSatisfy(\.isDigit) else { return nil }
        let tail = rest.dropFirst(18)
        scheme = .itip
        key = String(decoding: digits.prefix(14), as: UTF8.self)
        pieces = String(decoding: digits.suffix(4), as: UTF8.self)
        if tail.isEmpty { return }
        guard let found = Self.finest(tail, [("21", .itip)]) else { return nil }
        serial = found.1
    }

    private init?(whole scheme: EPCScheme, _ rest: ArraySlice<UInt8>) {
        guard !rest.isEmpty else { return nil }
        self.scheme = scheme
        key = String(decoding: rest, as: UTF8.self)
    }

    /// A component number may hold slashes; the last `/8011/` ends it.
    private init?(part rest: ArraySlice<UInt8>) {
        let text = String(decoding: rest, as: UTF8.self)
        let halves = text.ranges(of: "/8011/").last
        scheme = .cpi
        key = halves.map { String(text[..<$0.lowerBound]) } ?? text
        serial = halves.map { String(text[$0.upperBound...]) }
        if key.isEmpty { return nil }
    }

    /// The finest level behind the key: a serial before a lot; a variant is passed over.
    private static func finest(_ tail: ArraySlice<UInt8>, _ qualifiers: [(String, EPCScheme)]) -> (EPCScheme, String)? {
        var rest = tail
        var lot: (EPCScheme, String)?
        while rest.first == UInt8(ascii: "/") {
            rest = rest.dropFirst()
            guard let slash = rest.firstIndex(of: UInt8(ascii: "/")) else { return nil }
            let ai = String(decoding: rest[..<slash], as: UTF8.self)
            rest = rest[(slash + 1)...]
            if ai == "22" || ai == "10", let next = nextQualifier(rest, after: ai) {
                rest = rest[next...]
                continue
            }
            guard !rest.isEmpty else { return nil }
            if ai == "22" { return lot ?? (qualifiers.first { $0.0 == "21" }).map { ($0.1, "") } }
            guard let scheme = qualifiers.first(where: { $0.0 == ai })?.1 else { return nil }
            lot = (scheme, String(decoding: rest, as: UTF8.self))
            rest = []
        }
        return lot
    }

    /// Where `/10/` or `/21/` goes on behind a variant or a lot.
    private static func nextQualifier(_ rest: ArraySlice<UInt8>, after ai: String) -> Int? {
        guard let slash = rest.firstIndex(of: UInt8(ascii: "/")), slash > rest.startIndex else { return nil }
        let wanted = ai == "22" ? ["/10/", "/21/"] : ["/21/"]
        return wanted.contains { rest[slash...].starts(with: $0.utf8) } ? slash : nil
    }
}

extension FindingCode {
    public static let epcUndecided = FindingCode(
        "identifiers.epc.undecided", .error,
        zh: "不知道“{key}”的厂商识别代码有几位，因此无法写成 URN。请在厂商识别代码表中登记。",
        en: "The length of the company prefix in “{key}” is not known, so no URN can be written. Add it to the table of prefixes.")
    public static let epcCheck = FindingCode(
        "identifiers.epc.check", .error, zh: "“{key}”的校验位不对。", en: "The check digit of “{key}” is wrong.")
}
