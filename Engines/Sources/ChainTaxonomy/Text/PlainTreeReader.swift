import Findings

/// Reads a strict part of YAML 1.2: block and flow maps and lists, plain and quoted scalars, comments.
///
/// ```
/// block = (key ":" value)*  |  ("-" value)*        by indentation with spaces
/// flow  = "{" key [":" value], … "}"  |  "[" value, … "]"        over several lines if need be
/// scalar = plain, to the end of the line, in a flow over several lines  |  "double", with \" \\ \n \t \uXXXX  |  'single', with ''
/// ```
/// Anchors, aliases, tags, block scalars, documents, complex keys and tabs as indentation are refused by name, so that nothing is
/// read otherwise than it looks. A repeated key is refused. Depth and size are bounded. A reader of our own, and not a YAML library,
/// because findings need lines, nothing may be expanded, and the fuzzer runs on it inside the engine. Source: YAML 1.2.2.
///
/// ```swift
/// let tree = try PlainTreeReader.read(Array("nodes: [{id: X01}]".utf8))
/// tree["nodes"]?.items?.count   // 1
/// ```
public struct PlainTreeReader {
    static let largest = 8 << 20
    static let deepest = 32

    private let scalars: [Unicode.Scalar]
    private var at = 0
    private var line = 1

    public static func read(_ bytes: [UInt8]) throws -> PlainTree {
        if bytes.count > largest { throw Unreadable(Finding(.treeTooLarge, ["limit": String(largest)])) }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw Unreadable(Finding(.treeNotText)) }
        var scalars = Array(text.unicodeScalars)
        if scalars.first == "\u{FEFF}" { scalars.removeFirst() }
        var reader = PlainTreeReader(scalars: scalars)
        return try reader.document()
    }

    private init(scalars: [Unicode.Scalar]) { self.scalars = scalars }

    private func fault(_ what: String, line: Int? = nil) -> Unreadable {
        Unreadable(Finding(.treeFault, at: .line(line ?? self.line), ["what": what]))
    }

    // MARK: Characters

    private var current: Unicode.Scalar? { at < scalars.count ? scalars[at] : nil }
    private func peek(_ offset: Int) -> Unicode.Scalar? { at + offset < scalars.count ? scalars[at + offset] : nil }

    private mutating func step() {
        if at < scalars.count, scalars[at] == "\n" { line += 1 }
        at += 1
    }

    private static func isBlank(_ scalar: Unicode.Scalar?) -> Bool { scalar == " " || scalar == "\t" }
    private static func isEnd(_ scalar: Unicode.Scalar?) -> Bool { scalar == nil || scalar == "\n" || scalar == "\r" }

    private mutating func skipBlanks() { while Self.isBlank(current) { step() } }

    private mutating func skipComment() {
        if current == "#",
            at == 0 || Self.isBlank(scalars[at - 1]) || scalars[at - 1] == "\n" || "[]{},".unicodeScalars.contains(scalars[at - 1])
        {
            while !Self.isEnd(current) { step() }
        }
    }

    /// To the first character of the next line that holds something; its column, or nil at the end.
    private mutating func nextContent() throws -> Int? {
        while true {
            var column = 0
            var tab = false
            // At the start of a line: count its indentation.
            while Self.isBlank(current) {
                if current == "\t" { tab = true }
                column += 1
                step()
            }
            skipComment()
            if current == "\r" { step() }
            guard let scalar = current else { return nil }
            if scalar == "\n" {
                step()
                continue
            }
            if tab { throw fault("a tab as indentation") }
            return column
        }
    }

    // MARK: Blocks

    private mutating func document() throws -> PlainTree {
        guard var column = try nextContent() else { throw fault("an empty file") }
        if current == "%" { throw fault("a directive") }
        if current == "-", peek(1) == "-", peek(2) == "-", Self.isEnd(peek(3)) || Self.isBlank(peek(3)) {
            for _ in 0..<3 { step() }
            guard let next = try nextContent() else { throw fault("an empty file") }
            column = next
        }
        let tree = try block(column: column, depth: 0)
        if try nextContent() != nil { throw fault("text after the end of the tree, or a wrong indentation") }
        return tree
    }

    /// The value that begins here, at this column of its line. Leaves the reader at the start of a line, or at the end.
    private mutating func block(column: Int, depth: Int) throws -> PlainTree {
        if depth > Self.deepest { throw fault("more than \(Self.deepest) levels") }
        if current == "-", Self.isBlank(peek(1)) || Self.isEnd(peek(1)) { return try blockList(column: column, depth: depth) }
        if startsKey() { return try blockMap(column: column, depth: depth) }
        return try inlineValue(depth: depth)
    }

    private mutating func blockList(column: Int, depth: Int) throws -> PlainTree {
        let start = line
        var items: [PlainTree] = []
        while true {
            step()
            var inner = column + 1
            while Self.isBlank(current) {
                inner += 1
                step()
            }
            skipComment()
            if Self.isEnd(current) {
                items.append(try nestedBlock(above: column, depth: depth))
            } else {
                items.append(try block(column: inner, depth: depth + 1))
            }
            let mark = (at, line)
            guard try returns(to: column) else { break }
            if current != "-" || !(Self.isBlank(peek(1)) || Self.isEnd(peek(1))) {
                // A list may stand as deep as the key that holds it; the next key ends it.
                (at, line) = mark
                break
            }
        }
        return .list(items, line: start)
    }

    private mutating func blockMap(column: Int, depth: Int) throws -> PlainTree {
        let start = line
        var entries: [PlainTree.Entry] = []
        var seen: Set<String> = []
        while true {
            let keyLine = line
            let key = try key(inFlow: false)
            if !seen.insert(key).inserted { throw fault("the key “\(key.prefix(40))” a second time", line: keyLine) }
            skipBlanks()
            skipComment()
            let value: PlainTree
            if Self.isEnd(current) {
                value = try nestedBlock(above: column, depth: depth, listMayAlign: true)
            } else {
                value = try inlineValue(depth: depth + 1)
            }
            entries.append(PlainTree.Entry(key: key, line: keyLine, value: value))
            guard try returns(to: column) else { break }
            if !startsKey() { throw fault("a line that is no “key: value”") }
        }
        return .map(entries, line: start)
    }

    /// The block on the lines after “key:” or “-”; an empty scalar where the next line is not deeper.
    private mutating func nestedBlock(above column: Int, depth: Int, listMayAlign: Bool = false) throws -> PlainTree {
        let here = line
        let mark = (at, line)
        guard let next = try nextContent() else { return .scalar("", line: here) }
        let isList = current == "-" && (Self.isBlank(peek(1)) || Self.isEnd(peek(1)))
        if next > column || (listMayAlign && isList && next == column) { return try block(column: next, depth: depth + 1) }
        (at, line) = mark
        return .scalar("", line: here)
    }

    /// Goes on to the next line with content when it stands at this column; stays before it when it stands further left.
    private mutating func returns(to column: Int) throws -> Bool {
        let mark = (at, line)
        guard let next = try nextContent() else { return false }
        if next == column { return true }
        if next > column { throw fault("a wrong indentation") }
        (at, line) = mark
        return false
    }

    // MARK: Keys and scalars

    /// True where a plain or quoted key and a colon stand on this line.
    private func startsKey() -> Bool {
        var place = at
        if let quote = current, quote == "\"" || quote == "'" {
            place += 1
            while place < scalars.count, scalars[place] != quote, scalars[place] != "\n" {
                if quote == "\"", scalars[place] == "\\" { place += 1 }
                place += 1
            }
            place += 1
            while place < scalars.count, scalars[place] == " " { place += 1 }
            return place < scalars.count && scalars[place] == ":"
        }
        if let first = current, "[{&*!|>%@`?#".unicodeScalars.contains(first) { return false }
        while place < scalars.count, scalars[place] != "\n" {
            if scalars[place] == ":" {
                let after = place + 1 < scalars.count ? scalars[place + 1] : nil
                if Self.isBlank(after) || Self.isEnd(after) { return true }
            }
            if scalars[place] == "#", place > 0, Self.isBlank(scalars[place - 1]) { return false }
            place += 1
        }
        return false
    }

    private mutating func key(inFlow: Bool) throws -> String {
        let key: String
        if current == "\"" || current == "'" {
            key = try quoted()
        } else {
            var text = String.UnicodeScalarView()
            while let scalar = current, !Self.isEnd(scalar), scalar != ":" || !endsKey(inFlow) {
                if inFlow, ",[]{}".unicodeScalars.contains(scalar) { break }
                text.append(scalar)
                step()
            }
            key = Self.trimmed(text)
        }
        skipBlanks()
        // YAML lets a flow map hold a key alone; its value is empty. A name with a bare comma ends up so, and the reader of the
        // tree reports the field that nobody knows.
        if inFlow, current == "," || current == "}", !key.isEmpty { return key }
        if current != ":" { throw fault("“\(key.prefix(40))” without a colon") }
        step()
        if key.isEmpty { throw fault("an empty key") }
        return key
    }

    private func endsKey(_ inFlow: Bool) -> Bool {
        let next = peek(1)
        return Self.isBlank(next) || Self.isEnd(next) || (inFlow && next.map { ",[]{}".unicodeScalars.contains($0) } ?? false)
    }

    private static func trimmed(_ text: String.UnicodeScalarView) -> String {
        var text = Substring.UnicodeScalarView(text)
        while isBlank(text.last) || text.last == "\r" { text.removeLast() }
        while isBlank(text.first) { text.removeFirst() }
        return String(text)
    }

    /// A flow value or a scalar, and the rest of its line.
    private mutating func inlineValue(depth: Int) throws -> PlainTree {
        let value = try flowValue(depth: depth, inFlow: false)
        skipBlanks()
        skipComment()
        if current == "\r" { step() }
        if let scalar = current, scalar != "\n" { throw fault("“\(scalar)” after the end of the value") }
        if current == "\n" { step() }
        return value
    }

    private mutating func flowValue(depth: Int, inFlow: Bool) throws -> PlainTree {
        if depth > Self.deepest { throw fault("more than \(Self.deepest) levels") }
        let start = line
        switch current {
        case "[": return try flowList(depth: depth)
        case "{": return try flowMap(depth: depth)
        case "\"", "'": return .scalar(try quoted(), line: start)
        case "&", "*": throw fault("an anchor or an alias")
        case "!": throw fault("a tag")
        case "|", ">": throw fault("a block scalar")
        case "?", "@", "`", "%": throw fault("the character “\(current.map(String.init) ?? "")” at the start of a value")
        default: return .scalar(try plain(inFlow: inFlow), line: start)
        }
    }

    private mutating func plain(inFlow: Bool) throws -> String {
        var text = String.UnicodeScalarView()
        while let scalar = current, !Self.isEnd(scalar) {
            if scalar == "#", at > 0, Self.isBlank(scalars[at - 1]) { break }
            if scalar == ":", Self.isBlank(peek(1)) || Self.isEnd(peek(1)) {
                throw fault("a second colon in a plain value; quote it")
            }
            if inFlow, ",[]{}".unicodeScalars.contains(scalar) { break }
            text.append(scalar)
            step()
            if inFlow, Self.isEnd(current), foldsOn() {
                // A line break inside a plain value of a flow is one space.
                text = Self.trimmed(text).unicodeScalars
                text.append(" ")
                while Self.isBlank(current) || current == "\n" || current == "\r" { step() }
            }
        }
        return Self.trimmed(text)
    }

    /// True where the value goes on behind the line break.
    private func foldsOn() -> Bool {
        var place = at
        while place < scalars.count, Self.isBlank(scalars[place]) || Self.isEnd(scalars[place]) { place += 1 }
        return place < scalars.count && !",[]{}:#".unicodeScalars.contains(scalars[place])
    }

    private mutating func quoted() throws -> String {
        let start = line
        let quote = current
        step()
        var text = String.UnicodeScalarView()
        while let scalar = current, scalar != "\n" {
            if scalar == quote {
                step()
                if quote == "'", current == "'" {
                    text.append("'")
                    step()
                    continue
                }
                return String(text)
            }
            if quote == "\"", scalar == "\\" {
                step()
                text.append(try escape())
            } else {
                text.append(scalar)
                step()
            }
        }
        throw fault("a quote that is not closed on its line", line: start)
    }

    private mutating func escape() throws -> Unicode.Scalar {
        guard let scalar = current else { throw fault("a quote that is not closed") }
        step()
        switch scalar {
        case "\"", "\\", "/": return scalar
        case "n": return "\n"
        case "t": return "\t"
        case "x", "u", "U":
            let digits = scalar == "x" ? 2 : scalar == "u" ? 4 : 8
            var value: UInt32 = 0
            for _ in 0..<digits {
                guard let digit = current.flatMap(Self.hex) else { throw fault("a broken escape") }
                value = value << 4 | digit
                step()
            }
            guard let made = Unicode.Scalar(value) else { throw fault("an escape that is no character") }
            return made
        default: throw fault("the escape “\\\(scalar)”")
        }
    }

    private static func hex(_ scalar: Unicode.Scalar) -> UInt32? {
        switch scalar.value {
        case 0x30...0x39: scalar.value - 0x30
        case 0x41...0x46: scalar.value - 0x37
        case 0x61...0x66: scalar.value - 0x57
        default: nil
        }
    }

    // MARK: Flow

    private mutating func skipFlowSpace() {
        while let scalar = current {
            if Self.isBlank(scalar) || Self.isEnd(scalar) {
                step()
            } else if scalar == "#" {
                let before = at
                skipComment()
                if at == before { return }
            } else {
                return
            }
        }
    }

    private mutating func flowList(depth: Int) throws -> PlainTree {
        let start = line
        var items: [PlainTree] = []
        step()
        while true {
            skipFlowSpace()
            if current == "]" { break }
            if current == nil { throw fault("a list that is not closed", line: start) }
            items.append(try flowValue(depth: depth + 1, inFlow: true))
            skipFlowSpace()
            if current == "," {
                step()
            } else if current != "]", current != nil {
                throw fault("a list without a comma", line: start)
            }
        }
        step()
        return .list(items, line: start)
    }

    private mutating func flowMap(depth: Int) throws -> PlainTree {
        let start = line
        var entries: [PlainTree.Entry] = []
        var seen: Set<String> = []
        step()
        while true {
            skipFlowSpace()
            if current == "}" { break }
            if current == nil { throw fault("a map that is not closed", line: start) }
            let keyLine = line
            let key = try key(inFlow: true)
            if !seen.insert(key).inserted { throw fault("the key “\(key.prefix(40))” a second time", line: keyLine) }
            skipFlowSpace()
            let isAlone = current == "," || current == "}"
            let value = isAlone ? .scalar("", line: keyLine) : try flowValue(depth: depth + 1, inFlow: true)
            entries.append(PlainTree.Entry(key: key, line: keyLine, value: value))
            skipFlowSpace()
            if current == "," {
                step()
            } else if current != "}", current != nil {
                throw fault("a map without a comma", line: start)
            }
        }
        step()
        return .map(entries, line: start)
    }
}
