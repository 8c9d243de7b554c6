import CIdentifierTables

/// One list of words of the Core Business Vocabulary 2.0, and the three spellings a word has.
///
///     shipping                              JSON-LD
///     urn:epcglobal:cbv:bizstep:shipping    XML
///     https://ref.gs1.org/cbv/BizStep-shipping, cbv:BizStep-shipping    web vocabulary, canonical
public struct Vocabulary: Sendable {
    public let words: Set<String>
    let urnStem: String
    let webStem: String
    private let curieStem: String

    public static let bizStep = named("bizStep")
    public static let disposition = named("disposition")
    public static let bizTransactionType = named("bizTransactionType")
    public static let sourceDestinationType = named("sourceDestinationType")
    public static let errorReason = named("errorReason")
    public static let component = named("component")
    public static let measurement = named("measurement")
    public static let alert = named("alert")

    private static func named(_ name: String) -> Vocabulary { all[name] ?? Vocabulary(words: [], urn: "-", web: "-") }

    private static let all: [String: Vocabulary] = {
        var length = 0
        guard let start = yl_core_business_vocabulary(&length) else { return [:] }
        let text = String(decoding: UnsafeRawBufferPointer(start: start, count: length), as: UTF8.self)
        var lists: [String: Vocabulary] = [:]
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            let fields = line.split(separator: " ").map(String.init)
            guard fields.count > 3 else { continue }
            lists[fields[0]] = Vocabulary(words: Set(fields[3...]), urn: fields[1], web: fields[2])
        }
        return lists
    }()

    private init(words: Set<String>, urn: String, web: String) {
        self.words = words
        urnStem = urn
        webStem = web
        let cbv = "https://ref.gs1.org/cbv/"
        curieStem = web.hasPrefix(cbv) ? "cbv:" + web.dropFirst(cbv.count) : "gs1:"
    }

    /// The bare word where the text is a word of the list in any spelling; else the text.
    public func bare(_ text: String) -> String {
        // The shortest stem is four characters; most values are bare words.
        guard text.utf8.contains(UInt8(ascii: ":")) else { return text }
        for stem in [urnStem, webStem, curieStem] where text.hasPrefix(stem) {
            let word = String(text.dropFirst(stem.count))
            return words.contains(word) ? word : text
        }
        return text
    }

    /// The spelling of XML.
    public func urn(_ text: String) -> String {
        guard words.contains(text) else { return text }
        if urnStem != "-" { return urnStem + text }
        return curieStem + text
    }

    /// The spelling of the web vocabulary, which the event hash and comparisons use.
    public func web(_ text: String) -> String {
        if words.contains(text) { return webStem + text }
        // The list of measurements grows between releases: a bare word there is one all the same.
        return webStem == "https://gs1.org/voc/" && !text.utf8.contains(UInt8(ascii: ":")) ? webStem + text : text
    }
}
