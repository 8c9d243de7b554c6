/// The structure of a pattern.
indirect enum PatternNode: Sendable {
    case scalar(Unicode.Scalar)
    case set(ScalarSet)
    case any, start, end
    case sequence([PatternNode])
    case choice([PatternNode])
    case group(Int, PatternNode)
    case same(Int)
    case loop(PatternNode, min: Int, max: Int?, greedy: Bool)
}

/// Reads a pattern; every method gives `nil` where the text is not one.
struct PatternReader {
    private let text: [Unicode.Scalar]
    private var at = 0
    private var depth = 0
    private(set) var groups = 0
    private var closed: Set<Int> = []

    init(_ text: [Unicode.Scalar]) { self.text = text }

    private var peek: Unicode.Scalar? { at < text.count ? text[at] : nil }

    mutating func whole() -> PatternNode? {
        guard let node = choice(), at == text.count else { return nil }
        return node
    }

    private mutating func choice() -> PatternNode? {
        depth += 1
        defer { depth -= 1 }
        guard depth < 100, let first = sequence() else { return nil }
        var ways = [first]
        while peek == "|" {
            at += 1
            guard let way = sequence() else { return nil }
            ways.append(way)
        }
        return ways.count == 1 ? first : .choice(ways)
    }

    private mutating func sequence() -> PatternNode? {
        var parts: [PatternNode] = []
        while let c = peek, c != "|", c != ")" {
            guard let atom = atom(), let part = quantified(atom) else { return nil }
            parts.append(part)
        }
        return parts.count == 1 ? parts[0] : .sequence(parts)
    }

    private mutating func quantified(_ atom: PatternNode) -> PatternNode? {
        var low = 1
        var high: Int? = 1
        switch peek {
        case "*": (low, high) = (0, nil)
        case "+": (low, high) = (1, nil)
        case "?": (low, high) = (0, 1)
        case "{":
            at += 1
            guard let n = number() else { return nil }
            low = n
            high = n
            if peek == "," {
                at += 1
                if peek == "}" {
                    high = nil
                } else {
                    guard let m = number(), m >= n else { return nil }
                    high = m
                }
            }
            guard peek == "}" else { return nil }
        default: return atom
        }
        at += 1
        var greedy = true
        if peek == "?" {
            greedy = false
            at += 1
        }
        if let next = peek, "*+?{".unicodeScalars.contains(next) { return nil }
        return .loop(atom, min: low, max: high, greedy: greedy)
    }

    private mutating func number() -> Int? {
        let start = at
        var n = 0
        while let c = peek, ("0"..."9").contains(c), at - start < 5 {
            n = n * 10 + Int(c.value) - 0x30
            at += 1
        }
        return at > start && n <= 5000 ? n : nil
    }

    private mutating func atom() -> PatternNode? {
        guard let c = peek else { return nil }
        at += 1
        switch c {
        case ".": return .any
        case "^": return .start
        case "$": return .end
        case "(": return group()
        case "[": return set().map { .set($0) }
        case "\\": return escape()
        case "*", "+", "?", "{", "}", "]", ")": return nil
        default: return .scalar(c)
        }
    }

    private mutating func group() -> PatternNode? {
        var number: Int?
        if peek == "?" {
            guard at + 1 < text.count, text[at + 1] == ":" else { return nil }
            at += 2
        } else {
            groups += 1
            number = groups
        }
        guard groups < 500, let inner = choice(), peek == ")" else { return nil }
        at += 1
        guard let number else { return inner }
        closed.insert(number)
        return .group(number, inner)
    }

    private mutating func escape() -> PatternNode? {
        guard let c = peek else { return nil }
        if ("1"..."9").contains(c) {
            at += 1
            var group = Int(c.value) - 0x30
            while let d = peek, ("0"..."9").contains(d), group * 10 + Int(d.value) - 0x30 <= groups {
                group = group * 10 + Int(d.value) - 0x30
                at += 1
            }
            return closed.contains(group) ? .same(group) : nil
        }
        return escaped().map { piece in
            switch piece {
            case .range(let a, let b) where a == b: Unicode.Scalar(a).map { .scalar($0) } ?? .any
            default: .set(ScalarSet(pieces: [piece]))
            }
        }
    }

    /// What follows a backslash, inside or outside a class.
    private mutating func escaped() -> ScalarSet.Piece? {
        guard let c = peek else { return nil }
        at += 1
        switch c {
        case "n": return .range(0x0A, 0x0A)
        case "r": return .range(0x0D, 0x0D)
        case "t": return .range(0x09, 0x09)
        case "\\", "|", ".", "?", "*", "+", "(", ")", "{", "}", "-", "[", "]", "^", "$": return .range(c.value, c.value)
        case "s": return .kind(.space, false)
        case "S": return .kind(.space, true)
        case "d": return .kind(.category("Nd"), false)
        case "D": return .kind(.category("Nd"), true)
        case "w": return .kind(.word, false)
        case "W": return .kind(.word, true)
        case "i": return .kind(.nameStart, false)
        case "I": return .kind(.nameStart, true)
        case "c": return .kind(.namePart, false)
        case "C": return .kind(.namePart, true)
        case "p", "P":
            guard peek == "{", let close = text[at...].firstIndex(of: "}") else { return nil }
            let name = String(String.UnicodeScalarView(text[(at + 1)..<close]))
            at = close + 1
            return ScalarSet.Kind(property: name).map { .kind($0, c == "P") }
        default: return nil
        }
    }

    /// A class, after its opening bracket: pieces, then perhaps `-[` another class to take away.
    private mutating func set() -> ScalarSet? {
        depth += 1
        defer { depth -= 1 }
        guard depth < 100 else { return nil }
        var set = ScalarSet(pieces: [])
        if peek == "^" {
            set.isNegated = true
            at += 1
        }
        while let c = peek {
            at += 1
            if c == "]" { return set.pieces.isEmpty ? nil : set }
            if c == "-", peek == "[", !set.pieces.isEmpty {
                at += 1
                guard let inner = self.set(), peek == "]" else { return nil }
                at += 1
                set.without = [inner]
                return set
            }
            guard let piece = piece(c, first: set.pieces.isEmpty) else { return nil }
            set.pieces.append(piece)
        }
        return nil
    }

    private mutating func piece(_ c: Unicode.Scalar, first: Bool) -> ScalarSet.Piece? {
        var low = c
        if c == "[" { return nil }
        if c == "\\" {
            guard let piece = escaped() else { return nil }
            guard case .range(let a, let b) = piece, a == b, let scalar = Unicode.Scalar(a) else { return piece }
            low = scalar
        } else if c == "-", !first, let next = peek, next != "]" {
            return nil
        }
        // A range follows, unless the hyphen is the last sign or opens a subtraction.
        guard peek == "-", at + 1 < text.count, text[at + 1] != "]", text[at + 1] != "[" else {
            return .range(low.value, low.value)
        }
        at += 1
        guard let top = peek else { return nil }
        at += 1
        var high = top.value
        if top == "\\" {
            guard case .range(let a, let b)? = escaped(), a == b else { return nil }
            high = a
        }
        return low.value <= high ? .range(low.value, high) : nil
    }
}

/// Turns the structure into steps; false where there would be more than thirty thousand.
struct PatternCompiler {
    let dotTakesLineEnds: Bool
    let lines: Bool
    private(set) var steps: [Pattern.Step] = []
    private(set) var marks = 0

    init(dotTakesLineEnds: Bool, lines: Bool) {
        self.dotTakesLineEnds = dotTakesLineEnds
        self.lines = lines
    }

    mutating func add(_ step: Pattern.Step) -> Bool {
        steps.append(step)
        return steps.count <= 30_000
    }

    mutating func emit(_ node: PatternNode) -> Bool {
        switch node {
        case .scalar(let c): return add(.scalar(c))
        case .set(let set): return add(.set(set))
        case .any: return add(.any(lineEnds: dotTakesLineEnds))
        case .start: return add(.start(lines: lines))
        case .end: return add(.end(lines: lines))
        case .same(let group): return add(.same(group: group))
        case .sequence(let parts):
            for part in parts where !emit(part) { return false }
            return true
        case .group(let n, let inner): return add(.save(n * 2)) && emit(inner) && add(.save(n * 2 + 1))
        case .choice(let ways): return emit(ways)
        case .loop(let inner, let low, let high, let greedy): return emit(inner, low, high, greedy)
        }
    }

    private mutating func emit(_ ways: [PatternNode]) -> Bool {
        var exits: [Int] = []
        for (n, way) in ways.enumerated() {
            guard n < ways.count - 1 else {
                guard emit(way) else { return false }
                continue
            }
            let fork = steps.count
            guard add(.done), emit(way) else { return false }
            exits.append(steps.count)
            guard add(.done) else { return false }
            steps[fork] = .fork(fork + 1, steps.count)
        }
        for exit in exits { steps[exit] = .jump(steps.count) }
        return true
    }

    private mutating func emit(_ inner: PatternNode, _ low: Int, _ high: Int?, _ greedy: Bool) -> Bool {
        for _ in 0..<low where !emit(inner) { return false }
        guard let high else {
            let mark = marks
            marks += 1
            let fork = steps.count
            guard add(.done), add(.mark(mark)), emit(inner) else { return false }
            let check = steps.count
            guard add(.done), add(.jump(fork)) else { return false }
            steps[check] = .progress(mark, exit: steps.count)
            steps[fork] = greedy ? .fork(fork + 1, steps.count) : .fork(steps.count, fork + 1)
            return true
        }
        var forks: [Int] = []
        for _ in low..<max(low, high) {
            forks.append(steps.count)
            guard add(.done), emit(inner) else { return false }
        }
        for fork in forks { steps[fork] = greedy ? .fork(fork + 1, steps.count) : .fork(steps.count, fork + 1) }
        return true
    }
}
