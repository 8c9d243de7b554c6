import Kernel
import Yams

/// The words of `Content/registry/columns.yaml`, folded so that spellings of one word are one key.
struct ImportWords: Sendable {
    enum Field: String, Sendable, Hashable, CaseIterable {
        case name, otherName, type, place, creditCode, industry, owner, park, note, source

        func label(_ kind: RecordKind) -> Text {
            switch self {
            case .name: RegistryField.name
            case .otherName: Text("别名", "Other name")
            case .type: RegistryField.type
            case .place: RegistryField.place
            case .creditCode: RegistryField.creditCode
            case .industry: RegistryField.industry
            case .owner: RegistryField.owner(kind)
            case .park: RegistryField.park
            case .note: RegistryField.note
            case .source: RegistryField.source
            }
        }

        /// Characters at most.
        var limit: Int {
            switch self {
            case .name, .otherName, .source, .owner, .park: 200
            case .note: 1000
            default: 100
            }
        }
    }

    /// Folded word to field, for one kind; the kind's own words go before the common ones.
    let fields: [RecordKind: [String: Field]]
    let statuses: [RecordStatus: [String]]
    let begins: [String]
    let ends: [String]
    let figures: [String: FigureKind]
    /// Folded unit to 分.
    let units: [String: Int]
    let people: Set<String>
    let blanks: Set<String>
    let totals: Set<String>
    let no: Set<String>
    let types: [RecordKind: [String]]

    static let file = "registry/columns.yaml"

    init(_ content: Content) throws {
        try self.init(yaml: content.text(Self.file))
    }

    init(yaml: String) throws {
        let sheet: Sheet
        do { sheet = try YAMLDecoder().decode(Sheet.self, from: yaml) } catch {
            throw Refusal.unavailable(Text("内容文件“\(Self.file)”有误：\(error)", "The content file “\(Self.file)” is wrong: \(error)"))
        }
        fields = try Dictionary(uniqueKeysWithValues: RecordKind.allCases.map { ($0, try Self.fields(of: $0, sheet)) })
        var statuses: [RecordStatus: [String]] = [:]
        for (word, spellings) in sheet.statuses {
            statuses[try Self.named(word)] = spellings.map(fold).sorted { $0.count > $1.count }
        }
        self.statuses = statuses
        begins = sheet.begins.map(fold).sorted { $0.count > $1.count }
        ends = sheet.ends.map(fold).sorted { $0.count > $1.count }
        var figures: [String: FigureKind] = [:]
        for (word, spellings) in sheet.figures { for spelling in spellings { figures[fold(spelling)] = try Self.named(word) } }
        self.figures = figures
        units = Dictionary(sheet.units.map { (fold($0.key), $0.value) }, uniquingKeysWith: { first, _ in first })
        people = Set(sheet.people.map(fold))
        blanks = Set(sheet.blanks.map { $0.lowercased() })
        totals = Set(sheet.totals.map(fold))
        no = Set(sheet.no.map { $0.lowercased() })
        var types: [RecordKind: [String]] = [:]
        for (word, choices) in sheet.types { types[try Self.named(word)] = choices }
        self.types = types
    }

    private static func fields(of kind: RecordKind, _ sheet: Sheet) throws -> [String: Field] {
        var words: [String: Field] = [:]
        for group in ["common", kind.rawValue] {
            for (name, spellings) in sheet.fields[group] ?? [:] {
                for spelling in spellings { words[fold(spelling)] = try named(name) }
            }
        }
        return words
    }

    private static func named<T: RawRepresentable<String>>(_ word: String) throws -> T {
        guard let value = T(rawValue: word) else {
            throw Refusal.unavailable(
                Text("内容文件“\(file)”里的“\(word)”无此项。", "“\(word)” in the content file “\(file)” names nothing."))
        }
        return value
    }

    /// The file as it is written.
    private struct Sheet: Decodable {
        let fields: [String: [String: [String]]]
        let statuses: [String: [String]]
        let begins: [String]
        let ends: [String]
        let figures: [String: [String]]
        let units: [String: Int]
        let people: [String]
        let blanks: [String]
        let totals: [String]
        let no: [String]
        let types: [String: [String]]
    }
}

/// Full width to half, lower case, without spaces and brackets' own characters: what headers and units are compared by.
func fold(_ word: String) -> String {
    var out = String.UnicodeScalarView()
    for scalar in word.unicodeScalars {
        let plain = (0xFF01...0xFF5E).contains(scalar.value) ? Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar : scalar
        switch plain {
        case " ", "\u{3000}", "\u{A0}", "\t", "\n", "\r", "\u{FEFF}", "\u{200B}", "*", "、", "·", "“", "”", "\"", "'": continue
        default: out.append(plain)
        }
    }
    return String(out).lowercased()
}
