/// The slots of one frame: a whole expression, or the body of a function.
public final class Layout: @unchecked Sendable {
    public private(set) var size = 0
    let outer: Scope?
    /// Values of the outer frame that a function's body names, and the slot they are copied to.
    private(set) var captures: [(slot: Int, source: Code)] = []
    private var captured: [String: Int] = [:]

    public init() { outer = nil }
    init(within outer: Scope) { self.outer = outer }

    public func slot() -> Int {
        defer { size += 1 }
        return size
    }

    func capture(_ key: String, _ source: Code) -> Int {
        if let slot = captured[key] { return slot }
        let slot = slot()
        captures.append((slot, source))
        captured[key] = slot
        return slot
    }
}

/// The names that an expression may use at one place, and what each stands for.
///
/// Names may hold spaces and signs, so a name is read by matching the text against the names in scope, the longest first:
/// with `a` and `a-b` in scope, `a-b` is the second one.
public final class Scope: @unchecked Sendable {
    enum Binding {
        case slot(Int)
        case host(Int)
        case builtin(Builtin)
        /// An entry of the item that a filter looks at.
        case member(slot: Int)
        /// The elements of an imported model.
        case names(Scope)
        case code(Code)
    }

    struct Entry {
        let pattern: [Unicode.Scalar]
        let name: String
        let binding: Binding
        let type: FEELType
    }

    public let parent: Scope?
    public let layout: Layout
    var buckets: [UInt32: Bucket] = [:]
    private(set) var count = 0
    /// Set for the scope of a filter over items whose entries are not known.
    var openItem: Int?
    /// Set when something was found here.
    public private(set) var wasUsed = false

    public init(_ layout: Layout) {
        parent = nil
        self.layout = layout
    }

    public init(within parent: Scope, layout: Layout? = nil) {
        self.parent = parent
        self.layout = layout ?? parent.layout
    }

    /// The names that begin alike, the longest first once they are asked for.
    struct Bucket {
        private(set) var entries: [Entry] = []
        private var places: [[Unicode.Scalar]: Int] = [:]
        private var isSorted = true

        /// A name declared again stands for the later thing.
        mutating func add(_ entry: Entry) {
            if let place = places[entry.pattern] {
                entries[place] = entry
                return
            }
            places[entry.pattern] = entries.count
            isSorted = isSorted && (entries.last.map { $0.pattern.count >= entry.pattern.count } ?? true)
            entries.append(entry)
        }

        mutating func sort() {
            if isSorted { return }
            entries.sort { $0.pattern.count > $1.pattern.count }
            for (place, entry) in entries.enumerated() { places[entry.pattern] = place }
            isSorted = true
        }
    }

    func declare(_ name: String, _ binding: Binding, _ type: FEELType = .any) {
        let pattern = Scope.pattern(name)
        guard let first = pattern.first else { return }
        count += 1
        buckets[first.value, default: Bucket()].add(Entry(pattern: pattern, name: name, binding: binding, type: type))
    }

    /// Declares a variable of this scope and gives its slot.
    public func declare(_ name: String, type: FEELType = .any) -> Int {
        let slot = layout.slot()
        declare(name, .slot(slot), type)
        return slot
    }

    /// Declares a name that the host answers for.
    public func declare(_ name: String, host index: Int, type: FEELType = .any) { declare(name, .host(index), type) }

    /// Declares the name of an import, behind which the names of `scope` lie.
    public func declare(_ name: String, names scope: Scope) { declare(name, .names(scope)) }

    /// The layout of a function written in this scope.
    public func nested() -> Layout { Layout(within: self) }

    /// Declares `?`, the value under test, in a slot that is there already.
    public func declareInput(_ slot: Int, type: FEELType) { declare("?", .slot(slot), type) }

    /// The scope within the bracket of a filter over items of a type: `item`, and the item's entries by name.
    public static func filtering(_ element: FEELType, within outer: Scope) -> (scope: Scope, item: Int) {
        let inner = Scope(within: outer)
        let item = inner.layout.slot()
        inner.declare("item", .slot(item), element)
        switch element.plain {
        case .context(let members):
            for member in members { inner.declare(member.name, .member(slot: item), member.type) }
        case .any: inner.openItem = item
        default: break
        }
        return (inner, item)
    }

    func markUsed() { wasUsed = true }

    /// A name without the spaces that do not matter: one between words, none beside signs.
    static func pattern(_ name: String) -> [Unicode.Scalar] {
        var out: [Unicode.Scalar] = []
        var space = false
        for scalar in name.unicodeScalars {
            if Lexical.isSpace(scalar) {
                space = true
                continue
            }
            if space, let last = out.last, Lexical.isNamePart(last), Lexical.isNamePart(scalar) { out.append(" ") }
            space = false
            out.append(scalar)
        }
        return out
    }

    struct Match {
        let entry: Entry
        let scope: Scope
        let end: Int
    }

    /// The longest known name that the text holds at `start`; of equal ones that of the innermost scope.
    func match(_ text: [Unicode.Scalar], _ start: Int) -> Match? {
        var best: Match?
        var scope: Scope? = self
        while let current = scope {
            if let own = current.ownMatch(text, start), own.end > best?.end ?? 0 { best = own }
            scope = current.parent ?? current.layout.outer
        }
        return best
    }

    func ownMatch(_ text: [Unicode.Scalar], _ start: Int) -> Match? {
        guard start < text.count, buckets[text[start].value] != nil else { return nil }
        buckets[text[start].value]?.sort()
        for entry in buckets[text[start].value]?.entries ?? [] {
            if let end = Lexical.end(of: entry.pattern, in: text, from: start) { return Match(entry: entry, scope: self, end: end) }
        }
        return nil
    }
}

/// What FEEL calls a space, a name start and a name part.
enum Lexical {
    static func isSpace(_ s: Unicode.Scalar) -> Bool {
        switch s.value {
        case 0x09...0x0D, 0x20, 0x85, 0xA0, 0x1680, 0x180E, 0x2000...0x200B, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000, 0xFEFF: true
        default: false
        }
    }

    static func isNameStart(_ s: Unicode.Scalar) -> Bool {
        switch s.value {
        case 0x3F, 0x41...0x5A, 0x5F, 0x61...0x7A: true
        case 0xC0...0xD6, 0xD8...0xF6, 0xF8...0x2FF, 0x370...0x37D, 0x37F...0x1FFF, 0x200C...0x200D, 0x2070...0x218F,
            0x2C00...0x2FEF,
            0x3001...0xD7FF, 0xF900...0xFDCF, 0xFDF0...0xFFFD, 0x10000...0xEFFFF:
            true
        default: false
        }
    }

    static func isNamePart(_ s: Unicode.Scalar) -> Bool {
        switch s.value {
        case 0x30...0x39, 0xB7, 0x300...0x36F, 0x203F...0x2040: true
        default: isNameStart(s)
        }
    }

    /// Where `pattern` ends in the text, spaces beside signs being free, and no name part following directly.
    static func end(of pattern: [Unicode.Scalar], in text: [Unicode.Scalar], from start: Int) -> Int? {
        var at = start
        for (number, wanted) in pattern.enumerated() {
            if wanted == " " {
                guard at < text.count, isSpace(text[at]) else { return nil }
                while at < text.count, isSpace(text[at]) { at += 1 }
                continue
            }
            if number > 0, !isNamePart(wanted) || !isNamePart(pattern[number - 1]) {
                while at < text.count, isSpace(text[at]) { at += 1 }
            }
            guard at < text.count, text[at] == wanted else { return nil }
            at += 1
        }
        if let last = pattern.last, isNamePart(last), at < text.count, isNamePart(text[at]) { return nil }
        return at
    }
}
