import Identifiers

/// One spelling of an identity for comparing: the canonical Digital Link of a GS1 identity, any other URI as it stands.
///
/// ```swift
/// Identity.of("urn:epc:id:sscc:4012345.0000000011")   // "https://id.gs1.org/00/040123450000000115"
/// ```
public enum Identity {
    public static func of(_ text: String) -> String { CanonicalLink.of(text) ?? text }

    /// Logistic units and returnable assets hold things; everything else is a thing held.
    static func isContainer(_ identity: String) -> Bool {
        identity.hasPrefix("https://id.gs1.org/00/") || identity.hasPrefix("https://id.gs1.org/8003/")
    }
}

/// An event with the identities it names, read once.
public final class TraceEvent: Sendable {
    public let event: Event
    /// Tells two events of the same moment apart, and the same event in two answers.
    public let id: String
    public let parent: String?
    public let children: [String]
    public let epcs: [String]
    public let inputs: [String]
    public let outputs: [String]

    public var time: Int64 { event.eventTime.milliseconds }

    public init(_ event: Event) {
        self.event = event
        id = event.eventID ?? EventHash.of(event)
        parent = event.parentID.map(Identity.of)
        children = event.childEPCs.map(Identity.of)
        epcs = event.epcList.map(Identity.of)
        inputs = event.inputEPCList.map(Identity.of)
        outputs = event.outputEPCList.map(Identity.of)
    }

    /// Every identity that the event names.
    public var identities: [String] { epcs + children + inputs + outputs + (parent.map { [$0] } ?? []) }

    var isPacking: Bool { event.type == .aggregation }
    /// A DELETE that names no child empties the parent.
    var emptiesParent: Bool {
        isPacking && event.action == .delete && children.isEmpty && event.childQuantityList.isEmpty && parent != nil
    }

    static func precedes(_ a: TraceEvent, _ b: TraceEvent) -> Bool { a.time != b.time ? a.time < b.time : a.id < b.id }
}

/// Where the trace rules take their events from: a document in memory or a store.
///
/// Identities are canonical. Answers come in event-time order, each event once, events that an error declaration has
/// voided left out.
public protocol EventSource {
    func events(naming identity: String) -> [TraceEvent]
    /// The events that made items of a lot.
    func events(ofLot lot: String) -> [TraceEvent]
    func eventsWithSensorData() -> [TraceEvent]
}

/// Events in memory with an index by identity. They may come in any order, and twice.
public struct EventList: EventSource, Sendable {
    public let events: [TraceEvent]
    private var byIdentity: [String: [Int]] = [:]
    private var byLot: [String: [Int]] = [:]

    public init(_ events: some Sequence<Event>) {
        self.events = Self.standing(events.map(TraceEvent.init))
        for (number, event) in self.events.enumerated() {
            for identity in Set(event.identities) { byIdentity[identity, default: []].append(number) }
            for lot in Self.lots(of: event) { byLot[lot, default: []].append(number) }
        }
    }

    /// In event-time order, each once, without what an error declaration says did not happen as recorded: the declaration repeats
    /// the eventID of the event it voids.
    private static func standing(_ events: [TraceEvent]) -> [TraceEvent] {
        let voided = Set(events.filter { $0.event.errorDeclaration != nil }.compactMap(\.event.eventID))
        var seen: Set<String> = []
        return events.filter { event in
            event.event.errorDeclaration == nil && !voided.contains(event.id) && seen.insert(event.id).inserted
        }.sorted(by: TraceEvent.precedes)
    }

    /// Lot numbers in the ILMD of a creating event, in either spelling of the namespace, and in links that carry lot and serial.
    static func lots(of event: TraceEvent) -> Set<String> {
        var lots: Set<String> = []
        for field in event.event.ilmd where field.name.local == "lotNumber" {
            if let lot = field.value.scalar?.trimmed, !lot.isEmpty { lots.insert(lot) }
        }
        return lots
    }

    public func events(naming identity: String) -> [TraceEvent] { (byIdentity[identity] ?? []).map { events[$0] } }
    public func events(ofLot lot: String) -> [TraceEvent] { (byLot[lot] ?? []).map { events[$0] } }
    public func eventsWithSensorData() -> [TraceEvent] { events.filter { !$0.event.sensorElementList.isEmpty } }
}
