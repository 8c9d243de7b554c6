import Findings
import Foundation

/// An element with its children, for parts that are read whole or block by block.
///
/// Names carry a short prefix of our own (`w:p`) whatever prefix the file uses; names of other namespaces are `?:name`.
final class XMLElement {
    let name: String
    private(set) var attributes: [(name: String, value: String)]
    fileprivate(set) var children: [XMLElement] = []
    /// The character data directly inside, in one piece; only text elements have it in these formats.
    fileprivate(set) var text = ""

    init(_ name: String, _ attributes: [(name: String, value: String)] = []) {
        self.name = name
        self.attributes = attributes
    }

    subscript(attribute: String) -> String? { attributes.first { $0.name == attribute }?.value }

    func first(_ name: String) -> XMLElement? { children.first { $0.name == name } }
    func all(_ name: String) -> [XMLElement] { children.filter { $0.name == name } }

    /// `w:val` of a child, as most properties are written.
    func value(of child: String) -> String? { first(child)?["w:val"] }
    func integer(of child: String) -> Int? { value(of: child).flatMap { Int($0) } }

    /// A switch such as `<w:b/>` or `<w:b w:val="0"/>`; `nil` where it is not written.
    func toggle(_ child: String) -> Bool? {
        guard let element = first(child) else { return nil }
        return !["0", "false", "off"].contains(element["w:val"] ?? "1")
    }
}

/// Builds elements. Each child of the element called `container` is handed over as soon as it ends and is then forgotten,
/// so that a long document never stands in memory as a tree.
final class XMLTreeReader: XMLReceiver {
    private let container: String
    private let limits: DocumentLimits
    private let part: String
    private let deliver: (XMLElement) throws -> Void
    private var stack: [XMLElement] = []
    private var base: Int?
    private var pending: [UInt8] = []
    private var kept = 0
    private var names: [String: String] = [:]

    init(part: String, container: String, limits: DocumentLimits, _ deliver: @escaping (XMLElement) throws -> Void) {
        self.part = part
        self.container = container
        self.limits = limits
        self.deliver = deliver
    }

    /// The children of the container, one after the other; false where the archive has no such part.
    @discardableResult
    static func read(
        _ part: String, of archive: Archive, container: String, limits: DocumentLimits,
        _ deliver: @escaping (XMLElement) throws -> Void
    ) throws -> Bool {
        let reader = XMLTreeReader(part: part, container: container, limits: limits, deliver)
        return try XMLStream.read(part, of: archive, namespaces: true, limits: limits, into: reader)
    }

    func start(_ name: UnsafePointer<CChar>, _ attributes: XMLAttributes) throws {
        let element = XMLElement(short(name), attributes.all.map { (short($0.0), String(cString: $0.1)) })
        flush()
        if base == nil {
            if element.name == container { base = stack.count + 1 }
            stack.append(element)
            return
        }
        kept += 1
        if kept > limits.elements {
            throw Unreadable(Finding(.xmlElements, at: .name(part), ["part": part, "limit": "\(limits.elements)"]))
        }
        stack.append(element)
    }

    func end(_ name: UnsafePointer<CChar>) throws {
        flush()
        guard let element = stack.popLast() else { return }
        guard let base, stack.count >= base else {
            if let base, stack.count < base { self.base = nil }
            return
        }
        if stack.count == base {
            kept = 0
            try deliver(element)
        } else {
            stack.last?.children.append(element)
        }
    }

    func characters(_ bytes: UnsafeRawBufferPointer) {
        if base != nil { pending.append(contentsOf: bytes) }
    }

    private func flush() {
        guard !pending.isEmpty else { return }
        if let base, stack.count > base { stack.last?.text += String(decoding: pending, as: UTF8.self) }
        pending.removeAll(keepingCapacity: true)
    }

    private func short(_ name: UnsafePointer<CChar>) -> String {
        let full = String(cString: name)
        if let known = names[full] { return known }
        let made: String
        if let bar = full.utf8.lastIndex(of: 124) {
            let local = full[full.utf8.index(after: bar)...]
            made = (prefixes[String(full[..<bar])] ?? "?") + ":" + local
        } else {
            made = full
        }
        if names.count < 4_096 { names[full] = made }
        return made
    }
}

/// Transitional and strict names of ECMA-376 / ISO 29500, and the drafts that Word writes beside them.
private let prefixes: [String: String] = [
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "w",
    "http://purl.oclc.org/ooxml/wordprocessingml/main": "w",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc",
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m",
    "http://purl.oclc.org/ooxml/officeDocument/math": "m",
    "http://schemas.openxmlformats.org/drawingml/2006/main": "a",
    "http://purl.oclc.org/ooxml/drawingml/main": "a",
    "http://schemas.microsoft.com/office/word/2010/wordprocessingShape": "wps",
    "urn:schemas-microsoft-com:vml": "v",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships": "r",
    "http://purl.oclc.org/ooxml/officeDocument/relationships": "r",
    "http://schemas.openxmlformats.org/package/2006/relationships": "rel",
    "http://www.w3.org/XML/1998/namespace": "xml",
]

extension FindingCode {
    public static let xmlElements = FindingCode(
        "documents.xml.elements", .error,
        zh: "文件内部的“{part}”有一个段落或表格超过 {limit} 个元素，已停止读取。请把这张表拆开后再传。",
        en:
            "One paragraph or table in the part “{part}” has more than {limit} elements; reading stopped. Split that table and send it again."
    )
}
