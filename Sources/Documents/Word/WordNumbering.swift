/// The automatic numbers of a Word document: definitions, and the counters as the text goes by.
///
/// All lists that share an abstract definition count on together; a start override begins anew the first time its list uses
/// the level. A level begins anew after any higher one (17.9.10 `lvlRestart`), and a level that the text has not reached yet
/// is printed at its start. A bullet has no number of its own, so `%2` that names one prints nothing.
struct WordNumbering {
    struct Level {
        var start = 1
        var format = "decimal"
        var text = ""
        /// 0 never begins anew, n only after level n or higher.
        var restart: Int?
        var suffix = "tab"
        var isLegal = false
        var style: String?
        /// The digits that a custom format such as `001, 002, …` pads to.
        var width = 0
    }

    private struct Abstract {
        var levels: [Int: Level] = [:]
        var styleLink: String?
    }

    private struct List {
        var abstract: Int
        var starts: [Int: Int] = [:]
        var levels: [Int: Level] = [:]
    }

    struct Label {
        let text: String
        let isBullet: Bool
        let suffix: String
    }

    private var abstracts: [Int: Abstract] = [:]
    private var lists: [Int: List] = [:]
    private var counters: [Int: [Int?]] = [:]
    private var overridden: Set<[Int]> = []

    init() {}

    init(part: String, of archive: Archive, limits: DocumentLimits) throws {
        var found = WordNumbering()
        try XMLTreeReader.read(part, of: archive, container: "w:numbering", limits: limits) { found.take($0) }
        self = found
    }

    private mutating func take(_ element: XMLElement) {
        if element.name == "w:abstractNum", let id = element["w:abstractNumId"].flatMap({ Int($0) }) {
            var abstract = Abstract(styleLink: element.value(of: "w:numStyleLink"))
            for level in element.all("w:lvl") {
                if let depth = level["w:ilvl"].flatMap({ Int($0) }), (0..<9).contains(depth) {
                    abstract.levels[depth] = Self.level(level)
                }
            }
            abstracts[id] = abstract
        } else if element.name == "w:num", let id = element["w:numId"].flatMap({ Int($0) }),
            let abstract = element.integer(of: "w:abstractNumId")
        {
            var list = List(abstract: abstract)
            for override in element.all("w:lvlOverride") {
                guard let depth = override["w:ilvl"].flatMap({ Int($0) }), (0..<9).contains(depth) else { continue }
                if let start = override.integer(of: "w:startOverride") { list.starts[depth] = start }
                if let level = override.first("w:lvl") { list.levels[depth] = Self.level(level) }
            }
            lists[id] = list
        }
    }

    private static func level(_ element: XMLElement) -> Level {
        var level = Level()
        level.start = element.integer(of: "w:start") ?? 0
        // A custom format stands in a choice, with a plain one as fallback.
        let format = element.first("w:numFmt") ?? element.first("mc:AlternateContent")?.first("mc:Choice")?.first("w:numFmt")
        level.format = format?["w:val"] ?? "decimal"
        if level.format == "custom", let sample = format?["w:format"]?.split(separator: ",").first {
            level.width = min(sample.utf8.count, 9)
        }
        level.text = element.value(of: "w:lvlText") ?? ""
        level.restart = element.integer(of: "w:lvlRestart")
        level.suffix = element.value(of: "w:suff") ?? "tab"
        level.isLegal = element.toggle("w:isLgl") ?? false
        level.style = element.value(of: "w:pStyle")
        return level
    }

    /// The level that a style is bound to, nearest style first.
    func level(of numberId: Int, boundTo ids: [String], styles: WordStyles) -> Int? {
        guard let (_, abstract) = definition(numberId, styles) else { return nil }
        for id in ids {
            if let found = abstract.levels.first(where: { $0.value.style == id }) { return found.key }
        }
        return nil
    }

    /// Counts one paragraph and gives its label; `nil` where no such list or level is defined.
    mutating func advance(_ numberId: Int, level depth: Int, styles: WordStyles) -> Label? {
        guard (0..<9).contains(depth), let list = lists[numberId], let (abstractId, abstract) = definition(numberId, styles),
            let level = list.levels[depth] ?? abstract.levels[depth]
        else { return nil }
        var values = counters[abstractId] ?? [Int?](repeating: nil, count: 9)
        func start(_ depth: Int) -> Int {
            list.starts[depth] ?? list.levels[depth]?.start ?? abstract.levels[depth]?.start ?? 1
        }
        if list.starts[depth] != nil, overridden.insert([numberId, depth]).inserted {
            values[depth] = start(depth)
        } else {
            values[depth] = values[depth].map { $0 &+ 1 } ?? start(depth)
        }
        for deeper in depth + 1..<9 {
            let restart = (list.levels[deeper] ?? abstract.levels[deeper])?.restart
            if restart == nil || restart.map({ depth < $0 }) == true { values[deeper] = nil }
        }
        counters[abstractId] = values
        let text = Self.render(level) { place in
            guard let named = list.levels[place] ?? abstract.levels[place] else { return "" }
            let number = values[place] ?? start(place)
            if level.isLegal, named.format != "bullet", named.format != "none" { return "\(number)" }
            return named.width > 0 ? digits(number, named.width) : NumberFormat.write(number, as: named.format)
        }
        return Label(text: text, isBullet: level.format == "bullet", suffix: level.suffix)
    }

    private func definition(_ numberId: Int, _ styles: WordStyles) -> (Int, Abstract)? {
        guard let list = lists[numberId], let abstract = abstracts[list.abstract] else { return nil }
        if abstract.levels.isEmpty, let link = abstract.styleLink,
            let linked = styles.numberId(ofStyle: link).flatMap({ lists[$0] }),
            let real = abstracts[linked.abstract]
        {
            return (linked.abstract, real)
        }
        return (list.abstract, abstract)
    }

    /// Replaces `%1` to `%9`.
    private static func render(_ level: Level, _ number: (Int) -> String) -> String {
        if level.format == "bullet" { return String(String.UnicodeScalarView(level.text.unicodeScalars.map(printed))) }
        var out = ""
        var isMark = false
        for scalar in level.text.unicodeScalars {
            if isMark {
                isMark = false
                if (0x31...0x39).contains(scalar.value) { out += number(Int(scalar.value) - 0x31) } else { out += "%\(scalar)" }
            } else if scalar == "%" {
                isMark = true
            } else {
                out.unicodeScalars.append(scalar)
            }
        }
        return isMark ? out + "%" : out
    }

    /// Symbol fonts put their shapes in the private area.
    static func printed(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar.value {
        case 0xF06C: "●"
        case 0xF06E: "■"
        case 0xF075: "◆"
        case 0xF0D8: "➢"
        case 0xF0FC: "✓"
        case 0xF0A8, 0xF06F, 0xF0A3: "□"
        case 0xF0FE, 0xF052: "☑"
        case 0xE000...0xF8FF: "•"
        default: scalar
        }
    }
}
