import Findings

/// Reads a JSON-LD document event by event, in memory that does not grow with the document.
///
/// The bytes come in pieces from `source`, an empty piece ending them. Each event is handed over as soon as its last byte is there,
/// with its number, counted from 1, and with what the schema has against it. The document that is returned carries header and
/// prefixes but no events. A value longer than `valueLimit` and nesting deeper than 64 are refused.
struct JSONDocumentReader {
    typealias Sink = (_ event: Event?, _ findings: [Finding], _ number: Int) -> Void

    private let source: () -> [UInt8]
    private let sink: Sink
    private let valueLimit: Int
    private var buffer: [UInt8] = []
    /// Bytes of the buffer already dealt with.
    private var position = 0
    private var isFinal = false
    /// Bytes in which the name of the body was looked for.
    private var searched = 0
    private var decoder = EventDecoder()
    private var document = EPCISDocument(kind: .document)
    private var findings: [Finding] = []
    private var count = 0
    private var root = DocumentMembers()

    init(valueLimit: Int = 64 << 20, source: @escaping () -> [UInt8], sink: @escaping Sink) {
        self.valueLimit = valueLimit
        self.source = source
        self.sink = sink
    }

    /// A context that stands behind the events, learnt in an earlier reading.
    mutating func presume(_ prefixes: [(prefix: String, namespace: String)]) {
        for entry in prefixes { decoder.context.declare(entry.prefix, entry.namespace) }
    }

    mutating func read() throws(Unreadable) -> Report<EPCISDocument> {
        refill()
        if buffer.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
        // Small documents and single events are read whole; a document with a body is read on the way.
        while !isFinal, !hasBody() { refill() }
        if isFinal { try whole() } else { try onTheWay() }
        document.prefixes = decoder.context.prefixes
        return Report(document, findings: findings)
    }

    /// True once the name of the body has come by; bytes that were looked at are not looked at again.
    private mutating func hasBody() -> Bool {
        let name = Self.bodyName
        let last = buffer.count - name.count
        buffer.withUnsafeBufferPointer { bytes in
            while searched <= last {
                if bytes[searched] == name[0], bytes[searched..<searched + name.count].elementsEqual(name) { return }
                searched += 1
            }
        }
        return buffer.count > valueLimit || searched <= last
    }

    private static let bodyName = Array("\"epcisBody\"".utf8)

    private mutating func refill() {
        if isFinal { return }
        if position > 1 << 18 {
            buffer.removeFirst(position)
            position = 0
        }
        let piece = source()
        if piece.isEmpty { isFinal = true } else { buffer += piece }
    }

    // MARK: Whole

    private mutating func whole() throws(Unreadable) {
        let bytes = buffer
        var failure: Unreadable?
        bytes.withUnsafeBufferPointer { all in
            do throws(Unreadable) { try readWhole(all) } catch { failure = error }
        }
        if let failure { throw failure }
    }

    private mutating func readWhole(_ bytes: UnsafeBufferPointer<UInt8>) throws(Unreadable) {
        switch decoder.tape.read(bytes, from: position, isFinal: true) {
        case .complete(let end):
            let rest = JSONTape.skipSpace(bytes, end)
            if rest < bytes.count { throw Unreadable(Self.finding(.unexpected, bytes, rest)) }
        case .incomplete: throw Unreadable(Finding(.jsonEnds, at: Self.place(bytes, bytes.count)))
        case .fault(let fault, let index): throw Unreadable(Self.finding(fault, bytes, index))
        }
        guard decoder.tape.kind(0) == .object else { throw Unreadable(Finding(.jsonType, ["expected": "object"])) }
        if let context = decoder.member("@context", of: 0) { decoder.readContext(context) }
        let type = decoder.member("type", of: 0).flatMap { decoder.tape.text($0) } ?? ""
        let isDocument = type == "EPCISDocument" || type == "EPCISQueryDocument"
        if !isDocument, decoder.member("epcisBody", of: 0) == nil { return bareEvent() }
        var name = 1
        while name < decoder.tape.next(0) {
            let text = decoder.tape.text(name) ?? ""
            if text == "epcisBody" {
                root.insert(text)
                body(name + 1)
            } else {
                member(text, name, name + 1)
            }
            name = decoder.tape.next(name + 1)
        }
        checkRoot(type)
        // Now, while the bytes are there: places are made from them.
        findings += decoder.takeFindings(under: "", event: nil)
    }

    private mutating func bareEvent() {
        document.kind = .event
        count = 1
        let event = decoder.event(0, isBare: true)
        let found = decoder.takeFindings(under: "", event: 1)
        sink(event, found, 1)
    }

    private mutating func body(_ node: Int) {
        guard decoder.tape.kind(node) == .object else { return decoder.fault(.jsonType, node, ["expected": "object"]) }
        var name = node + 1
        var hasEvents = false
        while name < decoder.tape.next(node) {
            let text = decoder.tape.text(name) ?? ""
            switch text {
            case "queryResults", "resultsBody":
                root.insert(text)
                hasEvents = true
                body(name + 1)
            case "eventList":
                hasEvents = true
                root.insert(text)
                for item in decoder.items(name + 1) { emit(item) }
            default: bodyMember(text, name, name + 1)
            }
            name = decoder.tape.next(name + 1)
        }
        if !hasEvents { decoder.fault(.fieldMissing, node, ["field": "eventList"]) }
    }

    private mutating func emit(_ node: Int) {
        count += 1
        let earlier = decoder.takeFindings(under: "", event: nil)
        findings += earlier
        let event = decoder.event(node)
        let found = decoder.takeFindings(under: "", event: count)
        sink(event, found, count)
    }

    // MARK: Members of the document

    private mutating func member(_ text: String, _ name: Int, _ value: Int) {
        root.insert(text)
        switch text {
        case "@context": break
        case "type": document.kind = decoder.text(value).flatMap(EPCISDocument.Kind.init(rawValue:)) ?? document.kind
        case "id": document.id = decoder.uri(value)
        case "schemaVersion":
            document.schemaVersion = decoder.text(value)
            if let version = document.schemaVersion, !Self.isVersion(version) {
                decoder.fault(.versionWrong, value, ["value": version])
            }
        case "creationDate": document.creationDate = decoder.time(value)
        case "instanceIdentifier": document.instanceIdentifier = decoder.text(value)
        case "sender": document.sender = decoder.text(value)
        case "receiver": document.receiver = decoder.text(value)
        case "epcisHeader": document.vocabularies = decoder.header(value)
        default:
            if !URISyntax.isURI(text) { decoder.fault(.fieldUnknown, name, ["field": text]) }
            decoder.appendExtension(text, value, to: &document.extensions)
        }
    }

    private mutating func bodyMember(_ text: String, _ name: Int, _ value: Int) {
        switch text {
        case "queryName":
            document.queryName = decoder.text(value)
            root.insert(text)
        case "subscriptionID": document.subscriptionID = decoder.text(value)
        case "vocabularyList": document.vocabularies = decoder.vocabularies(value)
        default:
            // The body of a document is open in the schema; the other levels are not.
            let isOpen = !root.contains("queryResults")
            if !isOpen, !URISyntax.isURI(text) { decoder.fault(.fieldUnknown, name, ["field": text]) }
        }
    }

    static func isVersion(_ text: String) -> Bool {
        !text.isEmpty
            && text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { part in
                !part.isEmpty && part.utf8.allSatisfy { $0 &- 48 < 10 }
            }
    }

    private mutating func checkRoot(_ type: String) {
        func missing(_ field: String, _ place: String) -> Finding { Finding(.fieldMissing, at: .pointer(place), ["field": field]) }
        switch type {
        case "EPCISDocument":
            for field in ["@context", "schemaVersion", "creationDate", "epcisBody"] where !root.contains(field) {
                findings.append(missing(field, ""))
            }
        case "EPCISQueryDocument":
            for field in ["@context", "epcisBody"] where !root.contains(field) { findings.append(missing(field, "")) }
            for field in ["instanceIdentifier", "sender", "receiver", "epcisHeader"] where root.contains(field) {
                findings.append(Finding(.fieldUnknown, at: .pointer("/" + field), ["field": field]))
            }
            if root.contains("epcisBody") {
                for field in ["queryResults", "resultsBody", "queryName"] where !root.contains(field) {
                    findings.append(missing(field, "/epcisBody"))
                }
            }
        default: findings.append(Finding(.documentType, at: .pointer("/type"), ["type": type]))
        }
    }

    // MARK: On the way

    private mutating func onTheWay() throws(Unreadable) {
        try open(UInt8(ascii: "{"))
        var type = ""
        var isContextLate = false
        try objectMembers { reader, name throws(Unreadable) in
            if name == "epcisBody" {
                reader.root.insert(name)
                isContextLate = !reader.root.contains("@context")
                return try reader.bodyOnTheWay("/epcisBody")
            }
            try reader.value { reader in
                if name == "@context" { reader.decoder.readContext(0) }
                if name == "type" { type = reader.decoder.tape.text(0) ?? "" }
                reader.member(name, 0, 0)
                reader.findings += reader.decoder.takeFindings(under: "/" + name, event: nil)
            }
        }
        checkRoot(type)
        if isContextLate, root.contains("@context") { findings.append(Finding(.contextLate, at: .pointer("/@context"))) }
        try skipSpace()
        if position < buffer.count { throw fault(.unexpected, position) }
    }

    private mutating func bodyOnTheWay(_ path: String) throws(Unreadable) {
        try open(UInt8(ascii: "{"))
        try objectMembers { reader, name throws(Unreadable) in
            let place = path + "/" + name
            switch name {
            case "queryResults", "resultsBody":
                reader.root.insert(name)
                try reader.bodyOnTheWay(place)
            case "eventList":
                reader.root.insert(name)
                try reader.eventsOnTheWay(place)
            default:
                try reader.value { reader in
                    reader.bodyMember(name, 0, 0)
                    reader.findings += reader.decoder.takeFindings(under: place, event: nil)
                }
            }
        }
    }

    private mutating func eventsOnTheWay(_ path: String) throws(Unreadable) {
        try open(UInt8(ascii: "["))
        try skipSpace()
        if position < buffer.count, buffer[position] == UInt8(ascii: "]") {
            position += 1
            return
        }
        var number = 0
        while true {
            try value { reader in
                reader.count += 1
                let event = reader.decoder.event(0)
                let found = reader.decoder.takeFindings(under: path + "/\(number)", event: reader.count)
                reader.sink(event, found, reader.count)
            }
            number += 1
            try skipSpace()
            guard position < buffer.count else { throw ends() }
            position += 1
            if buffer[position - 1] == UInt8(ascii: "]") { return }
            if buffer[position - 1] != UInt8(ascii: ",") { throw fault(.unexpected, position - 1) }
        }
    }

    private mutating func open(_ bracket: UInt8) throws(Unreadable) {
        try skipSpace()
        guard position < buffer.count else { throw ends() }
        guard buffer[position] == bracket else { throw fault(.unexpected, position) }
        position += 1
    }

    /// Hands each member name to `body`, which takes the value.
    private mutating func objectMembers(
        _ body: (inout JSONDocumentReader, String) throws(Unreadable) -> Void
    ) throws(Unreadable) {
        try skipSpace()
        if position < buffer.count, buffer[position] == UInt8(ascii: "}") {
            position += 1
            return
        }
        while true {
            var name = ""
            try value { reader in name = reader.decoder.tape.kind(0) == .string ? reader.decoder.tape.text(0) ?? "" : "\u{0}" }
            if name == "\u{0}" { throw fault(.unexpected, position) }
            try open(UInt8(ascii: ":"))
            try body(&self, name)
            try skipSpace()
            guard position < buffer.count else { throw ends() }
            position += 1
            if buffer[position - 1] == UInt8(ascii: "}") { return }
            if buffer[position - 1] != UInt8(ascii: ",") { throw fault(.unexpected, position - 1) }
        }
    }

    /// Reads the next value onto the tape, fetching as much as it needs, and hands the reader over.
    private mutating func value(_ use: (inout JSONDocumentReader) -> Void) throws(Unreadable) {
        try skipSpace()
        while true {
            var outcome = JSONTape.Outcome.incomplete
            // The buffer is lent to the tape while it is used, so that the bytes stay in place.
            let lent = buffer
            lent.withUnsafeBufferPointer { bytes in
                outcome = decoder.tape.read(bytes, from: position, isFinal: isFinal)
                if case .complete(let end) = outcome {
                    use(&self)
                    position = end
                }
            }
            switch outcome {
            case .complete: return
            case .fault(let kind, let index): throw fault(kind, index)
            case .incomplete:
                if isFinal { throw ends() }
                if buffer.count - position > valueLimit {
                    throw Unreadable(Finding(.jsonLong, ["limit": "\(valueLimit)"]))
                }
                // Twice as much each time, so that a long value is not read over and over.
                let wanted = buffer.count - position + max(1 << 16, buffer.count - position)
                while !isFinal, buffer.count - position < wanted { refill() }
            }
        }
    }

    private mutating func skipSpace() throws(Unreadable) {
        while true {
            position = buffer.withUnsafeBufferPointer { JSONTape.skipSpace($0, position) }
            if position < buffer.count || isFinal { return }
            refill()
        }
    }

    private func ends() -> Unreadable { Unreadable(Finding(.jsonEnds)) }

    private func fault(_ kind: JSONFault, _ index: Int) -> Unreadable {
        buffer.withUnsafeBufferPointer { Unreadable(Self.finding(kind, $0, index)) }
    }

    private static func finding(_ fault: JSONFault, _ bytes: UnsafeBufferPointer<UInt8>, _ index: Int) -> Finding {
        let place = place(bytes, index)
        switch fault {
        case .unexpected: return Finding(.jsonUnexpected, at: place)
        case .controlCharacter: return Finding(.jsonControl, at: place)
        case .number: return Finding(.jsonNumber, at: place)
        case .tooDeep: return Finding(.jsonDeep, at: place, ["limit": "\(JSONTape.depthLimit)"])
        case .tooLong: return Finding(.jsonLong, at: place, ["limit": "\(Int32.max)"])
        }
    }

    private static func place(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int) -> Place {
        var line = 1
        var start = 0
        for offset in 0..<min(index, bytes.count) where bytes[offset] == 0x0A {
            line += 1
            start = offset + 1
        }
        return .line(line, column: index - start + 1)
    }
}

/// The members met so far.
private struct DocumentMembers {
    private var names: Set<String> = []
    mutating func insert(_ name: String) { names.insert(name) }
    func contains(_ name: String) -> Bool { names.contains(name) }
}
