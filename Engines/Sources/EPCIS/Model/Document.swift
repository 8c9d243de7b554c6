/// A document of traceability events: what was captured or what a query answered, with its header.
public struct EPCISDocument: Sendable, Equatable {
    public enum Kind: String, Sendable {
        case document = "EPCISDocument"
        case query = "EPCISQueryDocument"
        case masterData = "EPCISMasterDataDocument"
        /// One event by itself.
        case event = "Event"
    }

    public var kind: Kind
    public var id: String?
    public var schemaVersion: String?
    public var creationDate: Timestamp?
    public var instanceIdentifier, sender, receiver: String?
    /// Of a query document.
    public var queryName, subscriptionID: String?
    public var vocabularies: [MasterDataVocabulary] = []
    public var events: [Event] = []
    /// Prefixes in the order of their declaration.
    public var prefixes: [(prefix: String, namespace: String)] = []
    public var extensions: [ExtensionField] = []

    public init(kind: Kind) { self.kind = kind }

    public static func == (a: EPCISDocument, b: EPCISDocument) -> Bool {
        a.kind == b.kind && a.events == b.events && a.vocabularies == b.vocabularies && a.creationDate == b.creationDate
            && a.extensions == b.extensions
    }

    /// Names of fields that the document asks to leave out of event hashes, `{namespace}local`.
    public var ignoredFields: Set<String> {
        var names: Set<String> = []
        for field in extensions where field.name.local == "ignoreFields" {
            collect(field.value, into: &names)
        }
        return names
    }

    private func collect(_ value: ExtensionValue, into names: inout Set<String>) {
        switch value {
        case .list(let values): for value in values { collect(value, into: &names) }
        case .object(let fields, _): for field in fields { names.insert(field.name.expanded) }
        case .text(let text):
            let halves = text.split(separator: ":", maxSplits: 1)
            if halves.count == 2, let namespace = prefixes.last(where: { $0.prefix == halves[0] })?.namespace {
                names.insert("{\(namespace)}\(halves[1])")
            } else {
                names.insert(text)
            }
        default: break
        }
    }
}

/// Master data of the header: a vocabulary and its elements, EPCIS 2.0 section 6.1.1.
public struct MasterDataVocabulary: Hashable, Sendable {
    public var type: String
    public var elements: [MasterDataElement] = []
}

public struct MasterDataElement: Hashable, Sendable {
    public var id: String
    public var attributes: [MasterDataAttribute] = []
    public var children: [String] = []
}

public struct MasterDataAttribute: Hashable, Sendable {
    public var id: String
    public var value: ExtensionValue
}
