/// A regular expression of XPath and XQuery, run by backtracking with an allowance of steps.
///
/// ```
/// regex  = branch { "|" branch }
/// branch = { atom [ ( * | + | ? | {n} | {n,} | {n,m} ) [?] ] }
/// atom   = char | . | ^ | $ | \d \s \w \i \c \p{…} … | [class-[class]] | ( regex ) | (?: regex ) | \1
/// flags  = s (dot takes line ends)  m (^ $ at lines)  i (case)  x (spaces free)  q (all literal)
/// ```
///
/// A pattern that is not of this form gives `nil`, as XPath's error FORX0002. Source: XQuery and XPath functions 3.1,
/// clause 5.6; XML Schema part 2, appendix F.
struct Pattern: Sendable {
    let program: [Step]
    let groups: Int
    /// Positions that a loop keeps to notice that it did not move.
    let marks: Int
    let ignoresCase: Bool

    enum Step: Sendable {
        case scalar(Unicode.Scalar)
        case set(ScalarSet)
        case any(lineEnds: Bool)
        case start(lines: Bool)
        case end(lines: Bool)
        /// Tries the first way, then the second.
        case fork(Int, Int)
        case jump(Int)
        case save(Int)
        case mark(Int)
        /// Leaves a loop whose last round took nothing.
        case progress(Int, exit: Int)
        case same(group: Int)
        case done
    }

    init?(_ source: String, flags: String) {
        var dotTakesLineEnds = false
        var lines = false
        var ignoresCase = false
        var free = false
        var literal = false
        for flag in flags.unicodeScalars {
            switch flag {
            case "s": dotTakesLineEnds = true
            case "m": lines = true
            case "i": ignoresCase = true
            case "x": free = true
            case "q": literal = true
            default: return nil
            }
        }
        self.ignoresCase = ignoresCase
        var scalars = Array(source.unicodeScalars)
        guard scalars.count <= 10_000 else { return nil }
        if literal {
            program = scalars.map { Step.scalar($0) } + [.done]
            groups = 0
            marks = 0
            return
        }
        if free { scalars = Pattern.withoutSpaces(scalars) }
        var reader = PatternReader(scalars)
        guard let node = reader.whole() else { return nil }
        var compiler = PatternCompiler(dotTakesLineEnds: dotTakesLineEnds, lines: lines)
        guard compiler.emit(node), compiler.add(.done) else { return nil }
        program = compiler.steps
        groups = reader.groups
        marks = compiler.marks
    }

    /// Spaces outside character classes count for nothing under the flag `x`.
    private static func withoutSpaces(_ scalars: [Unicode.Scalar]) -> [Unicode.Scalar] {
        var out: [Unicode.Scalar] = []
        var depth = 0
        var escaped = false
        for c in scalars {
            if depth == 0, c == " " || c == "\t" || c == "\n" || c == "\r" { continue }
            if !escaped {
                if c == "[" { depth += 1 }
                if c == "]" { depth = max(0, depth - 1) }
            }
            escaped = c == "\\" && !escaped
            out.append(c)
        }
        return out
    }

    func search(_ text: String) -> Search { Search(self, Array(text.unicodeScalars)) }

    /// `nil` for a malformed replacement, where the pattern matches nothing at all, and where the allowance ran out.
    func replace(_ text: String, with replacement: String, spend: (Int) -> Bool) -> String? {
        guard let parts = replacementParts(replacement) else { return nil }
        var empty = search("")
        if empty.next(from: 0) != nil { return nil }
        var search = search(text)
        var out = String.UnicodeScalarView()
        var at = 0
        while at <= search.text.count, let match = search.next(from: at) {
            out.append(contentsOf: search.text[at..<match[0].lowerBound])
            for part in parts {
                switch part {
                case .text(let scalars): out.append(contentsOf: scalars)
                case .group(let n): if n < match.count, match[n].lowerBound >= 0 { out.append(contentsOf: search.text[match[n]]) }
                }
            }
            guard spend(match[0].count / 8 + parts.count + 1) else { return nil }
            at = match[0].upperBound
            if match[0].isEmpty {
                if at < search.text.count { out.append(search.text[at]) }
                at += 1
            }
        }
        if search.gaveUp { return nil }
        if at < search.text.count { out.append(contentsOf: search.text[at...]) }
        return String(out)
    }

    /// The pieces between matches; `nil` where the pattern matches nothing at all.
    func split(_ text: String) -> [String]? {
        var empty = search("")
        if empty.next(from: 0) != nil { return nil }
        var search = search(text)
        var out: [String] = []
        var at = 0
        var from = 0
        while from <= search.text.count, let match = search.next(from: from) {
            out.append(String(String.UnicodeScalarView(search.text[at..<match[0].lowerBound])))
            at = match[0].upperBound
            from = match[0].isEmpty ? at + 1 : at
        }
        if search.gaveUp { return nil }
        out.append(String(String.UnicodeScalarView(search.text[min(at, search.text.count)...])))
        return out
    }

    private enum Part {
        case text([Unicode.Scalar])
        case group(Int)
    }

    /// `$1` a group, `$0` all, `\$` and `\\` the sign itself.
    private func replacementParts(_ replacement: String) -> [Part]? {
        let scalars = Array(replacement.unicodeScalars)
        var out: [Part] = []
        var text: [Unicode.Scalar] = []
        var at = 0
        while at < scalars.count {
            let c = scalars[at]
            at += 1
            if c == "\\" {
                guard at < scalars.count, scalars[at] == "\\" || scalars[at] == "$" else { return nil }
                text.append(scalars[at])
                at += 1
            } else if c == "$" {
                guard at < scalars.count, let digit = digit(scalars[at]) else { return nil }
                at += 1
                var group = digit
                while at < scalars.count, let more = self.digit(scalars[at]), group * 10 + more <= groups {
                    group = group * 10 + more
                    at += 1
                }
                out.append(.text(text))
                text = []
                out.append(.group(group))
            } else {
                text.append(c)
            }
        }
        out.append(.text(text))
        return out
    }

    private func digit(_ c: Unicode.Scalar) -> Int? { ("0"..."9").contains(c) ? Int(c.value) - 0x30 : nil }
}

/// One text being searched. Backtracking keeps its own stack; `gaveUp` says that the allowance of steps ran out.
struct Search {
    let pattern: Pattern
    let text: [Unicode.Scalar]
    private(set) var gaveUp = false
    private var steps = 3_000_000

    init(_ pattern: Pattern, _ text: [Unicode.Scalar]) {
        self.pattern = pattern
        self.text = text
    }

    private enum Saved {
        case way(pc: Int, at: Int)
        case slot(Int, Int)
        case mark(Int, Int)
    }

    /// The first match at or after a position: the whole and its groups; a group without a part is -1..<-1.
    mutating func next(from start: Int) -> [Range<Int>]? {
        guard start <= text.count else { return nil }
        for begin in start...text.count {
            if let match = match(at: begin) { return match }
            if gaveUp { return nil }
        }
        return nil
    }

    private mutating func match(at begin: Int) -> [Range<Int>]? {
        var slots = [Int](repeating: -1, count: (pattern.groups + 1) * 2)
        var marks = [Int](repeating: -1, count: pattern.marks)
        var stack: [Saved] = []
        var pc = 0
        var at = begin
        slots[0] = begin
        while true {
            steps -= 1
            if steps <= 0 || stack.count > 1_000_000 {
                gaveUp = true
                return nil
            }
            var failed = false
            switch pattern.program[pc] {
            case .scalar(let c):
                if at < text.count, text[at] == c || (pattern.ignoresCase && ScalarSet.sameLetter(text[at], c)) {
                    at += 1
                    pc += 1
                } else {
                    failed = true
                }
            case .set(let set):
                if at < text.count, set.holds(text[at], ignoringCase: pattern.ignoresCase) {
                    at += 1
                    pc += 1
                } else {
                    failed = true
                }
            case .any(let lineEnds):
                if at < text.count, lineEnds || (text[at] != "\n" && text[at] != "\r") {
                    at += 1
                    pc += 1
                } else {
                    failed = true
                }
            case .start(let lines):
                if at == 0 || (lines && text[at - 1] == "\n" && at < text.count) { pc += 1 } else { failed = true }
            case .end(let lines):
                if at == text.count || (lines && text[at] == "\n") { pc += 1 } else { failed = true }
            case .fork(let first, let second):
                stack.append(.way(pc: second, at: at))
                pc = first
            case .jump(let to): pc = to
            case .save(let slot):
                stack.append(.slot(slot, slots[slot]))
                slots[slot] = at
                pc += 1
            case .mark(let n):
                stack.append(.mark(n, marks[n]))
                marks[n] = at
                pc += 1
            case .progress(let n, let exit):
                pc = marks[n] == at ? exit : pc + 1
            case .same(let group):
                let (low, high) = (slots[group * 2], slots[group * 2 + 1])
                if low < 0 || high < low {
                    pc += 1
                } else if at + (high - low) <= text.count, sameText(low, high, at) {
                    at += high - low
                    pc += 1
                } else {
                    failed = true
                }
            case .done:
                slots[1] = at
                return stride(from: 0, to: slots.count, by: 2).map {
                    slots[$0] >= 0 && slots[$0 + 1] >= slots[$0] ? slots[$0]..<slots[$0 + 1] : -1 ..< -1
                }
            }
            if failed {
                guard let way = backtrack(&stack, &slots, &marks) else { return nil }
                (pc, at) = way
            }
        }
    }

    private func backtrack(_ stack: inout [Saved], _ slots: inout [Int], _ marks: inout [Int]) -> (Int, Int)? {
        while let saved = stack.popLast() {
            switch saved {
            case .slot(let slot, let old): slots[slot] = old
            case .mark(let n, let old): marks[n] = old
            case .way(let pc, let at): return (pc, at)
            }
        }
        return nil
    }

    private func sameText(_ low: Int, _ high: Int, _ at: Int) -> Bool {
        for offset in 0..<(high - low) {
            let (a, b) = (text[low + offset], text[at + offset])
            if a != b, !(pattern.ignoresCase && ScalarSet.sameLetter(a, b)) { return false }
        }
        return true
    }
}
