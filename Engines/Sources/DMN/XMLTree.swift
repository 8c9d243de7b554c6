import CExpat
import Findings

/// An XML document as a tree that keeps everything a person may have put into it: comments, unknown elements, prefixes, the
/// order of attributes, spaces. Reading and writing it gives the same document.
///
/// A document type is refused, so that no entity can expand; depth, size and count are bounded.
public final class XMLElement: @unchecked Sendable {
    public enum Child: Sendable {
        case element(XMLElement)
        case text(String)
        case cdata(String)
        case comment(String)
        case instruction(target: String, data: String)
    }

    /// As written, with its prefix.
    public let qualifiedName: String
    public let name: String
    public let namespace: String
    public internal(set) var attributes: [(name: String, value: String)]
    public internal(set) var children: [Child] = []
    public let line: Int
    public let column: Int

    init(
        qualifiedName: String, name: String, namespace: String, attributes: [(name: String, value: String)], line: Int, column: Int
    ) {
        self.qualifiedName = qualifiedName
        self.name = name
        self.namespace = namespace
        self.attributes = attributes
        self.line = line
        self.column = column
    }

    /// An attribute by its name without prefix.
    public subscript(attribute name: String) -> String? {
        attributes.first { $0.name == name || ($0.name.hasSuffix(":" + name) && !$0.name.hasPrefix("xmlns:")) }?.value
    }

    public var elements: [XMLElement] {
        children.compactMap { if case .element(let element) = $0 { element } else { nil } }
    }

    public func all(_ name: String) -> [XMLElement] { elements.filter { $0.name == name && $0.namespace == namespace } }
    public func first(_ name: String) -> XMLElement? { elements.first { $0.name == name && $0.namespace == namespace } }

    /// The character data directly below.
    public var text: String {
        var out = ""
        for child in children {
            switch child {
            case .text(let text), .cdata(let text): out += text
            default: continue
            }
        }
        return out
    }
}

public struct XMLDocument: Sendable {
    public let root: XMLElement
    let before: [XMLElement.Child]
    let after: [XMLElement.Child]
    let declaration: String?

    public static let largest = 64 << 20
    static let deepest = 300
    static let most = 2_000_000

    /// Throws `Unreadable` with line and column.
    public init(_ bytes: [UInt8]) throws {
        guard bytes.count <= XMLDocument.largest else { throw Unreadable(Finding(.xmlTooLarge, at: .whole)) }
        let reader = TreeReader()
        guard let parser = XML_ParserCreate(nil) else { throw Unreadable(Finding(.xmlBroken, ["reason": "parser"])) }
        defer { XML_ParserFree(parser) }
        reader.parser = parser
        XML_SetUserData(parser, Unmanaged.passUnretained(reader).toOpaque())
        reader.install(parser)
        let status = bytes.withUnsafeBytes { buffer in
            XML_Parse(parser, buffer.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(bytes.count), 1)
        }
        let place = Place.line(Int(XML_GetCurrentLineNumber(parser)), column: Int(XML_GetCurrentColumnNumber(parser)) + 1)
        if let fault = reader.fault { throw Unreadable(Finding(fault, at: place)) }
        guard status == XML_STATUS_OK, let root = reader.root else {
            let reason = XML_ErrorString(XML_GetErrorCode(parser)).map { String(cString: $0) } ?? ""
            throw Unreadable(Finding(.xmlBroken, at: place, ["reason": reason]))
        }
        self.root = root
        before = reader.before
        after = reader.after
        declaration = bytes.starts(with: Array("<?xml".utf8)) ? "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" : nil
    }

    /// The document in UTF-8.
    public func write() -> [UInt8] {
        var out = declaration ?? ""
        for child in before {
            XMLDocument.write(child, &out)
            out += "\n"
        }
        XMLDocument.write(.element(root), &out)
        for child in after {
            out += "\n"
            XMLDocument.write(child, &out)
        }
        return Array((out + "\n").utf8)
    }

    private static func write(_ child: XMLElement.Child, _ out: inout String) {
        switch child {
        case .text(let text): out += escaped(text, attribute: false)
        case .cdata(let text): out += "<![CDATA[" + text + "]]>"
        case .comment(let text): out += "<!--" + text + "-->"
        case .instruction(let target, let data): out += "<?" + target + (data.isEmpty ? "" : " " + data) + "?>"
        case .element(let element):
            out += "<" + element.qualifiedName
            for (name, value) in element.attributes { out += " " + name + "=\"" + escaped(value, attribute: true) + "\"" }
            if element.children.isEmpty {
                out += "/>"
                return
            }
            out += ">"
            for child in element.children { write(child, &out) }
            out += "</" + element.qualifiedName + ">"
        }
    }

    static func escaped(_ text: String, attribute: Bool) -> String {
        var out = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": out += "&amp;"
            case "<": out += "&lt;"
            case ">": out += "&gt;"
            case "\"" where attribute: out += "&quot;"
            case "\n" where attribute: out += "&#10;"
            case "\t" where attribute: out += "&#9;"
            case "\r": out += "&#13;"
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out
    }
}

/// Receives the events of expat.
private final class TreeReader {
    var parser: XML_Parser?
    var root: XMLElement?
    var before: [XMLElement.Child] = []
    var after: [XMLElement.Child] = []
    var fault: FindingCode?
    private var open: [XMLElement] = []
    private var namespaces: [[String: String]] = [["xml": "http://www.w3.org/XML/1998/namespace"]]
    private var pending = ""
    private var inCDATA = false
    private var count = 0

    func install(_ parser: XML_Parser) {
        XML_SetElementHandler(
            parser, { user, name, attributes in reader(user)?.start(name, attributes) }, { user, _ in reader(user)?.end() })
        XML_SetCharacterDataHandler(parser) { user, bytes, length in
            guard let bytes, length > 0 else { return }
            reader(user)?.characters(UnsafeRawBufferPointer(start: bytes, count: Int(length)))
        }
        XML_SetCdataSectionHandler(parser, { user in reader(user)?.cdata(true) }, { user in reader(user)?.cdata(false) })
        XML_SetCommentHandler(parser) { user, text in
            guard let text else { return }
            reader(user)?.add(.comment(String(cString: text)))
        }
        XML_SetProcessingInstructionHandler(parser) { user, target, data in
            guard let target else { return }
            reader(user)?.add(.instruction(target: String(cString: target), data: data.map { String(cString: $0) } ?? ""))
        }
        XML_SetDoctypeDeclHandler(parser, { user, _, _, _, _ in reader(user)?.stop(.xmlDoctype) }, { _ in })
    }

    func stop(_ code: FindingCode) {
        if fault == nil { fault = code }
        if let parser { XML_StopParser(parser, 0) }
    }

    private func flush() {
        if pending.isEmpty && !inCDATA { return }
        if !open.isEmpty { open[open.count - 1].children.append(inCDATA ? .cdata(pending) : .text(pending)) }
        pending = ""
    }

    func characters(_ bytes: UnsafeRawBufferPointer) { pending += String(decoding: bytes, as: UTF8.self) }

    func cdata(_ begins: Bool) {
        flush()
        inCDATA = begins
    }

    func add(_ child: XMLElement.Child) {
        flush()
        count += 1
        if count > XMLDocument.most { return stop(.xmlTooLarge) }
        if let last = open.last {
            last.children.append(child)
        } else if root == nil {
            before.append(child)
        } else {
            after.append(child)
        }
    }

    func start(_ name: UnsafePointer<CChar>?, _ pairs: UnsafeMutablePointer<UnsafePointer<CChar>?>?) {
        guard let name, let parser else { return }
        flush()
        count += 1
        if open.count >= XMLDocument.deepest || count > XMLDocument.most { return stop(.xmlTooDeep) }
        var attributes: [(name: String, value: String)] = []
        var declared = namespaces[namespaces.count - 1]
        var n = 0
        while let pairs, let key = pairs[n], let value = pairs[n + 1] {
            let (key, value) = (String(cString: key), String(cString: value))
            attributes.append((name: key, value: value))
            if key == "xmlns" {
                declared[""] = value
            } else if key.hasPrefix("xmlns:") {
                declared[String(key.dropFirst(6))] = value
            }
            n += 2
        }
        namespaces.append(declared)
        let qualified = String(cString: name)
        let parts = qualified.split(separator: ":", maxSplits: 1)
        let prefix = parts.count == 2 ? String(parts[0]) : ""
        let element = XMLElement(
            qualifiedName: qualified, name: parts.last.map(String.init) ?? qualified, namespace: declared[prefix] ?? "",
            attributes: attributes, line: Int(XML_GetCurrentLineNumber(parser)), column: Int(XML_GetCurrentColumnNumber(parser)) + 1
        )
        if let last = open.last { last.children.append(.element(element)) } else { root = element }
        open.append(element)
    }

    func end() {
        flush()
        if !open.isEmpty { open.removeLast() }
        if namespaces.count > 1 { namespaces.removeLast() }
    }
}

private func reader(_ user: UnsafeMutableRawPointer?) -> TreeReader? {
    user.map { Unmanaged<TreeReader>.fromOpaque($0).takeUnretainedValue() }
}

extension FindingCode {
    static let xmlBroken = FindingCode("dmn.xml.broken", .error, zh: "XML 无法读取：{reason}。", en: "The XML cannot be read: {reason}.")
    static let xmlDoctype = FindingCode(
        "dmn.xml.doctype", .error, zh: "不接受文档类型声明（DOCTYPE）。", en: "A document type declaration is not accepted.")
    static let xmlTooDeep = FindingCode(
        "dmn.xml.depth", .error, zh: "XML 嵌套过深或元素过多。", en: "The XML is nested too deeply or has too many elements.")
    static let xmlTooLarge = FindingCode("dmn.xml.size", .error, zh: "XML 超过 64 MB。", en: "The XML is larger than 64 MB.")
}
