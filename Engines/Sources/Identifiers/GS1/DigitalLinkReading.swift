import Findings

extension DigitalLink {
    /// A path or query pair: index of its identifier, nil where it is not known, and the span of the value.
    private struct Pair {
        let number: Int?
        let name: Range<Int>
        let value: Range<Int>
    }

    static func read(_ bytes: [UInt8], _ options: Options) throws(Unreadable) -> DigitalLink {
        let parts = try split(bytes)
        let pairs = try pathPairs(bytes, parts.path, options)
        guard let first = pairs.first, let keyNumber = first.number else { throw Unreadable(Finding(.linkNoKey)) }
        let table = ApplicationIdentifiers.standard
        var elements: [Element] = []
        elements.reserveCapacity(pairs.count)
        for pair in pairs {
            guard let number = pair.number else { throw Unreadable(Finding(.linkNoKey)) }
            elements.append(
                try element(bytes, pair.value, table.all[number], isQuery: false, pads: options.contains(.zeroSuppressedGTIN)))
        }
        guard accepts(table.all[keyNumber], elements.dropFirst()) else {
            throw Unreadable(Finding(.linkOrder, ["key": table.all[keyNumber].code]))
        }
        let attributes = try queryElements(bytes, parts.query, options, path: elements, key: table.all[keyNumber])
        return DigitalLink(
            stem: String(decoding: bytes[..<(first.name.lowerBound - 1)], as: UTF8.self), key: elements[0],
            qualifiers: Array(elements.dropFirst()), attributes: attributes)
    }

    /// Scheme and host are checked, then the path and the query are given back.
    private static func split(_ bytes: [UInt8]) throws(Unreadable) -> (path: Range<Int>, query: Range<Int>) {
        for (index, byte) in bytes.enumerated() where !CharacterSets.isURI(byte) {
            throw Unreadable(Finding(.linkCharacter, at: .span(start: index, end: index + 1)))
        }
        guard bytes.count <= ElementString.limit, let host = hostStart(bytes) else { throw Unreadable(Finding(.linkScheme)) }
        guard let slash = bytes[host...].firstIndex(of: UInt8(ascii: "/")), slash > host else {
            throw Unreadable(Finding(.linkHost, at: .span(start: host, end: bytes.count)))
        }
        for index in host..<slash where !CharacterSets.isHost(bytes[index]) {
            throw Unreadable(Finding(.linkHost, at: .span(start: index, end: index + 1)))
        }
        var end = bytes.count
        if let hash = bytes[slash...].firstIndex(of: UInt8(ascii: "#")) { end = hash }
        let question = bytes[slash..<end].firstIndex(of: UInt8(ascii: "?")) ?? end
        return (slash..<question, min(question + 1, end)..<end)
    }

    static func hostStart(_ bytes: [UInt8]) -> Int? {
        if bytes.starts(with: "https://".utf8) || bytes.starts(with: "HTTPS://".utf8) { return 8 }
        if bytes.starts(with: "http://".utf8) || bytes.starts(with: "HTTP://".utf8) { return 7 }
        return nil
    }

    /// Walks the path from its end, two segments at a time, to the rightmost primary key.
    private static func pathPairs(_ bytes: [UInt8], _ path: Range<Int>, _ options: Options) throws(Unreadable) -> [Pair] {
        let table = ApplicationIdentifiers.standard
        var pairs: [Pair] = []
        var end = path.upperBound
        while let valueSlash = bytes[path.lowerBound..<end].lastIndex(of: UInt8(ascii: "/")),
            let nameSlash = bytes[path.lowerBound..<valueSlash].lastIndex(of: UInt8(ascii: "/"))
        {
            let name = nameSlash + 1..<valueSlash
            var number = table.index(bytes, name)
            if number == nil, options.contains(.shortNames) { number = table.index(alpha: bytes, name) }
            guard let number else { break }
            let value = valueSlash + 1..<end
            if value.isEmpty {
                throw Unreadable(Finding(.linkEmpty, at: .span(start: valueSlash, end: end), ["ai": table.all[number].code]))
            }
            pairs.append(Pair(number: number, name: name, value: value))
            if table.all[number].qualifiers != nil { return pairs.reversed() }
            end = nameSlash
        }
        throw Unreadable(Finding(.linkNoKey, at: .span(start: path.lowerBound, end: path.upperBound)))
    }

    private static func element(
        _ bytes: [UInt8], _ range: Range<Int>, _ entry: ApplicationIdentifier, isQuery: Bool, pads: Bool
    ) throws(Unreadable) -> Element {
        guard var value = Percent.decode(bytes, range, isQuery: isQuery) else {
            throw Unreadable(Finding(.linkNull, at: .span(start: range.lowerBound, end: range.upperBound), ["ai": entry.code]))
        }
        if pads, entry.code == "01", [8, 12, 13].contains(value.count) {
            value.insert(contentsOf: repeatElement(48, count: 14 - value.count), at: 0)
        }
        return try ElementString.element(entry, value[...])
    }

    private static func queryElements(
        _ bytes: [UInt8], _ query: Range<Int>, _ options: Options, path: [Element], key: ApplicationIdentifier
    ) throws(Unreadable) -> [Element] {
        if query.isEmpty { return [] }
        let table = ApplicationIdentifiers.standard
        var elements: [Element] = []
        for pair in bytes[query].split(separator: UInt8(ascii: "&")) {
            guard let equals = pair.firstIndex(of: UInt8(ascii: "=")) else { continue }
            let name = pair.startIndex..<equals
            guard !name.isEmpty, bytes[name].allSatisfy(\.isDigit) else { continue }
            let value = equals + 1..<pair.endIndex
            let code = String(decoding: bytes[name], as: UTF8.self)
            if value.isEmpty { throw Unreadable(Finding(.linkEmpty, ["ai": code])) }
            if (path + elements).contains(where: { $0.ai == code }) { throw Unreadable(Finding(.linkTwice, ["ai": code])) }
            guard let number = table.index(bytes, name) else {
                guard options.contains(.unknownAttributes), (2...4).contains(name.count) else {
                    throw Unreadable(ElementString.unknown(bytes[name], at: name.lowerBound))
                }
                elements.append(
                    Element(ai: code, value: String(decoding: Percent.decode(bytes, value, isQuery: true) ?? [], as: UTF8.self)))
                continue
            }
            let entry = table.all[number]
            if !entry.isAttribute { throw Unreadable(Finding(.linkAttribute, ["ai": code])) }
            if couldQualify(entry.code, key, path) { throw Unreadable(Finding(.linkQualifier, ["ai": code])) }
            elements.append(
                try element(bytes, value, entry, isQuery: true, pads: options.contains(.zeroSuppressedGTIN)))
        }
        return elements
    }

    /// True where the elements are some of one sequence of qualifiers, in its order.
    private static func accepts(_ key: ApplicationIdentifier, _ elements: ArraySlice<Element>) -> Bool {
        guard let sequences = key.qualifiers else { return false }
        return elements.isEmpty || sequences.contains { isSubsequence(elements.map(\.ai), of: $0) }
    }

    /// True where the identifier belongs into the path beside the qualifiers that are there.
    private static func couldQualify(_ code: String, _ key: ApplicationIdentifier, _ path: [Element]) -> Bool {
        let present = path.dropFirst().map(\.ai)
        return (key.qualifiers ?? []).contains { sequence in
            sequence.contains(code) && isSubsequence(sequence.filter { $0 == code || present.contains($0) }, of: sequence)
                && present.allSatisfy(sequence.contains)
        }
    }

    private static func isSubsequence(_ codes: [String], of sequence: [String]) -> Bool {
        var index = 0
        for code in codes {
            guard let found = sequence[index...].firstIndex(of: code) else { return false }
            index = found + 1
        }
        return true
    }

    static func make(_ elements: [Element], stem: String) throws(Unreadable) -> DigitalLink {
        let table = ApplicationIdentifiers.standard
        var unique: [Element] = []
        for element in elements where !unique.contains(where: { $0.ai == element.ai }) { unique.append(element) }
        guard let key = unique.first(where: { table[$0.ai]?.qualifiers != nil }), let entry = table[key.ai] else {
            throw Unreadable(Finding(.linkNoKey))
        }
        let best = (entry.qualifiers ?? []).max { a, b in
            unique.filter { a.contains($0.ai) }.count < unique.filter { b.contains($0.ai) }.count
        }
        let qualifiers = (best ?? []).compactMap { code in unique.first { $0.ai == code } }
        let rest = unique.filter { $0.ai != key.ai && !qualifiers.contains($0) }
        for element in rest where table[element.ai]?.isAttribute != true {
            throw Unreadable(Finding(.linkAttribute, ["ai": element.ai]))
        }
        let fixed = rest.filter { table[$0.ai]?.needsSeparator == false }
        return DigitalLink(
            stem: stem, key: key, qualifiers: qualifiers, attributes: fixed + rest.filter { !fixed.contains($0) })
    }
}

extension FindingCode {
    public static let linkCharacter = FindingCode(
        "identifiers.link.character", .error, zh: "这个字符不能出现在网址中，请用百分号编码。",
        en: "This character cannot stand in a URI. Percent-encode it.")
    public static let linkScheme = FindingCode(
        "identifiers.link.scheme", .error, zh: "应以 http:// 或 https:// 开头。", en: "Begins with http:// or https://.")
    public static let linkHost = FindingCode(
        "identifiers.link.host", .error, zh: "主机名缺失或含有不允许的字符。", en: "The host is missing or holds a character that is not allowed.")
    public static let linkNoKey = FindingCode(
        "identifiers.link.no-key", .error,
        zh: "路径里没有 GS1 主键，例如 /01/ 后跟 14 位 GTIN。", en: "The path holds no GS1 key, such as /01/ and a GTIN of 14 digits.")
    public static let linkEmpty = FindingCode(
        "identifiers.link.empty", .error, zh: "({ai}) 没有值。", en: "({ai}) has no value.")
    public static let linkNull = FindingCode(
        "identifiers.link.null", .error, zh: "({ai}) 的值含有空字符。", en: "The value of ({ai}) holds a null character.")
    public static let linkOrder = FindingCode(
        "identifiers.link.order", .error,
        zh: "主键 ({key}) 之后的限定符顺序或组合不合标准。", en: "The qualifiers after key ({key}) are not in a sequence that the standard allows.")
    public static let linkTwice = FindingCode(
        "identifiers.link.twice", .error, zh: "({ai}) 出现两次。", en: "({ai}) is there twice.")
    public static let linkAttribute = FindingCode(
        "identifiers.link.attribute", .error, zh: "({ai}) 不能作为查询参数。", en: "({ai}) may not stand as an attribute.")
    public static let linkQualifier = FindingCode(
        "identifiers.link.qualifier", .error, zh: "({ai}) 应写在路径里。", en: "({ai}) belongs into the path.")
}
