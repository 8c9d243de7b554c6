import Findings

/// Reading of traceability documents, in either syntax.
public enum EPCISReader {
    public enum Syntax: String, Sendable { case json, xml }

    /// Called for each event in document order; the event is nil where nothing could be made of it.
    public typealias Sink = (_ event: Event?, _ findings: [Finding], _ number: Int) -> Void

    /// The syntax, by the first byte that is not white space.
    public static func syntax(of bytes: some Sequence<UInt8>) -> Syntax {
        let space: Set<UInt8> = [0xEF, 0xBB, 0xBF, 0x20, 0x09, 0x0A, 0x0D]
        return bytes.first { !space.contains($0) } == UInt8(ascii: "<") ? .xml : .json
    }

    /// Reads a document event by event from pieces of bytes, an empty piece ending it. Memory does not grow with the document.
    ///
    /// `presuming` are prefixes learnt in an earlier reading, for a JSON document whose @context stands behind its events.
    public static func read(
        _ syntax: Syntax, presuming prefixes: [(prefix: String, namespace: String)] = [], source: @escaping () -> [UInt8],
        sink: @escaping Sink
    ) throws(Unreadable) -> Report<EPCISDocument> {
        let judged: Sink = { event, findings, number in
            sink(event, findings + (event.map { EventRules.findings(for: $0, number: number) } ?? []), number)
        }
        switch syntax {
        case .json:
            var reader = JSONDocumentReader(source: source, sink: judged)
            reader.presume(prefixes)
            return try reader.read()
        case .xml: return try XMLDocumentReader(sink: judged).read(source)
        }
    }

    /// Reads a document that lies in memory, with its events.
    public static func read(_ bytes: [UInt8]) throws(Unreadable) -> Report<EPCISDocument> {
        let syntax = syntax(of: bytes.prefix(1000))
        var report = try document(syntax, bytes, [])
        if report.findings.contains(where: { $0.code == .contextLate }) {
            report = try document(syntax, bytes, report.value.prefixes)
            report.findings.removeAll { $0.code == .contextLate }
        }
        return report
    }

    private static func document(
        _ syntax: Syntax, _ bytes: [UInt8], _ prefixes: [(prefix: String, namespace: String)]
    ) throws(Unreadable) -> Report<EPCISDocument> {
        var events: [Event] = []
        var findings: [Finding] = []
        var isGiven = false
        var report = try read(syntax, presuming: prefixes) {
            defer { isGiven = true }
            return isGiven ? [] : bytes
        } sink: { event, found, _ in
            if let event { events.append(event) }
            findings += found
        }
        report.value.events = events
        report.findings += findings
        return report
    }
}
