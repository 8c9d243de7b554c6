import Calendars

/// A piece of a page. Text interpolated into it is escaped; another piece is not.
///
/// ```swift
/// let row: HTML = "<td title=\"\(firm.name)\">\(firm.name)</td>"
/// ```
/// Attributes are always written in double quotes, so that one escaping serves both places. What a piece is made of are bytes of
/// UTF-8, written once and copied as they are; a literal alone is not even copied.
public struct HTML: Sendable, ExpressibleByStringInterpolation {
    private enum Storage: Sendable {
        case literal(StaticString)
        case written([UInt8])
    }

    private var storage: Storage

    public static let empty: HTML = ""

    /// Takes markup as it is. Only for markup that the house itself wrote.
    public init(markup: String) { storage = .written(Array(markup.utf8)) }
    public init(escaping plain: String) {
        var piece = Piece()
        piece.appendInterpolation(plain)
        self.init(stringInterpolation: piece)
    }
    public init(stringLiteral value: StaticString) { storage = .literal(value) }
    public init(stringInterpolation piece: Piece) { storage = .written(piece.bytes) }

    public var text: String { withBytes { String(decoding: $0, as: UTF8.self) } }
    public var isEmpty: Bool { count == 0 }
    /// Bytes of UTF-8.
    public var count: Int { withBytes(\.count) }

    public func withBytes<T>(_ body: (UnsafeBufferPointer<UInt8>) throws -> T) rethrows -> T {
        switch storage {
        // A literal of one Unicode scalar may be no pointer; it is then written out.
        case .literal(let text) where text.hasPointerRepresentation:
            try body(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
        case .literal(let text): try Array(text.description.utf8).withUnsafeBufferPointer(body)
        case .written(let bytes): try bytes.withUnsafeBufferPointer(body)
        }
    }

    public static func + (a: HTML, b: HTML) -> HTML {
        var sum = a
        sum += b
        return sum
    }

    public static func += (a: inout HTML, b: HTML) {
        var bytes: [UInt8]
        if case .written(let own) = a.storage { bytes = own } else { bytes = a.withBytes(Array.init) }
        a.storage = .literal("")  // so that the bytes have one owner and grow in place
        b.withBytes { bytes.append(contentsOf: $0) }
        a.storage = .written(bytes)
    }

    public struct Piece: StringInterpolationProtocol, Sendable {
        fileprivate var bytes: [UInt8] = []

        init() {}
        public init(literalCapacity: Int, interpolationCount: Int) {
            bytes.reserveCapacity(literalCapacity + interpolationCount * 32)
        }
        public mutating func appendLiteral(_ literal: StaticString) { append(HTML(stringLiteral: literal)) }
        public mutating func appendInterpolation(_ plain: String) {
            var plain = plain
            plain.withUTF8 { appendEscaped($0, to: &bytes) }
        }
        public mutating func appendInterpolation(_ plain: Substring) { appendInterpolation(String(plain)) }
        public mutating func appendInterpolation(_ plain: String?) { if let plain { appendInterpolation(plain) } }
        public mutating func appendInterpolation(_ number: Int) { bytes.append(contentsOf: String(number).utf8) }
        public mutating func appendInterpolation(_ day: Day) { bytes.append(contentsOf: day.description.utf8) }
        public mutating func appendInterpolation(_ html: HTML) { append(html) }
        public mutating func appendInterpolation(_ html: HTML?) { if let html { append(html) } }
        public mutating func appendInterpolation(_ pieces: [HTML]) { for piece in pieces { append(piece) } }
        /// The piece only where the condition holds: `\(if: row.isLate, " class=\"late\"")`.
        public mutating func appendInterpolation(if condition: Bool, _ html: @autoclosure () -> HTML) {
            if condition { append(html()) }
        }

        fileprivate mutating func append(_ html: HTML) { html.withBytes { bytes.append(contentsOf: $0) } }
    }
}

extension HTML: Hashable {
    public static func == (a: HTML, b: HTML) -> Bool { a.withBytes { a in b.withBytes { a.elementsEqual($0) } } }
    public func hash(into hasher: inout Hasher) { withBytes { hasher.combine(bytes: UnsafeRawBufferPointer($0)) } }
}

extension Sequence {
    /// One piece for each element, joined.
    public func html(_ piece: (Element) throws -> HTML) rethrows -> HTML {
        var out = HTML.Piece(literalCapacity: 1024, interpolationCount: 0)
        for element in self { out.append(try piece(element)) }
        return HTML(stringInterpolation: out)
    }
}

extension Sequence<HTML> {
    public func joined(_ separator: HTML = .empty) -> HTML {
        var out = HTML.Piece()
        var isFirst = true
        for piece in self {
            if !isFirst { out.append(separator) }
            isFirst = false
            out.append(piece)
        }
        return HTML(stringInterpolation: out)
    }
}

/// Escapes the five characters that end text or a quoted attribute.
public func escape(_ plain: String) -> String { HTML(escaping: plain).text }

private func appendEscaped(_ plain: UnsafeBufferPointer<UInt8>, to out: inout [UInt8]) {
    var start = 0
    for index in plain.indices where plain[index] <= 0x3E {
        let name: StaticString
        switch plain[index] {
        case 0x26: name = "&amp;"
        case 0x3C: name = "&lt;"
        case 0x3E: name = "&gt;"
        case 0x22: name = "&quot;"
        case 0x27: name = "&#39;"
        default: continue
        }
        out.append(contentsOf: UnsafeBufferPointer(rebasing: plain[start..<index]))
        name.withUTF8Buffer { out.append(contentsOf: $0) }
        start = index + 1
    }
    out.append(contentsOf: UnsafeBufferPointer(rebasing: plain[start...]))
}
