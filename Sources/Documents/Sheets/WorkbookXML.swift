import Findings
import Foundation

/// `workbook.xml`: the sheets in order, and the date system.
final class WorkbookNames: XMLReceiver {
    private(set) var sheets: [(name: String, relation: String, isHidden: Bool)] = []
    private(set) var is1904 = false

    func start(_ name: UnsafePointer<CChar>, _ attributes: XMLAttributes) throws {
        let local = localPart(name)
        if equal(local, "sheet"), let title = attributes.string("name") {
            // `r:id`, under whatever prefix the file has for the relationships.
            let relation = attributes.all.first { equal(localPart($0.0), "id") && strchr($0.0, 58) != nil }
            let state = attributes.string("state") ?? "visible"
            sheets.append((title, relation.map { String(cString: $0.1) } ?? "", state != "visible"))
        } else if equal(local, "workbookPr") {
            is1904 = ["1", "true", "on"].contains(attributes.string("date1904") ?? "0")
        }
    }

    func end(_ name: UnsafePointer<CChar>) throws {}
    func characters(_ bytes: UnsafeRawBufferPointer) {}
}

/// `sharedStrings.xml`: plain and rich strings, without their phonetic guides.
final class SharedStrings: XMLReceiver {
    private(set) var strings: [String] = []
    private var text: [UInt8] = []
    private var isText = false
    private var isPhonetic = false
    private let limits: DocumentLimits

    init(limits: DocumentLimits) { self.limits = limits }

    func start(_ name: UnsafePointer<CChar>, _ attributes: XMLAttributes) throws {
        let local = localPart(name)
        if equal(local, "t") {
            isText = !isPhonetic
        } else if equal(local, "si") {
            text.removeAll(keepingCapacity: true)
        } else if equal(local, "rPh") {
            isPhonetic = true
        }
    }

    func end(_ name: UnsafePointer<CChar>) throws {
        let local = localPart(name)
        if equal(local, "t") {
            isText = false
        } else if equal(local, "si") {
            strings.append(unescaped(text))
            if strings.count > limits.cells {
                throw Unreadable(Finding(.tableTooLarge, ["what": "cells", "limit": "\(limits.cells)"]))
            }
        } else if equal(local, "rPh") {
            isPhonetic = false
        }
    }

    func characters(_ bytes: UnsafeRawBufferPointer) { if isText { text.append(contentsOf: bytes) } }
}

/// `styles.xml`: what the number format of each cell style makes of a number.
final class CellFormats: XMLReceiver {
    private(set) var formats: [SheetNumberFormat] = []
    private var custom: [Int: SheetNumberFormat] = [:]
    private var isCellStyle = false

    func start(_ name: UnsafePointer<CChar>, _ attributes: XMLAttributes) throws {
        let local = localPart(name)
        if equal(local, "numFmt"), let id = attributes.integer("numFmtId"), let code = attributes.string("formatCode") {
            if custom.count < 10_000 { custom[id] = SheetNumberFormat(code: String(code.prefix(255))) }
        } else if equal(local, "cellXfs") {
            isCellStyle = true
        } else if isCellStyle, equal(local, "xf"), formats.count < 100_000 {
            let id = attributes.integer("numFmtId") ?? 0
            formats.append(custom[id] ?? SheetNumberFormat(builtIn: id))
        }
    }

    func end(_ name: UnsafePointer<CChar>) throws { if equal(localPart(name), "cellXfs") { isCellStyle = false } }
    func characters(_ bytes: UnsafeRawBufferPointer) {}
}

/// UTF-8 text with `_x000D_` escapes (22.9.2.19 `ST_Xstring`) resolved; a NUL is dropped.
func unescaped(_ bytes: [UInt8]) -> String {
    let text = String(decoding: bytes, as: UTF8.self)
    guard text.utf8.firstRange(of: "_x".utf8) != nil else { return text }
    var out: [UInt8] = []
    var index = 0
    while index < bytes.count {
        if bytes[index] == 95, index + 6 < bytes.count, bytes[index + 1] == 120, bytes[index + 6] == 95,
            let value = UInt32(String(decoding: bytes[index + 2..<index + 6], as: UTF8.self), radix: 16),
            let scalar = UnicodeScalar(value)
        {
            if value != 0 { out.append(contentsOf: String(Character(scalar)).utf8) }
            index += 7
        } else {
            out.append(bytes[index])
            index += 1
        }
    }
    return String(decoding: out, as: UTF8.self)
}
