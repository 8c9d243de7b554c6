import CExpat
import Findings

/// Reads XML from pieces of bytes and tells a delegate of elements, names taken apart, text trimmed of nothing.
///
/// Refused: a document type declaration that declares or refers to anything (and with it every entity bomb), nesting deeper than 64, anything not well-formed.
final class XMLStream {
    static let depthLimit = 64
    private static let separator: UInt8 = 1

    var onStart: (FieldName, [(name: FieldName, value: String)]) -> Void = { _, _ in }
    var onText: (String) -> Void = { _ in }
    var onEnd: () -> Void = {}
    var onPrefix: (_ prefix: String, _ namespace: String) -> Void = { _, _ in }
    private var depth = 0
    private var refusal: Finding?
    private let parser: XML_Parser?

    init() {
        parser = XML_ParserCreateNS(nil, XML_Char(Self.separator))
    }

    deinit { if let parser { XML_ParserFree(parser) } }

    /// Stops with a finding; nothing more is told.
    func refuse(_ finding: Finding) {
        if refusal == nil { refusal = finding }
        if let parser { XML_StopParser(parser, 0) }
    }

    func read(_ source: () -> [UInt8]) throws(Unreadable) {
        guard let parser else { throw Unreadable(Finding(.xmlMalformed, ["reason": "out of memory"])) }
        XML_SetUserData(parser, Unmanaged.passUnretained(self).toOpaque())
        XML_SetReturnNSTriplet(parser, 1)
        XML_SetElementHandler(
            parser,
            { data, name, attributes in XMLStream.of(data)?.start(name, attributes) },
            { data, _ in XMLStream.of(data)?.end() })
        XML_SetCharacterDataHandler(parser) { data, bytes, count in XMLStream.of(data)?.text(bytes, count) }
        // A bare <!DOCTYPE name> says nothing; one with declarations or an address may blow up or reach out.
        XML_SetStartDoctypeDeclHandler(parser) { data, _, system, _, hasSubset in
            if hasSubset != 0 || system != nil { XMLStream.of(data)?.refuse(Finding(.xmlDoctype)) }
        }
        XML_SetEntityDeclHandler(parser) { data, _, _, _, _, _, _, _, _ in
            XMLStream.of(data)?.refuse(Finding(.xmlDoctype))
        }
        XML_SetStartNamespaceDeclHandler(parser) { data, prefix, namespace in
            XMLStream.of(data)?.onPrefix(prefix.map { String(cString: $0) } ?? "", namespace.map { String(cString: $0) } ?? "")
        }
        while true {
            let piece = source()
            let isFinal = piece.isEmpty
            let status = piece.withUnsafeBytes { raw in
                XML_Parse(parser, raw.bindMemory(to: CChar.self).baseAddress, Int32(clamping: raw.count), isFinal ? 1 : 0)
            }
            if status != XML_STATUS_OK { throw fault(parser) }
            if isFinal { return }
        }
    }

    private func fault(_ parser: XML_Parser) -> Unreadable {
        let place = Place.line(
            Int(XML_GetCurrentLineNumber(parser)), column: Int(XML_GetCurrentColumnNumber(parser)) + 1)
        if let refusal { return Unreadable(Finding(refusal.code, at: place, refusal.arguments)) }
        let reason = XML_ErrorString(XML_GetErrorCode(parser)).map { String(cString: $0) } ?? ""
        return Unreadable(Finding(.xmlMalformed, at: place, ["reason": reason]))
    }

    private static func of(_ data: UnsafeMutableRawPointer?) -> XMLStream? {
        data.map { Unmanaged<XMLStream>.fromOpaque($0).takeUnretainedValue() }
    }

    private func start(_ name: UnsafePointer<XML_Char>?, _ attributes: UnsafeMutablePointer<UnsafePointer<XML_Char>?>?) {
        if refusal != nil { return }
        depth += 1
        if depth > Self.depthLimit { return refuse(Finding(.xmlDeep, ["limit": "\(Self.depthLimit)"])) }
        var pairs: [(name: FieldName, value: String)] = []
        var next = attributes
        while let pair = next, let key = pair[0], let value = pair[1] {
            pairs.append((Self.name(key), String(cString: value)))
            next = pair + 2
        }
        if let name { onStart(Self.name(name), pairs) }
    }

    private func end() {
        if refusal != nil { return }
        depth -= 1
        onEnd()
    }

    private func text(_ bytes: UnsafePointer<XML_Char>?, _ count: Int32) {
        guard refusal == nil, let bytes, count > 0 else { return }
        let raw = UnsafeRawBufferPointer(start: bytes, count: Int(count))
        onText(String(decoding: raw, as: UTF8.self))
    }

    /// `namespace␁local␁prefix`, the outer parts only where there are any.
    private static func name(_ text: UnsafePointer<XML_Char>) -> FieldName {
        let parts = String(cString: text).utf8.split(separator: separator).map { String(Substring($0)) }
        switch parts.count {
        case 0: return FieldName(namespace: "", local: "")
        case 1: return FieldName(namespace: "", local: parts[0])
        case 2: return FieldName(namespace: parts[0], local: parts[1])
        default: return FieldName(namespace: parts[0], local: parts[1], prefix: parts[2])
        }
    }
}

extension FindingCode {
    public static let xmlMalformed = FindingCode(
        "epcis.xml.malformed", .error, zh: "XML 不合语法：{reason}。", en: "This is not well-formed XML: {reason}.")
    public static let xmlDoctype = FindingCode(
        "epcis.xml.doctype", .error,
        zh: "带内部声明或外部地址的 DOCTYPE 及实体一律拒收。",
        en: "A document type declaration with declarations or an address is refused, and so are entities. Take it out.")
    public static let xmlDeep = FindingCode(
        "epcis.xml.deep", .error, zh: "嵌套超过 {limit} 层，拒收。", en: "Nested more than {limit} levels deep: refused.")
    public static let xmlLong = FindingCode(
        "epcis.xml.long", .error, zh: "单个事件超过 {limit} 字节，拒收。", en: "One element is larger than {limit} bytes: refused.")
}
