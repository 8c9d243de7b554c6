/// The name of a field that is not of the standard: its namespace and its local name. The prefix is what the document
/// wrote and says nothing.
public struct FieldName: Hashable, Sendable {
    /// Empty where the prefix is not declared or the name has none.
    public let namespace: String
    public let local: String
    public let prefix: String

    public init(namespace: String, local: String, prefix: String = "") {
        self.namespace = namespace
        self.local = local
        self.prefix = prefix
    }

    public static func == (a: FieldName, b: FieldName) -> Bool { a.local == b.local && a.namespace == b.namespace }
    public func hash(into hasher: inout Hasher) {
        hasher.combine(namespace)
        hasher.combine(local)
    }

    /// `{namespace}local`, the form in which names enter the event hash.
    public var expanded: String { namespace.isEmpty ? local : "{\(namespace)}\(local)" }
}

/// A field outside the standard, at an event, in its ILMD, at a location, in sensor data or in an error declaration.
public struct ExtensionField: Hashable, Sendable {
    public let name: FieldName
    public var value: ExtensionValue
    /// True where XML wrote it as an attribute.
    public var isAttribute = false

    public init(name: FieldName, value: ExtensionValue, isAttribute: Bool = false) {
        self.name = name
        self.value = value
        self.isAttribute = isAttribute
    }
}

/// The value of an extension: what JSON and XML can both say.
public indirect enum ExtensionValue: Hashable, Sendable {
    case text(String)
    /// The digits as they came.
    case number(String)
    case flag(Bool)
    case null
    /// In XML a repeated element.
    case list([ExtensionValue])
    /// Fields, and the text that XML may hold beside them.
    case object([ExtensionField], text: String?)

    /// The value as XML and the event hash see it; nil for a structure.
    public var scalar: String? {
        switch self {
        case .text(let text): text
        case .number(let digits): digits
        case .flag(let flag): flag ? "true" : "false"
        case .null: ""
        case .list, .object: nil
        }
    }
}

extension [ExtensionField] {
    /// The values of a field, a list taken apart.
    public func values(_ namespace: String, _ local: String) -> [ExtensionValue] {
        filter { $0.name.local == local && $0.name.namespace == namespace }.flatMap { field in
            if case .list(let values) = field.value { values } else { [field.value] }
        }
    }
}
