import Calendars

/// A piece of a page. Text interpolated into it is escaped; another piece is not.
///
/// ```swift
/// let row: HTML = "<td title=\"\(firm.name)\">\(firm.name)</td>"
/// ```
/// Attributes are always written in double quotes, so that one escaping serves both places.
public struct HTML: Sendable, Hashable, ExpressibleByStringInterpolation {
    public private(set) var text: String

    public static let empty = HTML(markup: "")

    /// Takes markup as it is. Only for markup that the house itself wrote.
    public init(markup: String) { text = markup }
    public init(escaping plain: String) { text = escape(plain) }
    public init(stringLiteral value: String) { text = value }
    public init(stringInterpolation: Piece) { text = stringInterpolation.text }

    public var isEmpty: Bool { text.isEmpty }

    public static func + (a: HTML, b: HTML) -> HTML { HTML(markup: a.text + b.text) }
    public static func += (a: inout HTML, b: HTML) { a.text += b.text }

    public struct Piece: StringInterpolationProtocol, Sendable {
        var text = ""

        public init(literalCapacity: Int, interpolationCount: Int) {
            text.reserveCapacity(literalCapacity + interpolationCount * 24)
        }
        public mutating func appendLiteral(_ literal: String) { text += literal }
        public mutating func appendInterpolation(_ plain: String) { appendEscaped(plain, to: &text) }
        public mutating func appendInterpolation(_ plain: Substring) { appendEscaped(String(plain), to: &text) }
        public mutating func appendInterpolation(_ plain: String?) { if let plain { appendEscaped(plain, to: &text) } }
        public mutating func appendInterpolation(_ number: Int) { text += String(number) }
        public mutating func appendInterpolation(_ day: Day) { text += day.description }
        public mutating func appendInterpolation(_ html: HTML) { text += html.text }
        public mutating func appendInterpolation(_ html: HTML?) { if let html { text += html.text } }
        public mutating func appendInterpolation(_ pieces: [HTML]) { for piece in pieces { text += piece.text } }
        /// The piece only where the condition holds: `\(if: row.isLate, " class=\"late\"")`.
        public mutating func appendInterpolation(if condition: Bool, _ html: @autoclosure () -> HTML) {
            if condition { text += html().text }
        }
    }
}

extension Sequence {
    /// One piece for each element, joined.
    public func html(_ piece: (Element) throws -> HTML) rethrows -> HTML {
        var out = ""
        for element in self { out += try piece(element).text }
        return HTML(markup: out)
    }
}

extension Sequence<HTML> {
    public func joined(_ separator: HTML = .empty) -> HTML { HTML(markup: map(\.text).joined(separator: separator.text)) }
}

/// Escapes the five characters that end text or a quoted attribute.
public func escape(_ plain: String) -> String {
    var out = ""
    appendEscaped(plain, to: &out)
    return out
}

private func appendEscaped(_ plain: String, to out: inout String) {
    let utf8 = plain.utf8
    guard utf8.contains(where: { $0 == 0x26 || $0 == 0x3C || $0 == 0x3E || $0 == 0x22 || $0 == 0x27 }) else {
        out += plain
        return
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(utf8.count + 32)
    for byte in utf8 {
        switch byte {
        case 0x26: bytes += "&amp;".utf8
        case 0x3C: bytes += "&lt;".utf8
        case 0x3E: bytes += "&gt;".utf8
        case 0x22: bytes += "&quot;".utf8
        case 0x27: bytes += "&#39;".utf8
        default: bytes.append(byte)
        }
    }
    out += String(decoding: bytes, as: UTF8.self)
}
