import Foundation
import Kernel

/// `multipart/form-data` (RFC 7578): named texts and files between boundary lines. One pass over the bytes; bounded in parts, in the
/// length of their heads and of their names.
enum Multipart {
    static let partLimit = 1000
    static let headLimit = 4096
    static let nameLimit = 200

    /// The boundary of a `Content-Type`: 1 to 70 characters (RFC 2046, 5.1.1).
    static func boundary(_ contentType: String) -> String? {
        guard let value = parameter("boundary", of: contentType), (1...70).contains(value.utf8.count),
            value.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { return nil }
        return value
    }

    static func read(_ body: Data, boundary: String) throws(Refusal) -> RawInput {
        let bytes = Array(body)
        let delimiter = Array("\r\n--\(boundary)".utf8)
        // The first boundary may stand at the very start, without a line end before it.
        let opensAtStart = bytes.starts(with: delimiter.dropFirst(2))
        guard var position = opensAtStart ? delimiter.count - 2 : end(of: delimiter, in: bytes, from: 0) else { throw broken }
        var raw = RawInput()
        var count = 0
        while true {
            guard position + 2 <= bytes.count else { throw broken }
            if bytes[position] == 0x2D, bytes[position + 1] == 0x2D { return raw }
            guard bytes[position] == 0x0D, bytes[position + 1] == 0x0A else { throw broken }
            count += 1
            guard count <= partLimit else {
                throw .tooLarge(Text("表单最多\(partLimit)项。", "A form has at most \(partLimit) parts."))
            }
            guard let headEnd = end(of: [0x0D, 0x0A, 0x0D, 0x0A], in: bytes, from: position, within: headLimit),
                let next = end(of: delimiter, in: bytes, from: headEnd - 2)
            else { throw broken }
            let content = headEnd..<max(headEnd, next - delimiter.count)
            try add(String(decoding: bytes[position..<headEnd], as: UTF8.self), bytes[content], to: &raw)
            position = next
        }
    }

    private static func add(_ head: String, _ content: ArraySlice<UInt8>, to raw: inout RawInput) throws(Refusal) {
        let lines = head.unicodeScalars.split { $0 == "\r" || $0 == "\n" }.map(String.init)
        guard let disposition = lines.first(where: { $0.lowercased().hasPrefix("content-disposition:") }),
            let name = parameter("name", of: disposition), !name.isEmpty, name.utf8.count <= nameLimit
        else { throw broken }
        if let file = parameter("filename", of: disposition) {
            raw.files[name, default: []].append(Upload(name: shownName(file), bytes: Data(content)))
            return
        }
        guard let text = String(validating: content, as: UTF8.self) else {
            throw .invalid([FieldProblem(name, Text(same: name), Text("应为UTF-8文本。", "Must be UTF-8 text."))])
        }
        raw.texts[name, default: []].append(plainLines(text))
    }

    /// What is shown of a file's name: the last part of its path, without control characters, 200 characters at most.
    static func shownName(_ name: String) -> String {
        let last = name.unicodeScalars.split { $0 == "/" || $0 == "\\" }.last.map { String($0) } ?? ""
        let kept = last.unicodeScalars.filter {
            $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) && !$0.properties.isBidiControl
        }
        return String(String(String.UnicodeScalarView(kept)).prefix(200))
    }

    /// `name="value"` or `name=value` after a semicolon. Browsers write a quote inside as `%22` or `\"`.
    private static func parameter(_ name: String, of header: String) -> String? {
        var rest = header[...]
        while let semicolon = rest.firstIndex(of: ";") {
            rest = rest[rest.index(after: semicolon)...].drop { $0 == " " || $0 == "\t" }
            guard let equals = rest.firstIndex(of: "=") else { return nil }
            let key = rest[..<equals].lowercased()
            rest = rest[rest.index(after: equals)...]
            var value = ""
            if rest.first == "\"" {
                rest = rest.dropFirst()
                var isEscaped = false
                while let character = rest.popFirst() {
                    if character == "\"", !isEscaped { break }
                    if character == "\\", !isEscaped, rest.first == "\"" {
                        isEscaped = true
                    } else {
                        value.append(character)
                        isEscaped = false
                    }
                }
            } else {
                value = String(rest.prefix { $0 != ";" && $0 != " " })
            }
            if key == name { return value.replacing("%22", with: "\"") }
        }
        return nil
    }

    /// The index after the first `needle` at or after `start`, which must end within `limit` bytes.
    private static func end(of needle: [UInt8], in bytes: [UInt8], from start: Int, within limit: Int = .max) -> Int? {
        let stop = limit == .max ? bytes.count : min(bytes.count, start + limit)
        guard needle.count > 0, start >= 0, start <= stop else { return nil }
        return bytes.withUnsafeBytes { buffer -> Int? in
            guard let base = buffer.baseAddress else { return nil }
            var position = start
            while position + needle.count <= stop {
                // The first byte is a line end, rare in what is uploaded: memchr leaps to it.
                guard let found = memchr(base + position, Int32(needle[0]), stop - needle.count + 1 - position) else { return nil }
                position = UnsafeRawPointer(found) - base
                if memcmp(base + position, needle, needle.count) == 0 { return position + needle.count }
                position += 1
            }
            return nil
        }
    }

    private static var broken: Refusal {
        .unsupported(Text("上传的表单不完整或格式有误，请重试。", "The form that was sent is incomplete or malformed. Send it again."))
    }
}
