/// One input of an endpoint, described once: its name in the API, where it goes, its label, its check.
///
/// From it come the parser, the form control, the JSON and OpenAPI member and the command-line argument.
///
/// ```swift
/// Field("value", \.value, Text("完成值", "Value"), check: { $0 >= 0 ? nil : Text("不能小于0。", "Must not be below 0.") })
/// ```
public struct Field<Input: Sendable>: Sendable {
    public let name: String
    public let label: Text
    public let hint: Text?
    public let control: Control
    public let isRequired: Bool
    public let schema: JSON
    let read: @Sendable (RawInput, inout Input) throws(Mistake) -> Void
    let write: @Sendable (Input) -> [String]

    /// A value that must be given.
    public init<Value: FieldValue>(
        _ name: String, _ path: any WritableKeyPath<Input, Value> & Sendable, _ label: Text, hint: Text? = nil,
        as control: Control? = nil,
        check: (@Sendable (Value) -> Text?)? = nil
    ) {
        let control = control ?? Value.control
        self.init(name, label, hint, control, required: control != .flag, Value.schema) { raw, input throws(Mistake) in
            guard let text = control == .secret ? raw.secret(name) : raw.entry(name) else {
                if control == .flag { return }  // an unticked box is not sent
                throw Mistake(Text("此项必填。", "This is required."))
            }
            input[keyPath: path] = try parse(text, within: control, check)
        } write: {
            [$0[keyPath: path].printed]
        }
    }

    /// A value that may be left out.
    public init<Value: FieldValue>(
        _ name: String, _ path: any WritableKeyPath<Input, Value?> & Sendable, _ label: Text, hint: Text? = nil,
        as control: Control? = nil,
        check: (@Sendable (Value) -> Text?)? = nil
    ) {
        let control = control ?? Value.control
        self.init(name, label, hint, control, required: false, Value.schema) { raw, input throws(Mistake) in
            guard let text = control == .secret ? raw.secret(name) : raw.entry(name) else { return input[keyPath: path] = nil }
            input[keyPath: path] = try parse(text, within: control, check)
        } write: {
            $0[keyPath: path].map { [$0.printed] } ?? []
        }
    }

    /// Several values under one name; none is an empty list.
    public init<Value: FieldValue>(
        _ name: String, _ path: any WritableKeyPath<Input, [Value]> & Sendable, _ label: Text, hint: Text? = nil,
        as control: Control = .list
    ) {
        self.init(name, label, hint, control, required: false, ["type": "array", "items": Value.schema]) {
            raw, input throws(Mistake) in
            var values: [Value] = []
            // A box of lines sends one text; the API and repeated controls send several.
            let texts = (raw.texts[name] ?? []).flatMap {
                control == .list ? $0.split(whereSeparator: \.isNewline).map(String.init) : [$0]
            }
            for text in texts where !isBlank(text) { values.append(try parse(text, within: .line(limit: 10_000), nil)) }
            input[keyPath: path] = values
        } write: {
            $0[keyPath: path].map(\.printed)
        }
    }

    /// A file. `accept` is a list of endings for the browser; what a file is, its bytes say.
    public init(
        _ name: String, _ path: any WritableKeyPath<Input, Upload?> & Sendable, _ label: Text, hint: Text? = nil, accept: String,
        required: Bool = true
    ) {
        let schema: JSON = ["type": "string", "contentMediaType": "application/octet-stream"]
        self.init(name, label, hint, .file(accept: accept), required: required, schema) { raw, input throws(Mistake) in
            let file = raw.files[name]?.first { !$0.name.isEmpty || !$0.bytes.isEmpty }
            if file == nil, required { throw Mistake(Text("请选择文件。", "Choose a file.")) }
            input[keyPath: path] = file
        } write: { _ in
            []
        }
    }

    private init(
        _ name: String, _ label: Text, _ hint: Text?, _ control: Control, required: Bool, _ schema: JSON,
        read: @escaping @Sendable (RawInput, inout Input) throws(Mistake) -> Void, write: @escaping @Sendable (Input) -> [String]
    ) {
        self.name = name
        self.label = label
        self.hint = hint
        self.control = control
        isRequired = required
        self.schema = schema
        self.read = read
        self.write = write
    }
}

/// What an endpoint takes: a struct whose fields are listed once.
public protocol EndpointInput: Sendable {
    init()
    static var fields: [Field<Self>] { get }
}

/// For endpoints that take nothing.
public struct NoInput: EndpointInput {
    public init() {}
    public static let fields: [Field<NoInput>] = []
}

extension EndpointInput {
    /// All problems at once, so that a form is corrected in one go. An unknown name is one of them.
    public init(_ raw: RawInput) throws(Refusal) {
        self.init()
        var problems: [FieldProblem] = []
        for field in Self.fields {
            do throws(Mistake) { try field.read(raw, &self) } catch {
                problems.append(FieldProblem(field.name, field.label, error.message))
            }
        }
        for name in raw.names.subtracting(Self.fields.map(\.name)).sorted() {
            problems.append(FieldProblem(name, Text(same: name), Text("没有这个字段。", "There is no such field.")))
        }
        if !problems.isEmpty { throw .invalid(problems) }
    }

    /// As a form would send it back; what `init(_:)` reads.
    public var raw: RawInput {
        var raw = RawInput()
        for field in Self.fields {
            let texts = field.write(self)
            if !texts.isEmpty { raw.texts[field.name] = texts }
        }
        return raw
    }
}

extension RawInput {
    /// The first text under a name, trimmed; blank is none.
    fileprivate func entry(_ name: String) -> String? {
        guard let text = texts[name]?.first, !isBlank(text) else { return nil }
        return trimmed(text)
    }

    /// A password counts exactly as it was typed, spaces too.
    fileprivate func secret(_ name: String) -> String? {
        guard let text = texts[name]?.first, !text.isEmpty else { return nil }
        return text
    }
}

private func parse<Value: FieldValue>(
    _ text: String, within control: Control, _ check: (@Sendable (Value) -> Text?)?
) throws(Mistake) -> Value {
    if case .line(let limit) = control, text.unicodeScalars.count > limit { throw tooLong(text, limit) }
    if case .lines(let limit) = control, text.unicodeScalars.count > limit { throw tooLong(text, limit) }
    let value = try Value.parse(text)
    if let message = check?(value) { throw Mistake(message) }
    return value
}

private func tooLong(_ text: String, _ limit: Int) -> Mistake {
    Mistake(Text("有\(text.unicodeScalars.count)个字，最多\(limit)个。", "\(text.unicodeScalars.count) characters; at most \(limit)."))
}

private func isBlank(_ text: String) -> Bool { text.allSatisfy(\.isWhitespace) }

private func trimmed(_ text: String) -> String {
    guard let first = text.firstIndex(where: { !$0.isWhitespace }), let last = text.lastIndex(where: { !$0.isWhitespace }) else {
        return ""
    }
    return String(text[first...last])
}
