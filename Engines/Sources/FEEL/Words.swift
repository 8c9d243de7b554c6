/// The signs and words of the text: spaces and comments, keywords, names that are new.
extension Parser {
    var peek: Unicode.Scalar? { at < text.count ? text[at] : nil }
    func peek(_ ahead: Int) -> Unicode.Scalar? { at + ahead < text.count ? text[at + ahead] : nil }

    /// Past spaces and comments.
    mutating func skip() {
        while at < text.count {
            if Lexical.isSpace(text[at]) {
                at += 1
            } else if text[at] == "/", peek(1) == "/" {
                while let c = peek, c != "\n" { at += 1 }
            } else if text[at] == "/", peek(1) == "*" {
                at += 2
                while at < text.count, !(text[at] == "*" && peek(1) == "/") { at += 1 }
                at = min(at + 2, text.count)
            } else {
                return
            }
        }
    }

    mutating func take(_ sign: String) -> Bool {
        var end = at
        for scalar in sign.unicodeScalars {
            guard end < text.count, text[end] == scalar else { return false }
            end += 1
        }
        at = end
        return true
    }

    /// One of the words, if it stands here whole.
    mutating func keyword(_ words: [String]) -> String? {
        for word in words {
            let start = at
            if take(word) {
                if let c = peek, Lexical.isNamePart(c) {
                    at = start
                    continue
                }
                return word
            }
        }
        return nil
    }

    mutating func expect(word: String) throws {
        skip()
        guard keyword([word]) != nil else { throw fault(.missing, at, word) }
    }

    mutating func word() throws -> String {
        skip()
        let start = at
        guard let first = peek, Lexical.isNameStart(first), !Lexical.isSpace(first) else { throw fault(.unexpected, at) }
        while let c = peek, Lexical.isNamePart(c), !Lexical.isSpace(c) { at += 1 }
        return String(String.UnicodeScalarView(text[start..<at]))
    }

    /// The name of a new variable: all words before `stop`.
    mutating func newName(until stop: String) throws -> String {
        let start = at
        while at < text.count, at - start < 500 {
            let before = at
            skip()
            if at > start, keyword([stop]) != nil, before < at {
                let name = Parser.collapsed(text[start..<before])
                guard let first = name.unicodeScalars.first, Lexical.isNameStart(first) else { break }
                return name
            }
            guard at < text.count else { break }
            if Lexical.isNamePart(text[at]) {
                while let c = peek, Lexical.isNamePart(c) { at += 1 }
            } else if "./-'+*".unicodeScalars.contains(text[at]) {
                at += 1
            } else {
                break
            }
        }
        throw fault(.missing, at, stop)
    }

    /// `name :` before an argument or an entry; `nil`, and nothing read, where none stands here.
    mutating func argumentName() -> String? {
        skip()
        let start = at
        guard let first = peek, Lexical.isNameStart(first) else { return nil }
        while let c = peek, at - start < 500 {
            if c == ":" {
                let name = Parser.collapsed(text[start..<at])
                at += 1
                return name
            }
            guard Lexical.isNamePart(c) || Lexical.isSpace(c) || "./-'+*".unicodeScalars.contains(c) else { break }
            at += 1
        }
        at = start
        return nil
    }

    static func collapsed(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        var out = String.UnicodeScalarView()
        var space = false
        for scalar in scalars {
            if Lexical.isSpace(scalar) {
                space = !out.isEmpty
                continue
            }
            if space { out.append(" ") }
            space = false
            out.append(scalar)
        }
        return String(out)
    }
}
