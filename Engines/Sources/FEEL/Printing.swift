import Decimals

extension Value: CustomStringConvertible {
    /// The value as FEEL writes it, at most some hundred thousand characters.
    public var description: String {
        if case .number(let n) = self { return n.description }
        var printer = Printer(limit: 400_000)
        printer.write(self, quoted: true)
        return printer.out
    }

    /// At most sixty characters, for sentences.
    var brief: String {
        var printer = Printer(limit: 60)
        printer.write(self, quoted: true)
        return printer.out
    }

    /// What `string()` gives: text without quotes at the top, everything else as FEEL writes it.
    public var text: String {
        if case .string(let text) = self { return text }
        return description
    }
}

struct Printer {
    private(set) var out = ""
    let limit: Int
    private(set) var wasCut = false

    init(limit: Int) { self.limit = limit }

    mutating func write(_ value: Value, quoted: Bool) {
        guard out.utf8.count < limit else {
            if !wasCut { out += "…" }
            wasCut = true
            return
        }
        switch value {
        case .null, .failure: out += "null"
        case .boolean(let b): out += b ? "true" : "false"
        case .number(let n): out += n.description
        case .string(let s): out += quoted ? Printer.quoted(s) : s
        case .date(let d): out += d.description
        case .time(let t): out += t.description
        case .moment(let m): out += m.description
        case .months(let m): out += m.description
        case .dayTime(let d): out += d.description
        case .list(let list):
            out += "["
            for (n, item) in list.items.enumerated() {
                if n > 0 { out += ", " }
                write(item, quoted: true)
                if wasCut { break }
            }
            out += "]"
        case .context(let context):
            out += "{"
            for (n, (name, value)) in context.entries.enumerated() {
                if n > 0 { out += ", " }
                out += Printer.key(name) + ": "
                write(value, quoted: true)
                if wasCut { break }
            }
            out += "}"
        case .range(let range): write(range)
        case .function(let function):
            out += "function(" + function.parameters.map(\.name).joined(separator: ", ") + ")"
        }
    }

    private mutating func write(_ range: Interval) {
        if range.shape != .range {
            out += range.shape == .point ? "(=" : "(!="
            write(range.low ?? .null, quoted: true)
            out += ")"
            return
        }
        switch (range.low, range.high) {
        case (nil, let high?):
            out += range.includesHigh ? "(<=" : "(<"
            write(high, quoted: true)
            out += ")"
        case (let low?, nil):
            out += range.includesLow ? "(>=" : "(>"
            write(low, quoted: true)
            out += ")"
        default:
            out += range.includesLow ? "[" : "("
            write(range.low ?? .null, quoted: true)
            out += ".."
            write(range.high ?? .null, quoted: true)
            out += range.includesHigh ? "]" : ")"
        }
    }

    static func quoted(_ text: String) -> String {
        var out = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": out += "\\\""
            case "\\": out += "\\\\"
            case "\n": out += "\\n"
            case "\r": out += "\\r"
            case "\t": out += "\\t"
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out + "\""
    }

    private static func key(_ name: String) -> String {
        let scalars = name.unicodeScalars
        let isName =
            scalars.first.map(Lexical.isNameStart) == true && scalars.allSatisfy { Lexical.isNamePart($0) || Lexical.isSpace($0) }
        return isName ? name : quoted(name)
    }
}
