/// A business scope with each character folded to one form, so that offsets stay those of the text as written.
///
/// Full-width signs and letters become half-width, letters upper case; nothing is joined or taken out.
struct ScopeText {
    let scalars: [UInt32]

    init(_ text: some StringProtocol) { scalars = text.unicodeScalars.map { Self.fold($0.value) } }

    static func fold(_ value: UInt32) -> UInt32 {
        switch value {
        case 0xFF01...0xFF5E: upper(value - 0xFEE0)
        case 0x3000: 0x20
        case 0x3010, 0x3014, 0x3016: 0x5B
        case 0x3011, 0x3015, 0x3017: 0x5D
        case 0x2460...0x2468: value - 0x2460 + 0x31
        default: upper(value)
        }
    }

    private static func upper(_ value: UInt32) -> UInt32 { (0x61...0x7A).contains(value) ? value - 0x20 : value }

    static func word(_ text: String) -> [UInt32] { text.unicodeScalars.map { fold($0.value) } }
}

/// Words found by their first character, the longest first.
struct WordIndex<Mark: Sendable>: Sendable {
    private var buckets: [UInt32: [(word: [UInt32], mark: Mark)]] = [:]

    init(_ words: [(String, Mark)]) {
        for (text, mark) in words {
            let word = ScopeText.word(text)
            if let first = word.first { buckets[first, default: []].append((word, mark)) }
        }
        for key in buckets.keys { buckets[key]?.sort { $0.word.count > $1.word.count } }
    }

    /// The longest word that begins at this place of the slice.
    func longest(in text: ArraySlice<UInt32>, at place: Int) -> (length: Int, mark: Mark)? {
        guard let bucket = buckets[text[place]] else { return nil }
        for entry in bucket where Self.matches(entry.word, text, place) { return (entry.word.count, entry.mark) }
        return nil
    }

    func each(in text: ArraySlice<UInt32>, at place: Int, _ body: (Int, Mark) -> Void) {
        guard let bucket = buckets[text[place]] else { return }
        for entry in bucket where Self.matches(entry.word, text, place) { body(entry.word.count, entry.mark) }
    }

    /// The longest word that ends just before this place.
    func longestSuffix(of text: ArraySlice<UInt32>, maximum: Int = 8) -> (length: Int, mark: Mark)? {
        for length in stride(from: min(maximum, text.count), to: 0, by: -1) {
            let start = text.endIndex - length
            guard let bucket = buckets[text[start]] else { continue }
            for entry in bucket where entry.word.count == length && Self.matches(entry.word, text, start) {
                return (length, entry.mark)
            }
        }
        return nil
    }

    func contains(in text: ArraySlice<UInt32>) -> Bool {
        text.indices.contains { longest(in: text, at: $0) != nil }
    }

    private static func matches(_ word: [UInt32], _ text: ArraySlice<UInt32>, _ place: Int) -> Bool {
        if place + word.count > text.endIndex { return false }
        for offset in word.indices where word[offset] != text[place + offset] { return false }
        return true
    }
}
