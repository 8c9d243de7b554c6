/// Takes out of a code what keyboards, spreadsheets and scanners put in: full-width letters and digits become half-width,
/// letters upper case, and white space, control characters, zero-width characters and (on request) hyphens go.
enum Tidy {
    static func code(_ raw: String, dropHyphens: Bool = true) -> String {
        var out = String.UnicodeScalarView()
        for scalar in raw.unicodeScalars {
            let half = halfWidth(scalar)
            if isNothing(half) { continue }
            if isHyphen(half) {
                if !dropHyphens { out.append("-") }
                continue
            }
            out.append(upper(simplified(half)))
        }
        return String(out)
    }

    /// U+FF01 to U+FF5E are U+0021 to U+007E moved by a fixed distance.
    static func halfWidth(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        guard (0xFF01...0xFF5E).contains(scalar.value) else { return scalar }
        return Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar
    }

    static func isHyphen(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x2D, 0x2010...0x2015, 0x2212, 0xFE58, 0xFE63: true
        default: false
        }
    }

    private static func isNothing(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0...0x20, 0x7F...0xA0, 0xAD, 0x200B...0x200F, 0x2060, 0xFEFF: true
        default: scalar.properties.isWhitespace
        }
    }

    private static func upper(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        (0x61...0x7A).contains(scalar.value) ? Unicode.Scalar(scalar.value - 0x20) ?? scalar : scalar
    }

    /// The traditional characters that occur in approval numbers.
    private static func simplified(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar {
        case "國": "国"
        case "藥": "药"
        case "準": "准"
        case "號": "号"
        case "註": "注"
        case "進": "进"
        case "許": "许"
        case "備": "备"
        case "蘇": "苏"
        default: scalar
        }
    }
}

/// A tidied code as scalars, read from the left; every answer is optional, none traps.
struct Scan {
    let scalars: [Unicode.Scalar]
    private(set) var index = 0

    init(_ text: String) { scalars = Array(text.unicodeScalars) }

    var isAtEnd: Bool { index >= scalars.count }
    var rest: ArraySlice<Unicode.Scalar> { scalars[index...] }
    var peek: Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }

    mutating func next(where test: (Unicode.Scalar) -> Bool = { _ in true }) -> Unicode.Scalar? {
        guard let scalar = peek, test(scalar) else { return nil }
        index += 1
        return scalar
    }

    mutating func take(_ word: String) -> Bool {
        let wanted = Array(word.unicodeScalars)
        guard rest.starts(with: wanted) else { return false }
        index += wanted.count
        return true
    }

    /// Exactly `count` digits, or nothing is taken.
    mutating func digits(_ count: Int) -> String? {
        guard rest.count >= count, rest.prefix(count).allSatisfy(\.isDigit) else { return nil }
        defer { index += count }
        return String(String.UnicodeScalarView(rest.prefix(count)))
    }

    /// All digits from here on.
    mutating func digitRun() -> String {
        let run = rest.prefix(while: \.isDigit)
        index += run.count
        return String(String.UnicodeScalarView(run))
    }
}

extension Unicode.Scalar {
    var isDigit: Bool { ("0"..."9").contains(self) }
    var isCapital: Bool { ("A"..."Z").contains(self) }
    var isHan: Bool { (0x4E00...0x9FFF).contains(value) }
}
