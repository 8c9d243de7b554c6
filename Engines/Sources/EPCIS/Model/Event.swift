/// One traceability event, EPCIS 2.0 section 7.4: what, when, where, why and how, in one value for all five types.
///
/// A field that a type does not have stays empty. Words of the Core Business Vocabulary are held bare (`shipping`), whichever of
/// their spellings came in; all other identifiers are held as they came. Numbers are held in their own digits. Extensions keep
/// namespace, name and structure at every place where the standard allows them.
///
/// ```swift
/// let events = try EPCISReader.read(bytes).value.events
/// events[0].bizStep   // "shipping"
/// ```
public struct Event: Hashable, Sendable {
    public var type: EventType
    // When
    public var eventTime: Timestamp
    public var eventTimeZoneOffset: String
    public var recordTime: Timestamp?
    // Identity and standing
    public var eventID: String?
    public var errorDeclaration: ErrorDeclaration?
    public var certificationInfo: [String] = []
    // What
    public var action: Action?
    public var parentID: String?
    public var epcList: [String] = []
    public var quantityList: [Quantity] = []
    public var childEPCs: [String] = []
    public var childQuantityList: [Quantity] = []
    public var inputEPCList: [String] = []
    public var inputQuantityList: [Quantity] = []
    public var outputEPCList: [String] = []
    public var outputQuantityList: [Quantity] = []
    public var transformationID: String?
    // Why
    public var bizStep: String?
    public var disposition: String?
    public var persistentDisposition: PersistentDisposition?
    public var bizTransactionList: [TypedReference] = []
    public var sourceList: [TypedReference] = []
    public var destinationList: [TypedReference] = []
    // Where
    public var readPoint: Location?
    public var bizLocation: Location?
    // How
    public var sensorElementList: [SensorElement] = []
    // The rest
    public var ilmd: [ExtensionField] = []
    public var extensions: [ExtensionField] = []
    /// Prefixes that a JSON-LD context declared: a value `ex:thing` stands for the namespace of `ex` and `thing`. Nil for an
    /// event from XML, where a colon in a value is only a colon.
    public var valuePrefixes: [String: String]?

    public init(type: EventType, eventTime: Timestamp, eventTimeZoneOffset: String) {
        self.type = type
        self.eventTime = eventTime
        self.eventTimeZoneOffset = eventTimeZoneOffset
    }
}

public enum EventType: Hashable, Sendable {
    case object, aggregation, transaction, transformation, association
    /// A type of somebody's own, by the name that the document gives it.
    case other(String)

    public init(_ name: String) {
        switch name {
        case "ObjectEvent": self = .object
        case "AggregationEvent": self = .aggregation
        case "TransactionEvent": self = .transaction
        case "TransformationEvent": self = .transformation
        case "AssociationEvent": self = .association
        default: self = .other(name)
        }
    }

    public var name: String {
        switch self {
        case .object: "ObjectEvent"
        case .aggregation: "AggregationEvent"
        case .transaction: "TransactionEvent"
        case .transformation: "TransformationEvent"
        case .association: "AssociationEvent"
        case .other(let name): name
        }
    }
}

public enum Action: String, Hashable, Sendable, CaseIterable {
    case add = "ADD"
    case observe = "OBSERVE"
    case delete = "DELETE"
}

/// So much of a class of things; no quantity means an unknown number of individuals.
public struct Quantity: Hashable, Sendable {
    public var epcClass: String
    /// The digits as they came.
    public var quantity: String?
    public var uom: String?

    public init(epcClass: String, quantity: String? = nil, uom: String? = nil) {
        self.epcClass = epcClass
        self.quantity = quantity
        self.uom = uom
    }
}

/// A business transaction, a source or a destination with its type.
public struct TypedReference: Hashable, Sendable {
    public var type: String?
    public var id: String

    public init(type: String?, id: String) {
        self.type = type
        self.id = id
    }
}

public struct Location: Hashable, Sendable {
    public var id: String
    public var extensions: [ExtensionField] = []

    public init(id: String, extensions: [ExtensionField] = []) {
        self.id = id
        self.extensions = extensions
    }
}

public struct PersistentDisposition: Hashable, Sendable {
    public var set: [String] = []
    public var unset: [String] = []
}

public struct ErrorDeclaration: Hashable, Sendable {
    public var declarationTime: Timestamp
    public var reason: String?
    public var correctiveEventIDs: [String] = []
    public var extensions: [ExtensionField] = []
}

/// What a device measured: the metadata that hold for all reports, and the reports.
public struct SensorElement: Hashable, Sendable {
    public var metadata: SensorMetadata?
    public var reports: [SensorReport] = []
    public var extensions: [ExtensionField] = []
}

public struct SensorMetadata: Hashable, Sendable {
    public var time, startTime, endTime: Timestamp?
    public var deviceID, deviceMetadata, rawData, dataProcessingMethod, bizRules: String?
    public var extensions: [ExtensionField] = []
}

public struct SensorReport: Hashable, Sendable {
    public var type, exception: String?
    public var deviceID, deviceMetadata, rawData, dataProcessingMethod, bizRules: String?
    public var time: Timestamp?
    public var microorganism, chemicalSubstance: String?
    public var value, minValue, maxValue, meanValue, sDev, percRank, percValue: String?
    public var component, stringValue, hexBinaryValue, uriValue, uom, coordinateReferenceSystem: String?
    public var booleanValue: Bool?
    public var extensions: [ExtensionField] = []
}
