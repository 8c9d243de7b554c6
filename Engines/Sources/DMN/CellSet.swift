import FEEL

/// One input column cut into atoms: the points where its cells change their mind, the stretches between them, or the single
/// values that they name. A cell is then a set of atoms, and questions about rows are questions about sets.
struct ColumnAtoms {
    enum Atom {
        /// A bound itself, or the open stretch between two; `nil` is unbounded.
        case point(Value)
        case stretch(Value?, Value?)
        case value(Value)
        /// Any text or value that no cell names.
        case others
    }

    let atoms: [Atom]
    /// For each row the atoms that its cell holds; `nil` where the cell is beyond analysis.
    let sets: [AtomSet?]
    let label: String

    init(_ table: DecisionTable, column: Int) {
        let input = table.inputs[column]
        label = input.label
        let frame = Frame(Evaluation(), size: 1)
        var cells: [UnaryTests?] = []
        var opaque: Set<Int> = []
        for (n, row) in table.rows.enumerated() {
            let cell = row.cells.first { $0.column == column }
            cells.append(cell?.tests as? UnaryTests)
            if let cell {
                if let tests = cell.tests as? UnaryTests, ColumnAtoms.isPlain(tests) { continue }
                opaque.insert(n)
            }
        }
        let known = cells.enumerated().filter { !opaque.contains($0.offset) }.compactMap(\.element)
        let domain = input.allowed.flatMap { ColumnAtoms.isPlain($0) ? $0 : nil } ?? ColumnAtoms.domain(of: input.type)
        let all = ColumnAtoms.cut(known + [domain].compactMap { $0 }, input.type, frame)
        let held = domain.map { domain in all.filter { ColumnAtoms.holds(domain, $0, frame) } } ?? all
        atoms = held
        sets = cells.enumerated().map { n, tests in
            if opaque.contains(n) { return nil }
            guard let tests else { return AtomSet(all: held.count) }
            var set = AtomSet(none: held.count)
            for (index, atom) in held.enumerated() where ColumnAtoms.holds(tests, atom, frame) { set.insert(index) }
            return set
        }
    }

    /// The allowed values of a type of the model.
    private static func domain(of type: FEELType) -> UnaryTests? {
        var type = type
        for _ in 0..<64 {
            guard case .named(let name) = type else { return nil }
            if let tests = name.tests { return isPlain(tests) ? tests : nil }
            type = name.base
        }
        return nil
    }

    /// Whether every bound of the tests is known before the table runs.
    static func isPlain(_ tests: UnaryTests) -> Bool {
        tests.tests.allSatisfy { test in
            switch test {
            case .compare(_, let code): code.constant != nil
            case .range(let low, _, let high, _, _): low.constant != nil && high.constant != nil
            case .value(let code, let namesInput): !namesInput && code.constant != nil && !isList(code.constant)
            }
        }
    }

    private static func isList(_ value: Value?) -> Bool {
        switch value {
        case .list, .context, .function, .null: true
        default: false
        }
    }

    /// The atoms that a set of cells tells apart.
    private static func cut(_ tests: [UnaryTests], _ type: FEELType, _ frame: Frame) -> [Atom] {
        if case .boolean = type.plain { return [.value(.boolean(true)), .value(.boolean(false))] }
        var bounds: [Value] = []
        for test in tests.flatMap(\.tests) {
            switch test {
            case .compare(_, let code): bounds.append(code.constant ?? .null)
            case .range(let low, _, let high, _, _): bounds += [low.constant ?? .null, high.constant ?? .null]
            case .value(let code, _):
                if case .range(let range)? = code.constant {
                    bounds += [range.low, range.high].compactMap { $0 }
                } else {
                    bounds.append(code.constant ?? .null)
                }
            }
        }
        var distinct: [Value] = []
        for bound in bounds where !bound.isNull && !distinct.contains(where: { frame.equal($0, bound) }) { distinct.append(bound) }
        if distinct.contains(where: { if case .boolean = $0 { true } else { false } }) {
            return [.value(.boolean(true)), .value(.boolean(false))]
        }
        let isText = distinct.contains { if case .string = $0 { true } else { false } }
        let isOrdered = !isText && distinct.allSatisfy { a in distinct.allSatisfy { frame.order(a, $0) != nil } }
        guard isOrdered, !distinct.isEmpty else { return distinct.map { .value($0) } + [.others] }
        let sorted = distinct.sorted { (frame.order($0, $1) ?? 0) < 0 }
        var out: [Atom] = [.stretch(nil, sorted[0])]
        for (n, bound) in sorted.enumerated() {
            out.append(.point(bound))
            out.append(.stretch(bound, n + 1 < sorted.count ? sorted[n + 1] : nil))
        }
        return out
    }

    private static func holds(_ tests: UnaryTests, _ atom: Atom, _ frame: Frame) -> Bool {
        if tests.isAny { return true }
        return tests.tests.contains { holds($0, atom, frame) } != tests.isNegated
    }

    private static func holds(_ test: UnaryTests.Test, _ atom: Atom, _ frame: Frame) -> Bool {
        switch test {
        case .compare(let sign, let code): return compare(sign, code.constant ?? .null, atom, frame)
        case .range(let low, let includesLow, let high, let includesHigh, _):
            return compare(includesLow ? .atLeast : .more, low.constant ?? .null, atom, frame)
                && compare(includesHigh ? .atMost : .less, high.constant ?? .null, atom, frame)
        case .value(let code, _):
            if case .range(let range)? = code.constant {
                let low = range.low.map { compare(range.includesLow ? .atLeast : .more, $0, atom, frame) } ?? true
                let high = range.high.map { compare(range.includesHigh ? .atMost : .less, $0, atom, frame) } ?? true
                return low && high
            }
            return compare(.equal, code.constant ?? .null, atom, frame)
        }
    }

    /// Whether every value of the atom compares so with the bound; a bound never lies inside a stretch.
    private static func compare(_ sign: Comparator, _ bound: Value, _ atom: Atom, _ frame: Frame) -> Bool {
        let order: Int?
        switch atom {
        case .point(let value), .value(let value): order = frame.order(value, bound) ?? (frame.equal(value, bound) ? 0 : nil)
        case .stretch(let low?, _): order = (frame.order(low, bound) ?? 1) >= 0 ? 1 : -1
        case .stretch(nil, let high?): order = (frame.order(high, bound) ?? -1) <= 0 ? -1 : -1
        case .stretch, .others: order = nil
        }
        switch sign {
        case .equal: return order == 0
        case .unequal: return order != 0
        case .less: return order.map { $0 < 0 } ?? false
        case .atMost: return order.map { $0 <= 0 } ?? false
        case .more: return order.map { $0 > 0 } ?? false
        case .atLeast: return order.map { $0 >= 0 } ?? false
        }
    }

    /// The atom in words: `研发投入 [100..500)`.
    func words(_ index: Int) -> String {
        switch atoms[index] {
        case .point(let value), .value(let value): "\(label) = \(value)"
        case .stretch(let low?, let high?): "\(low) < \(label) < \(high)"
        case .stretch(nil, let high?): "\(label) < \(high)"
        case .stretch(let low?, nil): "\(label) > \(low)"
        case .stretch(nil, nil): label
        case .others:
            "\(label) ≠ " + atoms.compactMap { if case .value(let value) = $0 { "\(value)" } else { nil } }.joined(separator: ", ")
        }
    }
}

/// A set of atoms or rows.
struct AtomSet: Hashable {
    private var words: [UInt64]
    let size: Int

    init(none size: Int) {
        self.size = size
        words = Array(repeating: 0, count: (size + 63) / 64)
    }

    init(all size: Int) {
        self.init(none: size)
        for n in 0..<size { insert(n) }
    }

    mutating func insert(_ n: Int) { words[n / 64] |= 1 << UInt64(n % 64) }
    func contains(_ n: Int) -> Bool { words[n / 64] & 1 << UInt64(n % 64) != 0 }
    var isEmpty: Bool { words.allSatisfy { $0 == 0 } }
    var isFull: Bool { (0..<size).allSatisfy(contains) }
    func intersects(_ other: AtomSet) -> Bool { zip(words, other.words).contains { $0 & $1 != 0 } }
    func common(_ other: AtomSet) -> Int? { (0..<size).first { contains($0) && other.contains($0) } }
}
