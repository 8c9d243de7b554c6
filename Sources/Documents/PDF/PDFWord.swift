import Findings
import Foundation

/// A run of characters without a gap, and its box in points from the upper left corner of the page.
struct PDFWord {
    var text: String
    var xMin: Double, yMin: Double, xMax: Double, yMax: Double

    var middle: Double { (yMin + yMax) / 2 }
    var center: Double { (xMin + xMax) / 2 }
    var height: Double { yMax - yMin }
}

struct PDFPage {
    let width: Double
    let height: Double
    var words: [PDFWord] = []
}

/// Reads what `pdftotext -bbox` writes: pages and words with their boxes.
final class PDFWordReader: XMLReceiver {
    private(set) var pages: [PDFPage] = []
    /// Characters that no reader can make sense of, out of all.
    private(set) var unreadable = 0
    private(set) var characters = 0
    private var word: PDFWord?
    private var text: [UInt8] = []
    private var words = 0
    private let limits: DocumentLimits

    init(limits: DocumentLimits) { self.limits = limits }

    func start(_ name: UnsafePointer<CChar>, _ attributes: XMLAttributes) throws {
        func number(_ key: StaticString) -> Double {
            attributes.string(key).flatMap { Double($0) }.flatMap { $0.isFinite ? min(max($0, -1e5), 1e5) : nil } ?? 0
        }
        if equal(name, "page") {
            pages.append(PDFPage(width: max(number("width"), 1), height: max(number("height"), 1)))
        } else if equal(name, "word") {
            word = PDFWord(text: "", xMin: number("xMin"), yMin: number("yMin"), xMax: number("xMax"), yMax: number("yMax"))
            text.removeAll(keepingCapacity: true)
        }
    }

    func characters(_ bytes: UnsafeRawBufferPointer) { if word != nil { text.append(contentsOf: bytes) } }

    func end(_ name: UnsafePointer<CChar>) throws {
        guard equal(name, "word"), var word, !pages.isEmpty else { return }
        self.word = nil
        let raw = String(decoding: text, as: UTF8.self)
        characters += raw.unicodeScalars.count
        unreadable += raw.unicodeScalars.count { $0.value == 0xFFFD || (0xE000...0xF8FF).contains($0.value) || $0.value < 0x20 }
        word.text = PDFText.repaired(raw).trimmed
        guard !word.text.isEmpty, word.xMax > word.xMin, word.yMax > word.yMin else { return }
        words += 1
        if words > 2_000_000 || pages[pages.count - 1].words.count >= 50_000 { throw Unreadable(Finding(.pdfTooLarge)) }
        pages[pages.count - 1].words.append(word)
    }

    /// The output is XML but for control characters in the text, which XML 1.0 cannot hold; they become spaces.
    static func read(_ data: Data, limits: DocumentLimits) throws -> PDFWordReader {
        let reader = PDFWordReader(limits: limits)
        let stream = try XMLStream(reader, part: "pdftotext", refusesDoctype: false, limits: limits)
        var rest = data
        while !rest.isEmpty {
            var piece = [UInt8](rest.prefix(1 << 16))
            rest = rest.dropFirst(piece.count)
            for index in piece.indices where piece[index] < 0x20 && piece[index] != 10 && piece[index] != 13 { piece[index] = 0x20 }
            try limits.checkCancelled()
            try piece.withUnsafeBytes { try stream.feed($0) }
        }
        try stream.feed(UnsafeRawBufferPointer(start: nil, count: 0), last: true)
        return reader
    }
}
