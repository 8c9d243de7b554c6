/// A class of characters: ranges and kinds, perhaps negated, perhaps without another class.
struct ScalarSet: Sendable {
    enum Piece: Sendable {
        case range(UInt32, UInt32)
        case kind(Kind, Bool)
    }

    enum Kind: Sendable {
        case space, word, nameStart, namePart
        /// A general category or its first letter.
        case category(String)
        case block(UInt32, UInt32)

        init?(property: String) {
            if property.hasPrefix("Is") {
                guard let block = Kind.blocks[String(property.dropFirst(2))] else { return nil }
                self = .block(block.0, block.1)
                return
            }
            guard Kind.categories.contains(property) else { return nil }
            self = .category(property)
        }

        static let categories: Set<String> = [
            "L", "Lu", "Ll", "Lt", "Lm", "Lo", "M", "Mn", "Mc", "Me", "N", "Nd", "Nl", "No", "P", "Pc", "Pd", "Ps", "Pe", "Pi",
            "Pf",
            "Po", "Z", "Zs", "Zl", "Zp", "S", "Sm", "Sc", "Sk", "So", "C", "Cc", "Cf", "Co", "Cn",
        ]

        static let blocks: [String: (UInt32, UInt32)] = [
            "BasicLatin": (0x0, 0x7F), "Latin-1Supplement": (0x80, 0xFF), "LatinExtended-A": (0x100, 0x17F),
            "LatinExtended-B": (0x180, 0x24F), "IPAExtensions": (0x250, 0x2AF), "SpacingModifierLetters": (0x2B0, 0x2FF),
            "CombiningDiacriticalMarks": (0x300, 0x36F), "Greek": (0x370, 0x3FF), "GreekandCoptic": (0x370, 0x3FF),
            "Cyrillic": (0x400, 0x4FF), "Armenian": (0x530, 0x58F), "Hebrew": (0x590, 0x5FF), "Arabic": (0x600, 0x6FF),
            "Syriac": (0x700, 0x74F), "Thaana": (0x780, 0x7BF), "Devanagari": (0x900, 0x97F), "Bengali": (0x980, 0x9FF),
            "Gurmukhi": (0xA00, 0xA7F), "Gujarati": (0xA80, 0xAFF), "Oriya": (0xB00, 0xB7F), "Tamil": (0xB80, 0xBFF),
            "Telugu": (0xC00, 0xC7F), "Kannada": (0xC80, 0xCFF), "Malayalam": (0xD00, 0xD7F), "Sinhala": (0xD80, 0xDFF),
            "Thai": (0xE00, 0xE7F), "Lao": (0xE80, 0xEFF), "Tibetan": (0xF00, 0xFFF), "Myanmar": (0x1000, 0x109F),
            "Georgian": (0x10A0, 0x10FF), "HangulJamo": (0x1100, 0x11FF), "Ethiopic": (0x1200, 0x137F),
            "Cherokee": (0x13A0, 0x13FF),
            "Khmer": (0x1780, 0x17FF), "Mongolian": (0x1800, 0x18AF), "LatinExtendedAdditional": (0x1E00, 0x1EFF),
            "GreekExtended": (0x1F00, 0x1FFF), "GeneralPunctuation": (0x2000, 0x206F),
            "SuperscriptsandSubscripts": (0x2070, 0x209F),
            "CurrencySymbols": (0x20A0, 0x20CF), "LetterlikeSymbols": (0x2100, 0x214F), "NumberForms": (0x2150, 0x218F),
            "Arrows": (0x2190, 0x21FF), "MathematicalOperators": (0x2200, 0x22FF), "MiscellaneousTechnical": (0x2300, 0x23FF),
            "BoxDrawing": (0x2500, 0x257F), "BlockElements": (0x2580, 0x259F), "GeometricShapes": (0x25A0, 0x25FF),
            "MiscellaneousSymbols": (0x2600, 0x26FF), "Dingbats": (0x2700, 0x27BF), "CJKSymbolsandPunctuation": (0x3000, 0x303F),
            "Hiragana": (0x3040, 0x309F), "Katakana": (0x30A0, 0x30FF), "Bopomofo": (0x3100, 0x312F),
            "CJKUnifiedIdeographsExtensionA": (0x3400, 0x4DB5), "CJKUnifiedIdeographs": (0x4E00, 0x9FFF),
            "HangulSyllables": (0xAC00, 0xD7A3), "PrivateUse": (0xE000, 0xF8FF), "CJKCompatibilityIdeographs": (0xF900, 0xFAFF),
            "HalfwidthandFullwidthForms": (0xFF00, 0xFFEF), "Specials": (0xFFF0, 0xFFFF),
        ]

        func holds(_ c: Unicode.Scalar) -> Bool {
            switch self {
            case .space: return c == " " || c == "\t" || c == "\n" || c == "\r"
            case .word:
                let letter = ScalarSet.category(c).first
                return letter != "P" && letter != "Z" && letter != "C"
            case .nameStart:
                return c == "_" || c == ":" || ScalarSet.category(c).hasPrefix("L")
            case .namePart:
                if c == "_" || c == ":" || c == "-" || c == "." || c.value == 0xB7 { return true }
                let category = ScalarSet.category(c)
                return category.hasPrefix("L") || category == "Nd" || category.hasPrefix("M")
            case .category(let wanted): return ScalarSet.category(c).hasPrefix(wanted)
            case .block(let low, let high): return (low...high).contains(c.value)
            }
        }
    }

    var pieces: [Piece]
    var isNegated = false
    /// At most one: the class taken away.
    var without: [ScalarSet] = []

    init(pieces: [Piece]) { self.pieces = pieces }

    func holds(_ c: Unicode.Scalar, ignoringCase: Bool) -> Bool {
        var inside = hit(c)
        if !inside, ignoringCase { inside = ScalarSet.variants(c).contains { hit($0) } }
        if inside == isNegated { return false }
        return !without.contains { $0.holds(c, ignoringCase: ignoringCase) }
    }

    private func hit(_ c: Unicode.Scalar) -> Bool {
        pieces.contains { piece in
            switch piece {
            case .range(let low, let high): c.value >= low && c.value <= high
            case .kind(let kind, let negated): kind.holds(c) != negated
            }
        }
    }

    static func sameLetter(_ a: Unicode.Scalar, _ b: Unicode.Scalar) -> Bool { variants(a).contains(b) }

    /// The letter in its other cases.
    static func variants(_ c: Unicode.Scalar) -> [Unicode.Scalar] {
        var out = [c]
        for text in [c.properties.lowercaseMapping, c.properties.uppercaseMapping] {
            if text.unicodeScalars.count == 1, let other = text.unicodeScalars.first, other != c {
                out.append(other)
                // Letters such as the long s share one capital with another small letter.
                let back = other.properties.lowercaseMapping
                if back.unicodeScalars.count == 1, let small = back.unicodeScalars.first { out.append(small) }
            }
        }
        return out
    }

    static func category(_ c: Unicode.Scalar) -> String {
        switch c.properties.generalCategory {
        case .uppercaseLetter: "Lu"
        case .lowercaseLetter: "Ll"
        case .titlecaseLetter: "Lt"
        case .modifierLetter: "Lm"
        case .otherLetter: "Lo"
        case .nonspacingMark: "Mn"
        case .spacingMark: "Mc"
        case .enclosingMark: "Me"
        case .decimalNumber: "Nd"
        case .letterNumber: "Nl"
        case .otherNumber: "No"
        case .connectorPunctuation: "Pc"
        case .dashPunctuation: "Pd"
        case .openPunctuation: "Ps"
        case .closePunctuation: "Pe"
        case .initialPunctuation: "Pi"
        case .finalPunctuation: "Pf"
        case .otherPunctuation: "Po"
        case .mathSymbol: "Sm"
        case .currencySymbol: "Sc"
        case .modifierSymbol: "Sk"
        case .otherSymbol: "So"
        case .spaceSeparator: "Zs"
        case .lineSeparator: "Zl"
        case .paragraphSeparator: "Zp"
        case .control: "Cc"
        case .format: "Cf"
        case .surrogate: "Cs"
        case .privateUse: "Co"
        case .unassigned: "Cn"
        @unknown default: "Cn"
        }
    }
}
