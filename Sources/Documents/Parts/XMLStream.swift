import CExpat
import Findings
import Foundation

/// Receives the elements of one XML part. Names come as the raw bytes that expat holds, to spare the hot paths a string.
protocol XMLReceiver: AnyObject {
    func start(_ name: UnsafePointer<CChar>, _ attributes: XMLAttributes) throws
    func end(_ name: UnsafePointer<CChar>) throws
    func characters(_ bytes: UnsafeRawBufferPointer)
}

/// The attributes of the element that is just beginning; valid only inside `start`.
struct XMLAttributes {
    fileprivate let list: UnsafeMutablePointer<UnsafePointer<CChar>?>

    /// The value of the attribute written without a prefix.
    @inline(__always)
    func value(_ name: StaticString) -> UnsafePointer<CChar>? {
        var pair = list
        while let key = pair[0] {
            if equal(key, name) { return pair[1] }
            pair += 2
        }
        return nil
    }

    func string(_ name: StaticString) -> String? { value(name).map { String(cString: $0) } }
    func integer(_ name: StaticString) -> Int? { string(name).flatMap { Int($0) } }

    var all: [(UnsafePointer<CChar>, UnsafePointer<CChar>)] {
        var out: [(UnsafePointer<CChar>, UnsafePointer<CChar>)] = []
        var pair = list
        while let key = pair[0], let value = pair[1] {
            out.append((key, value))
            pair += 2
        }
        return out
    }
}

@inline(__always)
func equal(_ name: UnsafePointer<CChar>, _ expected: StaticString) -> Bool {
    strcmp(name, UnsafeRawPointer(expected.utf8Start).assumingMemoryBound(to: CChar.self)) == 0
}

/// The name without the prefix that a file may use (`x:row`).
@inline(__always)
func localPart(_ name: UnsafePointer<CChar>) -> UnsafePointer<CChar> {
    guard let colon = strchr(name, 58) else { return name }
    return UnsafePointer(colon + 1)
}

/// Runs expat over a part, piece by piece. No document type is accepted in a file, so no entity can expand and nothing is fetched.
final class XMLStream {
    private let parser: XML_Parser
    private let receiver: any XMLReceiver
    private let part: String
    private let limits: DocumentLimits
    private var depth = 0
    private var fault: (any Error)?

    /// - Parameters:
    ///   - namespaces: names arrive as `uri|local` and not with the prefix that the file happens to use.
    ///   - refusesDoctype: false only for what a program of ours wrote.
    init(
        _ receiver: any XMLReceiver, part: String, namespaces: Bool = false, refusesDoctype: Bool = true, limits: DocumentLimits
    ) throws {
        guard let parser = namespaces ? XML_ParserCreateNS(nil, 124) : XML_ParserCreate(nil) else {
            throw Unreadable(Finding(.xmlBroken, at: .name(part), ["part": part, "line": "0"]))
        }
        self.parser = parser
        self.receiver = receiver
        self.part = part
        self.limits = limits
        XML_SetUserData(parser, Unmanaged.passUnretained(self).toOpaque())
        XML_SetElementHandler(
            parser,
            { me, name, attributes in
                guard let stream = XMLStream.from(me), let name, let attributes else { return }
                stream.begin(name, XMLAttributes(list: attributes))
            },
            { me, name in
                guard let stream = XMLStream.from(me), let name else { return }
                stream.finish(name)
            })
        XML_SetCharacterDataHandler(parser) { me, bytes, count in
            guard let stream = XMLStream.from(me), stream.fault == nil else { return }
            stream.receiver.characters(UnsafeRawBufferPointer(start: bytes, count: Int(count)))
        }
        guard refusesDoctype else { return }
        XML_SetStartDoctypeDeclHandler(parser) { me, _, _, _, _ in
            guard let stream = XMLStream.from(me) else { return }
            stream.stop(Unreadable(Finding(.xmlDoctype, at: .name(stream.part), ["part": stream.part])))
        }
    }

    deinit { XML_ParserFree(parser) }

    private static func from(_ pointer: UnsafeMutableRawPointer?) -> XMLStream? {
        pointer.map { Unmanaged<XMLStream>.fromOpaque($0).takeUnretainedValue() }
    }

    private func begin(_ name: UnsafePointer<CChar>, _ attributes: XMLAttributes) {
        guard fault == nil else { return }
        depth += 1
        if depth > limits.depth {
            return stop(Unreadable(Finding(.xmlDepth, at: .name(part), ["part": part, "limit": "\(limits.depth)"])))
        }
        do { try receiver.start(name, attributes) } catch { stop(error) }
    }

    private func finish(_ name: UnsafePointer<CChar>) {
        guard fault == nil else { return }
        depth -= 1
        do { try receiver.end(name) } catch { stop(error) }
    }

    private func stop(_ error: any Error) {
        if fault == nil { fault = error }
        XML_StopParser(parser, 0)
    }

    func feed(_ bytes: UnsafeRawBufferPointer, last: Bool = false) throws {
        let status = XML_Parse(parser, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(bytes.count), last ? 1 : 0)
        if let fault { throw fault }
        if status == XML_STATUS_ERROR {
            let line = "\(XML_GetCurrentLineNumber(parser))"
            throw Unreadable(Finding(.xmlBroken, at: .name(part), ["part": part, "line": line]))
        }
    }

    /// Reads a whole part of an archive; false where there is none.
    @discardableResult
    static func read(
        _ part: String, of archive: Archive, namespaces: Bool = false, limits: DocumentLimits, into receiver: any XMLReceiver
    ) throws -> Bool {
        let stream = try XMLStream(receiver, part: part, namespaces: namespaces, limits: limits)
        guard try archive.stream(part, { try stream.feed($0) }) else { return false }
        try stream.feed(UnsafeRawBufferPointer(start: nil, count: 0), last: true)
        return true
    }
}

extension FindingCode {
    public static let xmlBroken = FindingCode(
        "documents.xml.broken", .error,
        zh: "文件内部的“{part}”第 {line} 行损坏，读不下去。请在 Word、Excel 或 WPS 中打开并另存一份，再传新文件。",
        en:
            "The part “{part}” inside the file is damaged at line {line}. Open the file in Word, Excel or WPS, save a copy, and send the copy."
    )
    public static let xmlDoctype = FindingCode(
        "documents.xml.doctype", .error,
        zh: "文件内部的“{part}”带有文档类型声明，正常的办公文件没有这个，已停止读取。请在 Word、Excel 或 WPS 中另存一份再传。",
        en:
            "The part “{part}” inside the file declares a document type, which office files never do; reading stopped. Save a copy in Word, Excel or WPS and send the copy."
    )
    public static let xmlDepth = FindingCode(
        "documents.xml.depth", .error,
        zh: "文件内部的“{part}”嵌套超过 {limit} 层，已停止读取。请检查是否有层层嵌套的表格，简化后再传。",
        en:
            "The part “{part}” inside the file is nested deeper than {limit} levels; reading stopped. Look for tables within tables, simplify them, and send it again."
    )
}
