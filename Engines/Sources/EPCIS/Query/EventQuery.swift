import Findings

/// A query of the EPCIS 2.0 standard (section 8.2.7.1, SimpleEventQuery) as a value.
///
/// All conditions must hold; within a condition one of its values is enough. A store turns `conditions` into its own language where
/// it can and tests the rest with `matches`. Both spellings are read where the official artefacts disagree
/// (`GE_errorDeclarationTime` and `GE_errorDeclaration_Time`, `EQATTR_` and `EQ_ATTR_`).
///
/// ```swift
/// let query = try EventQuery(get: "EQ_bizStep=shipping|receiving&MATCH_anyEPC=urn:epc:idpat:sgtin:4012345.*.*")
/// query.select(from: events, in: QueryContext()).events
/// ```
public struct EventQuery: Hashable, Sendable {
    public var conditions: [Condition] = []
    public var order: Order?
    /// The first events in the order asked for.
    public var eventCountLimit: Int?
    /// More events than this are an error, QueryTooLargeException.
    public var maxEventCount: Int?
    public var perPage: Int?
    public var nextPageToken: String?

    public init() {}

    public struct Order: Hashable, Sendable {
        public enum Key: Hashable, Sendable {
            case eventTime, recordTime
            case extensionField(FieldReference)
        }
        public var key: Key
        /// The standard's default.
        public var isDescending = true
    }

    /// Greater, equal and the rest.
    public enum Comparison: String, Hashable, Sendable, CaseIterable {
        case equal = "EQ"
        case greater = "GT"
        case greaterOrEqual = "GE"
        case less = "LT"
        case lessOrEqual = "LE"

        func holds<Value: Comparable>(_ a: Value, _ b: Value) -> Bool {
            switch self {
            case .equal: a == b
            case .greater: a > b
            case .greaterOrEqual: a >= b
            case .less: a < b
            case .lessOrEqual: a <= b
            }
        }
    }

    public enum TimeField: String, Hashable, Sendable {
        case eventTime, recordTime, errorDeclarationTime
        /// Of sensor metadata, or of a report.
        case time, startTime, endTime
    }

    /// Fields with one value out of several.
    public enum TextField: String, Hashable, Sendable {
        case action, bizStep, disposition, transformationID, eventID, errorReason, correctiveEventID, readPoint, bizLocation
        case persistentDispositionSet = "persistentDisposition_set"
        case persistentDispositionUnset = "persistentDisposition_unset"
        // Sensor data.
        case type, deviceID, dataProcessingMethod, microorganism, chemicalSubstance, bizRules, stringValue, booleanValue
        case hexBinaryValue, uriValue
    }

    public enum ReferenceList: String, Hashable, Sendable { case bizTransaction, source, destination }

    /// Where a pattern of identities is looked for.
    public enum Role: String, Hashable, Sendable, CaseIterable {
        case epc, parentID, inputEPC, outputEPC, anyEPC, epcClass, inputEPCClass, outputEPCClass, anyEPCClass
    }

    public enum SensorNumber: String, Hashable, Sendable {
        case value, minValue, maxValue, meanValue, sDev, percValue, percRank
    }

    /// Where an extension field is looked for.
    public enum Scope: String, Hashable, Sendable {
        case event = ""
        case ilmd = "ILMD"
        case errorDeclaration = "ERROR_DECLARATION"
        case sensorElement = "SENSORELEMENT"
        case sensorMetadata = "SENSORMETADATA"
        case sensorReport = "SENSORREPORT"
        case readPoint, bizLocation
    }

    /// A field by namespace and name; where only a prefix is known, by prefix and name.
    public struct FieldReference: Hashable, Sendable {
        public let namespace: String?
        public let prefix: String
        public let local: String

        func matches(_ name: FieldName) -> Bool {
            guard name.local == local else { return name.namespace.isEmpty && name.local == "\(prefix):\(local)" }
            guard let namespace else { return name.prefix == prefix }
            // Namespaces are met with and without their last mark: urn:epcglobal:cbv:mda and urn:epcglobal:cbv:mda:.
            return name.namespace == namespace || Self.trimmed(name.namespace) == Self.trimmed(namespace)
        }

        private static func trimmed(_ text: String) -> Substring {
            text.hasSuffix("/") || text.hasSuffix(":") || text.hasSuffix("#") ? text.dropLast() : text[...]
        }
    }

    public enum Condition: Hashable, Sendable {
        case eventTypes([String])
        case time(TimeField, Comparison, milliseconds: Int64)
        case text(TextField, [String])
        /// `readPoint` or `bizLocation`, one of the places or a place inside it.
        case within(TextField, [String])
        case reference(ReferenceList, type: String, [String])
        case identity(Role, [IdentityPattern])
        case quantity(Comparison, Double, uom: String?)
        case sensor(SensorNumber, Comparison, Double, uom: String?)
        case field(Scope, FieldReference, isInner: Bool, Comparison, [String])
        case fieldExists(Scope, FieldReference, isInner: Bool)
        case hasAttribute(field: String, names: [String])
        case attribute(field: String, name: String, values: [String])
        case hasErrorDeclaration
        case hasSensorElements
    }
}

/// What a query needs to know besides the event: prefixes of field names, and master data for places and attributes.
public struct QueryContext: Sendable {
    public var prefixes: [String: String]
    private var children: [String: Set<String>] = [:]
    private var attributes: [String: [(id: String, value: String)]] = [:]

    public init(prefixes: [String: String] = [:], vocabularies: [MasterDataVocabulary] = []) {
        self.prefixes = prefixes
        for element in vocabularies.flatMap(\.elements) {
            let id = Identity.of(element.id)
            children[id, default: []].formUnion(element.children.map(Identity.of))
            for attribute in element.attributes { attributes[id, default: []].append((attribute.id, attribute.value.scalar ?? "")) }
        }
    }

    public init(_ document: EPCISDocument) {
        let pairs = document.prefixes.map { ($0.prefix, $0.namespace) }
        self.init(prefixes: Dictionary(pairs) { _, last in last }, vocabularies: document.vocabularies)
    }

    /// The place itself and everything inside it; a place inside itself ends the walk.
    func descendants(of place: String) -> Set<String> {
        var all: Set<String> = []
        var open = [Identity.of(place)]
        while let next = open.popLast() {
            if all.insert(next).inserted { open += children[next] ?? [] }
        }
        return all
    }

    /// The values of an attribute in the master data of an identity; the name by itself or behind a `#` or `:`.
    func attributes(of id: String, named name: String) -> [String] {
        (attributes[Identity.of(id)] ?? []).filter { entry in
            entry.id == name || entry.id.hasSuffix("#" + name) || entry.id.hasSuffix(":" + name) || entry.id.hasSuffix("/" + name)
        }.map(\.value)
    }
}
