import Foundation
import Yams

/// Reads a content file of the slice: what is wrong in it is said by file, key and reason, and a key that nobody reads is wrong too.
enum ContentFile {
    /// `keys` lists every key that may stand in the file, as `bands[].light`.
    static func read<Value: Decodable>(_ type: Value.Type, _ yaml: String, name: String, keys: Set<String>) throws -> Value {
        do {
            if let node = try Yams.compose(yaml: yaml) { try check(node, "", name, keys) }
            return try YAMLDecoder().decode(type, from: yaml)
        } catch let error as DecodingError {
            throw fault(error, name)
        } catch let error as YamlError {
            throw ContentFault(file: name, reason: "not YAML: \("\(error)".split(separator: "\n").joined(separator: " "))")
        }
    }

    private static func check(_ node: Node, _ path: String, _ file: String, _ keys: Set<String>) throws {
        switch node {
        case .mapping(let mapping):
            var seen: Set<String> = []
            for (key, value) in mapping {
                let name = key.string ?? ""
                let here = path.isEmpty ? name : "\(path).\(name)"
                let plain = here.replacing(/\[\d+\]/, with: "[]")
                guard keys.contains(plain) || keys.contains(where: { $0.hasPrefix(plain + ".") || $0.hasPrefix(plain + "[]") })
                else {
                    throw ContentFault(file: file, key: here, reason: "no such key")
                }
                guard seen.insert(name).inserted else { throw ContentFault(file: file, key: here, reason: "stands twice") }
                try check(value, here, file, keys)
            }
        case .sequence(let sequence):
            for (index, value) in sequence.enumerated() { try check(value, "\(path)[\(index)]", file, keys) }
        default: return
        }
    }

    private static func fault(_ error: DecodingError, _ file: String) -> ContentFault {
        func key(_ path: [any CodingKey], _ last: (any CodingKey)? = nil) -> String {
            (path + (last.map { [$0] } ?? [])).reduce("") { out, key in
                if let index = key.intValue { return "\(out)[\(index)]" }
                return out.isEmpty ? key.stringValue : "\(out).\(key.stringValue)"
            }
        }
        switch error {
        case .keyNotFound(let missing, let context):
            return ContentFault(file: file, key: key(context.codingPath, missing), reason: "is missing")
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            return ContentFault(file: file, key: key(context.codingPath), reason: context.debugDescription)
        case .dataCorrupted(let context):
            return ContentFault(file: file, key: key(context.codingPath), reason: context.debugDescription)
        @unknown default: return ContentFault(file: file, reason: "\(error)")
        }
    }
}

/// A content file that cannot be used: which, at which key, and why.
public struct ContentFault: Error, CustomStringConvertible {
    public let file: String
    public let key: String?
    public let reason: String
    public init(file: String, key: String? = nil, reason: String) {
        self.file = file
        self.key = key?.isEmpty == true ? nil : key
        self.reason = reason
    }
    public var description: String { "Content file \(file)\(key.map { ", \($0)" } ?? ""): \(reason)" }
}
