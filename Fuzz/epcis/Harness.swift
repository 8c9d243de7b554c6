import Glibc

// One entry for all readers; FUZZ_READER names the one to be fed. The engine's sources are compiled into the same module by `run`.

private let reader = getenv("FUZZ_READER").map { String(cString: $0) } ?? "json"
private let sample = (try? EPCISReader.read(Array(sampleDocument.utf8)).value) ?? EPCISDocument(kind: .document)

@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: data, count: count))
    switch reader {
    case "json", "xml": document(bytes)
    case "link": link(String(decoding: bytes, as: UTF8.self))
    case "element": element(String(decoding: bytes, as: UTF8.self))
    case "query": query(bytes)
    case "relation": relation(bytes)
    default: abort()
    }
    return 0
}

/// Reads, in pieces too; hashes, writes in both syntaxes, traces.
private func document(_ bytes: [UInt8]) {
    let syntax: EPCISReader.Syntax = reader == "xml" ? .xml : .json
    var position = 0
    _ = try? EPCISReader.read(
        syntax,
        source: {
            let end = min(bytes.count, position + 7)
            defer { position = end }
            return Array(bytes[position..<end])
        }, sink: { _, _, _ in })
    guard let report = try? EPCISReader.read(bytes) else { return }
    for finding in report.findings { _ = finding.message(.zh) + "\(finding.place)" }
    for event in report.value.events {
        _ = EventHash.of(event, ignoring: report.value.ignoredFields)
        _ = EventHash.preHash(of: event, dialect: .strict)
    }
    for other in [EPCISReader.Syntax.json, .xml] { _ = try? EPCISReader.read(EPCISWriter.write(report.value, other)) }
    let trace = Trace(EventList(report.value.events))
    for identity in (report.value.events.first.map { TraceEvent($0).identities } ?? []).prefix(3) { _ = trace.events(of: identity) }
    _ = trace.excursions(Band(minimum: 2, maximum: 8, uom: "CEL", longestPause: 300_000))
    _ = trace.breaks()
}

private func link(_ text: String) {
    for options in [DigitalLink.Options(), [.zeroSuppressedGTIN, .shortNames, .unknownAttributes]] {
        if let link = try? DigitalLink(reading: text, options: options) { _ = link.uri + link.elementString.text }
    }
    _ = CanonicalLink.of(text)
    _ = try? EPC(link: text, prefixLength: 7).urn
    if let epc = try? EPC(reading: text) { _ = epc.digitalLink + epc.urn + epc.elements.text }
    _ = IdentityPattern(text)?.matches("https://id.gs1.org/01/04012345111118/21/9876")
}

private func element(_ text: String) {
    if let data = try? ElementString(reading: text, permitUnknown: text.utf8.count % 2 == 0) {
        _ = data.text + data.bracketed + "\(data.associations.count)"
        _ = try? DigitalLink(data).uri
    }
    for kind in CodeKind.allCases { _ = kind.check(text).findings.map { $0.message(.zh) } }
}

private func query(_ bytes: [UInt8]) {
    let context = QueryContext(sample)
    if let query = try? EventQuery(get: String(decoding: bytes, as: UTF8.self), context: context) {
        _ = try? query.select(from: sample.events, in: context)
    }
    if let query = try? EventQuery(json: bytes, context: context) { _ = try? query.select(from: sample.events, in: context) }
}

private func relation(_ bytes: [UInt8]) {
    guard let report = try? RelationFile.read(bytes) else { return }
    _ = report.value.bytes
    var changed = report.value
    if !changed.batches.isEmpty { changed.batches[0].codes.append(RelationFile.Code(code: "1", layer: 1)) }
    _ = changed.bytes
}
