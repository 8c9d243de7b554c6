/// A small set of words, asked for the longest one at a place of a text.
///
/// Written as a literal of words parted by white space. A bitmap of first and last scalars answers most questions without a lookup.
struct WordTable: Sendable {
    private var starts = [UInt64](repeating: 0, count: 1024)
    private var ends = [UInt64](repeating: 0, count: 1024)
    private var byFirst: [Unicode.Scalar: [[Unicode.Scalar]]] = [:]
    private var byLast: [Unicode.Scalar: [[Unicode.Scalar]]] = [:]

    init(_ words: String) {
        for word in words.split(whereSeparator: { $0 == " " || $0 == "\n" }) {
            let word = Array(word.unicodeScalars)
            guard let first = word.first, let last = word.last, first.value < 65536, last.value < 65536 else { continue }
            byFirst[first, default: []].append(word)
            byLast[last, default: []].append(word)
            starts[Int(first.value >> 6)] |= 1 << UInt64(first.value & 63)
            ends[Int(last.value >> 6)] |= 1 << UInt64(last.value & 63)
        }
        byFirst = byFirst.mapValues { $0.sorted { $0.count > $1.count } }
        byLast = byLast.mapValues { $0.sorted { $0.count > $1.count } }
    }

    /// The length of the longest word that begins at `i` and ends by `end`; 0 where there is none.
    func match(_ text: [Unicode.Scalar], _ i: Int, _ end: Int) -> Int {
        guard i >= 0, i < end, end <= text.count else { return 0 }
        let first = text[i]
        guard first.value < 65536, starts[Int(first.value >> 6)] & (1 << UInt64(first.value & 63)) != 0 else { return 0 }
        for word in byFirst[first] ?? [] where word.count <= end - i {
            var k = 1
            while k < word.count, text[i + k] == word[k] { k += 1 }
            if k == word.count { return k }
        }
        return 0
    }

    /// The length of the longest word that ends before `end` and begins at `start` or later.
    func matchBefore(_ text: [Unicode.Scalar], _ end: Int, _ start: Int) -> Int {
        guard start >= 0, start < end, end <= text.count else { return 0 }
        let last = text[end - 1]
        guard last.value < 65536, ends[Int(last.value >> 6)] & (1 << UInt64(last.value & 63)) != 0 else { return 0 }
        for word in byLast[last] ?? [] where word.count <= end - start {
            var k = 0
            let from = end - word.count
            while k < word.count, text[from + k] == word[k] { k += 1 }
            if k == word.count { return k }
        }
        return 0
    }

    /// Whether the whole range is one of the words.
    func holds(_ text: [Unicode.Scalar], _ range: Range<Int>) -> Bool {
        !range.isEmpty && match(text, range.lowerBound, range.upperBound) == range.count
    }

    /// The first place in the range where one of the words begins.
    func find(_ text: [Unicode.Scalar], in range: Range<Int>) -> Range<Int>? {
        var i = max(range.lowerBound, 0)
        while i < range.upperBound {
            let n = match(text, i, range.upperBound)
            if n > 0 { return i..<(i + n) }
            i += 1
        }
        return nil
    }

    func occurs(_ text: [Unicode.Scalar], in range: Range<Int>) -> Bool { find(text, in: range) != nil }

    /// The number of scalars at the start of the range that words of the table cover, one after another.
    func run(_ text: [Unicode.Scalar], from start: Int, to end: Int) -> Int {
        var i = start
        while true {
            let n = match(text, i, end)
            if n == 0 { return i - start }
            i += n
        }
    }
}
