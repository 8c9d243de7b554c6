import Findings
import Foundation

/// Bytes of a text file as a string, with the encoding that was recognised.
///
/// Order: a byte-order mark decides; else bytes that are valid UTF-8 are UTF-8; else GB18030, which also covers GBK and
/// GB2312. The mark is not part of the text. NUL or many control characters mean that the file is not text.
///
/// ```swift
/// try TextDecoding.decode(Data([0xD6, 0xD0]))   // “中”, .gb18030
/// ```
public struct TextDecoding: Sendable, Equatable {
    public let text: String
    public let encoding: Encoding

    public enum Encoding: String, Sendable, CaseIterable {
        case utf8 = "UTF-8"
        case utf8Mark = "UTF-8 (BOM)"
        case utf16Little = "UTF-16 LE"
        case utf16Big = "UTF-16 BE"
        case gb18030 = "GB18030"
    }

    public static func decode(_ data: Data, limits: DocumentLimits = .standard) throws -> TextDecoding {
        try limits.checkFile(data.count)
        let (encoding, mark) = recognise(data)
        let body = data.dropFirst(mark)
        let decoded =
            switch encoding {
            case .utf8, .utf8Mark: utf8(body)
            case .utf16Little: utf16(body, low: 0)
            case .utf16Big: utf16(body, low: 1)
            case .gb18030: looksLikeBytes(body) ? nil : String(data: body, encoding: gb18030)
            }
        guard let decoded else { throw Unreadable(Finding(.textNotText, ["encoding": encoding.rawValue])) }
        if let line = binaryLine(decoded) { throw Unreadable(Finding(.textBinary, at: .line(line))) }
        return TextDecoding(text: decoded, encoding: encoding)
    }

    private static func recognise(_ data: Data) -> (Encoding, mark: Int) {
        let head = [UInt8](data.prefix(3))
        if head == [0xEF, 0xBB, 0xBF] { return (.utf8Mark, 3) }
        if head.starts(with: [0xFF, 0xFE]) { return (.utf16Little, 2) }
        if head.starts(with: [0xFE, 0xFF]) { return (.utf16Big, 2) }
        return (data.withUnsafeBytes { validUTF8($0) == $0.count } ? .utf8 : .gb18030, 0)
    }

    /// Whether the first bytes of a file could be text; a character cut off at the end is no fault.
    static func looksLikeText(_ data: Data) -> Bool {
        let (encoding, mark) = recognise(data)
        let body = [UInt8](data.dropFirst(mark))
        switch encoding {
        case .utf16Little, .utf16Big: return true
        case .utf8, .utf8Mark: return !looksLikeBytes(data)
        case .gb18030:
            if looksLikeBytes(data) { return false }
            return body.withUnsafeBytes { $0.count - validUTF8($0) < 4 } || hasFormOfGB18030(body)
        }
    }

    /// Two-byte characters 81–FE, 40–FE without 7F; four-byte characters 81–FE, 30–39, 81–FE, 30–39.
    private static func hasFormOfGB18030(_ bytes: [UInt8]) -> Bool {
        var index = 0
        while index < bytes.count {
            let lead = bytes[index]
            if lead < 0x80 {
                index += 1
            } else if lead == 0x80 || lead == 0xFF {
                return false
            } else if index + 1 >= bytes.count {
                return true
            } else if (0x30...0x39).contains(bytes[index + 1]) {
                index += 4
            } else if bytes[index + 1] < 0x40 || bytes[index + 1] == 0x7F || bytes[index + 1] == 0xFF {
                return false
            } else {
                index += 2
            }
        }
        return true
    }

    private static func utf8(_ data: Data) -> String? {
        data.withUnsafeBytes { validUTF8($0) == $0.count ? String(decoding: $0, as: UTF8.self) : nil }
    }

    static let gb18030 = String.Encoding(rawValue: 0x8000_0632)

    /// GB18030 would read some binary files as rare characters. Text has no NUL and few control bytes.
    private static func looksLikeBytes(_ data: Data) -> Bool {
        var controls = 0
        for byte in data {
            if byte == 0 { return true }
            if byte < 0x20, byte != 9, byte != 10, byte != 12, byte != 13 { controls += 1 }
        }
        return controls > data.count / 200
    }

    private static func utf16(_ data: Data, low: Int) -> String? {
        guard data.count.isMultiple(of: 2) else { return nil }
        let bytes = [UInt8](data)
        var units: [UInt16] = []
        units.reserveCapacity(bytes.count / 2)
        for index in stride(from: 0, to: bytes.count, by: 2) {
            units.append(UInt16(bytes[index + low]) | UInt16(bytes[index + 1 - low]) << 8)
        }
        return String(validating: units, as: UTF16.self)
    }

    /// The line of the first NUL, or of the first control character where there are many.
    private static func binaryLine(_ text: String) -> Int? {
        var line = 1
        var controls = 0
        var first: Int?
        for byte in text.utf8 {
            if byte == 10 { line += 1 }
            if byte == 0 { return line }
            if byte < 0x20, byte != 9, byte != 10, byte != 12, byte != 13 {
                controls += 1
                if first == nil { first = line }
            }
        }
        return controls > 16 && controls > text.utf8.count / 100 ? first : nil
    }
}

/// How many bytes from the start are valid UTF-8 after RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF.
func validUTF8(_ bytes: UnsafeRawBufferPointer) -> Int {
    var index = 0
    let count = bytes.count
    while index < count {
        let lead = bytes[index]
        if lead < 0x80 {
            index += 1
            continue
        }
        let (length, low, high): (Int, UInt8, UInt8) =
            switch lead {
            case 0xC2...0xDF: (2, 0x80, 0xBF)
            case 0xE0: (3, 0xA0, 0xBF)
            case 0xED: (3, 0x80, 0x9F)
            case 0xE1...0xEF: (3, 0x80, 0xBF)
            case 0xF0: (4, 0x90, 0xBF)
            case 0xF1...0xF3: (4, 0x80, 0xBF)
            case 0xF4: (4, 0x80, 0x8F)
            default: (0, 0, 0)
            }
        guard length > 0, index + length <= count, (low...high).contains(bytes[index + 1]) else { return index }
        for next in 2..<max(2, length) where bytes[index + next] & 0xC0 != 0x80 { return index }
        index += length
    }
    return index
}

extension FindingCode {
    public static let textNotText = FindingCode(
        "documents.text.encoding", .error,
        zh: "这不是文本文件，或编码损坏：按 {encoding} 读不通。请在记事本中另存为 UTF-8 编码的文本后再传。",
        en:
            "This is not a text file, or its encoding is damaged: it cannot be read as {encoding}. Save it as UTF-8 text and send it again."
    )
    public static let textBinary = FindingCode(
        "documents.text.binary", .error,
        zh: "文件里有文本不该有的控制字符（空字节等），像是改了扩展名的二进制文件。请传原文件，或另存为 UTF-8 文本。",
        en:
            "The file holds control characters (such as NUL) that text does not have; it may be a renamed binary file. Send the original, or save it as UTF-8 text."
    )
}
