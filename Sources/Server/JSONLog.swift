import Foundation
import Kernel
import Logging

/// Writes each log entry as one line of JSON to standard error. Control characters are escaped, so that no entry can forge another.
public struct JSONLog: LogHandler {
    public var logLevel: Logger.Level = .info
    public var metadata: Logger.Metadata = [:]
    private let label: String

    public init(label: String) { self.label = label }

    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    public func log(event: LogEvent) {
        var line =
            "{\"time\":\"\(Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)))\",\"level\":\"\(event.level)\",\"from\":"
        append(label, to: &line)
        line += ",\"message\":"
        append(event.message.description, to: &line)
        let all = event.metadata.map { metadata.merging($0) { $1 } } ?? metadata
        for (key, value) in all.sorted(by: { $0.key < $1.key }) {
            line += ","
            append(key, to: &line)
            line += ":"
            if case .stringConvertible(let number as any BinaryInteger) = value {
                line += "\(number)"
            } else if case .stringConvertible(let number as Double) = value {
                line += "\(number)"
            } else {
                append(value.description, to: &line)
            }
        }
        line += "}\n"
        line.withUTF8 { bytes in _ = write(2, bytes.baseAddress, bytes.count) }
    }

    private func append(_ text: String, to line: inout String) {
        line += "\""
        if text.utf8.contains(where: { $0 < 0x20 || $0 == 0x22 || $0 == 0x5C || $0 == 0x7F }) {
            for scalar in text.unicodeScalars {
                switch scalar {
                case "\"": line += "\\\""
                case "\\": line += "\\\\"
                case "\n": line += "\\n"
                default:
                    if scalar.value < 0x20 || scalar.value == 0x7F {
                        line += "\\u00" + hex([UInt8(scalar.value)])
                    } else {
                        line.unicodeScalars.append(scalar)
                    }
                }
            }
        } else {
            line += text
        }
        line += "\""
    }
}
