import Foundation

/// What came in before it has a type: named texts and files from a form, a query, a JSON body, the command line or the path.
public struct RawInput: Sendable, Hashable {
    public var texts: [String: [String]]
    public var files: [String: [Upload]]

    public init(_ texts: [String: [String]] = [:], files: [String: [Upload]] = [:]) {
        self.texts = texts
        self.files = files
    }

    /// Members of an object; a list gives a field several values, `null` none. Deeper nesting is refused.
    public init(json: JSON) throws(Refusal) {
        guard let members = json.object else {
            throw .unsupported(Text("请求正文应为JSON对象。", "The body must be a JSON object."))
        }
        self.init()
        for (name, value) in members {
            var items: [String] = []
            for item in value.array ?? [value] {
                switch item {
                case .null: continue
                case .string(let text): items.append(text)
                case .bool(let bool): items.append(bool ? "true" : "false")
                case .number(let number): items.append(print(number))
                case .array, .object:
                    throw .invalid([
                        FieldProblem(name, Text(same: name), Text("应为文本、数字或真假值。", "Must be a text, a number or a boolean."))
                    ])
                }
            }
            texts[name] = items
        }
    }

    public mutating func set(_ name: String, _ value: String) { texts[name] = [value] }
    public subscript(_ name: String) -> String? { texts[name]?.first }
    public var names: Set<String> { Set(texts.keys).union(files.keys) }
}

/// A file as it was sent. Its name is only shown, never used as a path.
public struct Upload: Sendable, Hashable {
    public let name: String
    public let bytes: Data

    public init(name: String, bytes: Data) {
        self.name = name
        self.bytes = bytes
    }
}

/// A number as an input field holds it: shortest form that reads back, whole numbers without a point.
public func print(_ number: Double) -> String {
    if let whole = Int64(exactly: number) { return String(whole) }
    return "\(number)"
}
