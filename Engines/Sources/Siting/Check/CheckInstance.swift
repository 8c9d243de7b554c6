import Decimals
import Findings

/// The data of a location or assignment file, as the checker reads it.
struct CheckInstance {
    var sites = 0
    var customers = 0
    /// Nil: no limit.
    var capacity: [Decimal34?] = []
    var fixedCost: [Decimal34] = []
    /// What a customer uses of a site, by customer and site.
    var use: (Int, Int) -> Decimal34 = { _, _ in .zero }
    var cost: (Int, Int) -> Decimal34? = { _, _ in nil }
    /// How many sites must be opened.
    var medians: Int?
    var maySplit = false
    /// Whether `open` says something that `assign` does not.
    var opensSites = true

    static func read(_ bytes: [UInt8], _ format: Checker.Format, capacity: String?) throws -> CheckInstance {
        var words = CheckWords(bytes)
        var made = CheckInstance()
        switch format {
        case .ufl, .cfl: try made.warehouses(&words, format, capacity)
        case .sscfl: try made.singleSource(&words)
        case .gap: try made.assignment(&words)
        case .pmed: try made.roads(&words)
        case .pmedcap: try made.points(&words)
        case .plan: break
        }
        if !words.isAtEnd { throw words.refusal("the end of the file") }
        return made
    }

    private mutating func warehouses(_ words: inout CheckWords, _ format: Checker.Format, _ override: String?) throws {
        (sites, customers) = (try words.whole(1), try words.whole(1))
        maySplit = format == .cfl
        let every = try override.map { text in
            guard let number = Decimal34(text), !number.isNegative else {
                throw Unreadable(
                    Finding(.checkWord, at: .name("capacity"), ["expected": "number", "found": String(text.prefix(40))]))
            }
            return number
        }
        for _ in 0..<sites {
            let limit = try words.numberOrWord("capacity")
            capacity.append(format == .ufl ? nil : every ?? limit)
            fixedCost.append(try words.number())
        }
        var demand: [Decimal34] = []
        var costs: [[Decimal34]] = []
        for _ in 0..<customers {
            demand.append(try words.number())
            costs.append(try words.numbers(sites))
        }
        use = { customer, _ in demand[customer] }
        cost = { customer, site in costs[customer][site] }
    }

    private mutating func singleSource(_ words: inout CheckWords) throws {
        (sites, customers) = (try words.whole(1), try words.whole(1))
        capacity = try words.numbers(sites)
        fixedCost = try words.numbers(sites)
        let demand = try words.numbers(customers)
        var costs: [[Decimal34]] = []
        for _ in 0..<customers { costs.append(try words.numbers(sites)) }
        use = { customer, _ in demand[customer] }
        cost = { customer, site in costs[customer][site] }
    }

    private mutating func assignment(_ words: inout CheckWords) throws {
        (sites, customers) = (try words.whole(1), try words.whole(1))
        var costs: [[Decimal34]] = []
        var uses: [[Decimal34]] = []
        for _ in 0..<sites { costs.append(try words.numbers(customers)) }
        for _ in 0..<sites { uses.append(try words.numbers(customers)) }
        capacity = try words.numbers(sites)
        fixedCost = Array(repeating: .zero, count: sites)
        opensSites = false
        use = { customer, site in uses[site][customer] }
        cost = { customer, site in costs[site][customer] }
    }

    private mutating func roads(_ words: inout CheckWords) throws {
        let vertices = try words.whole(1)
        let edges = try words.whole(0)
        medians = try words.whole(1)
        (sites, customers) = (vertices, vertices)
        var lengths: [[Int: Decimal34]] = Array(repeating: [:], count: vertices)
        for _ in 0..<edges {
            let a = try words.whole(1, vertices) - 1
            let b = try words.whole(1, vertices) - 1
            let length = try words.number()
            lengths[a][b] = length
            lengths[b][a] = length
        }
        capacity = Array(repeating: nil, count: vertices)
        fixedCost = Array(repeating: .zero, count: vertices)
        let store = CheckRoads(lengths)
        cost = { customer, site in store.distance(from: site, to: customer) }
    }

    private mutating func points(_ words: inout CheckWords) throws {
        _ = try words.anyNumber()
        _ = try words.anyNumber()
        let count = try words.whole(1)
        medians = try words.whole(1)
        let limit = try words.number()
        (sites, customers) = (count, count)
        var place: [(Decimal34, Decimal34)] = Array(repeating: (.zero, .zero), count: count)
        var demand = [Decimal34](repeating: .zero, count: count)
        for _ in 0..<count {
            let id = try words.whole(1, count) - 1
            place[id] = (try words.anyNumber(), try words.anyNumber())
            demand[id] = try words.number()
        }
        capacity = Array(repeating: limit, count: count)
        fixedCost = Array(repeating: .zero, count: count)
        let (at, demands) = (place, demand)
        use = { customer, _ in demands[customer] }
        cost = { customer, site in
            guard let dx = at[customer].0.subtracting(at[site].0), let dy = at[customer].1.subtracting(at[site].1),
                let xx = dx.multiplied(by: dx), let yy = dy.multiplied(by: dy)
            else { return nil }
            return xx.adding(yy)?.squareRoot()?.rounded(.down)
        }
    }
}

/// Shortest roads from a site, made when they are first asked for.
private final class CheckRoads {
    private let lengths: [[Int: Decimal34]]
    private var known: [Int: [Decimal34?]] = [:]

    init(_ lengths: [[Int: Decimal34]]) { self.lengths = lengths }

    func distance(from site: Int, to customer: Int) -> Decimal34? {
        if let row = known[site] { return row[customer] }
        var distance = [Decimal34?](repeating: nil, count: lengths.count)
        var queue = [site]
        var isWaiting = [Bool](repeating: false, count: lengths.count)
        var next = 0
        distance[site] = .zero
        while next < queue.count {
            let at = queue[next]
            next += 1
            isWaiting[at] = false
            guard let here = distance[at] else { continue }
            for (to, length) in lengths[at] {
                guard let through = here.adding(length) else { continue }
                if let old = distance[to], !(through < old) { continue }
                distance[to] = through
                if !isWaiting[to] {
                    isWaiting[to] = true
                    queue.append(to)
                }
            }
            if next > 4096, next * 2 > queue.count {
                queue.removeFirst(next)
                next = 0
            }
        }
        known[site] = distance
        return distance[customer]
    }
}

/// Words between white space, with their lines.
struct CheckWords {
    private var bytes: ArraySlice<UInt8>
    private var line = 1
    private var field = 0
    private var word = ""

    init(_ all: [UInt8]) { bytes = all[...] }

    func refusal(_ expected: String) -> Unreadable {
        Unreadable(
            Finding(.checkWord, at: .line(line, column: max(1, field)), ["expected": expected, "found": String(word.prefix(40))]))
    }

    private mutating func skip() {
        while let byte = bytes.first, byte == 0x20 || (0x09...0x0D).contains(byte) {
            if byte == 0x0A { (line, field) = (line + 1, 0) }
            bytes = bytes.dropFirst()
        }
    }

    var isAtEnd: Bool { bytes.allSatisfy { $0 == 0x20 || (0x09...0x0D).contains($0) } }

    private mutating func next() throws -> String {
        skip()
        field += 1
        let found = bytes.prefix { $0 != 0x20 && !(0x09...0x0D).contains($0) }
        bytes = bytes.dropFirst(found.count)
        word = String(decoding: found, as: UTF8.self)
        if word.isEmpty { throw refusal("more numbers") }
        return word
    }

    /// The public files write whole numbers as “7500.”, too.
    private func decimal(_ word: String) -> Decimal34? { Decimal34(word.hasSuffix(".") ? String(word.dropLast()) : word) }

    mutating func anyNumber() throws -> Decimal34 {
        guard let number = decimal(try next()) else { throw refusal("number") }
        return number
    }

    mutating func number() throws -> Decimal34 {
        let number = try anyNumber()
        if number.isNegative { throw refusal("number not below 0") }
        return number
    }

    mutating func numberOrWord(_ allowed: String) throws -> Decimal34? {
        if try next() == allowed { return nil }
        guard let number = decimal(word), !number.isNegative else { throw refusal("number not below 0") }
        return number
    }

    mutating func numbers(_ count: Int) throws -> [Decimal34] {
        var found: [Decimal34] = []
        for _ in 0..<count { found.append(try number()) }
        return found
    }

    mutating func whole(_ least: Int, _ most: Int = 1_000_000) throws -> Int {
        guard let number = try anyNumber().int, number >= least, number <= most else {
            throw refusal("whole number from \(least) to \(most)")
        }
        return number
    }
}

extension FindingCode {
    static let checkWord = FindingCode(
        "siting.check.word", .error, zh: "此处应为 {expected}，实为“{found}”。", en: "Expected {expected} here, found “{found}”.")
}
