/// The rules behind the questions that traceability is for. They look at packing as it was at each moment, whatever the order in
/// which the events arrived and whichever spelling they use.
///
/// An item sits in a parent from the AggregationEvent ADD that names it to the DELETE that names it, or that names no child
/// and so empties the parent; both moments belong to the stay.
///
/// ```swift
/// let trace = Trace(EventList(document.events))
/// trace.events(of: "urn:epc:id:sgtin:6901234.027611.596901").map(\.id)
/// ```
public struct Trace<Source: EventSource> {
    public let source: Source
    /// Containers in containers; deeper nesting, and a container inside itself, is not followed.
    private static var depthLimit: Int { 32 }

    public init(_ source: Source) { self.source = source }

    /// A time in a parent, both ends included.
    struct Stay {
        let parent: String
        let from: Int64
        var to: Int64
    }

    // MARK: Trace

    /// All that happened to a thing: its own events, and those of every container while the thing was inside.
    public func events(of epc: String) -> [TraceEvent] {
        var found: [String: TraceEvent] = [:]
        var visited: Set<Visit> = []
        collect(Identity.of(epc), .min, .max, 0, &found, &visited)
        return found.values.sorted(by: TraceEvent.precedes)
    }

    private struct Visit: Hashable {
        let identity: String
        let from, to: Int64
    }

    private func collect(
        _ identity: String, _ from: Int64, _ to: Int64, _ depth: Int, _ found: inout [String: TraceEvent],
        _ visited: inout Set<Visit>
    ) {
        guard depth < Self.depthLimit, from <= to,
            visited.insert(Visit(identity: identity, from: from, to: to)).inserted
        else { return }
        let own = source.events(naming: identity)
        for event in own where from <= event.time && event.time <= to { found[event.id] = event }
        for stay in stays(of: identity, own) {
            collect(stay.parent, max(from, stay.from), min(to, stay.to), depth + 1, &found, &visited)
        }
    }

    /// The stays of a thing in parents, from its own events and from those that emptied a parent.
    func stays(of identity: String, _ own: [TraceEvent]) -> [Stay] {
        var stays: [Stay] = []
        for event in own where event.isPacking && event.children.contains(identity) {
            switch event.event.action {
            case .add:
                guard let parent = event.parent else { continue }
                let isThere = stays.contains { $0.parent == parent && $0.to == .max }
                if !isThere { stays.append(Stay(parent: parent, from: event.time, to: .max)) }
            case .delete:
                for index in stays.indices where stays[index].to == .max {
                    if event.parent == nil || event.parent == stays[index].parent { stays[index].to = event.time }
                }
            default: break
            }
        }
        for index in stays.indices { shorten(&stays[index]) }
        return stays
    }

    /// Ends a stay at the first emptying of the parent within it.
    private func shorten(_ stay: inout Stay) {
        for event in source.events(naming: stay.parent)
        where event.emptiesParent && event.parent == stay.parent && event.time >= stay.from && event.time < stay.to {
            stay.to = event.time
            return
        }
    }

    // MARK: Contents

    /// What a container holds at a moment, with what those things hold when `recursive`, in the order of their identities.
    public func contents(of epc: String, at time: Timestamp, recursive: Bool = true) -> [String] {
        contents(of: Identity.of(epc), at: time.milliseconds, recursive: recursive).sorted()
    }

    func contents(of identity: String, at time: Int64, recursive: Bool) -> Set<String> {
        var all: Set<String> = []
        var open = [identity]
        while let next = open.popLast() {
            for child in children(of: next, at: time) where child != identity && all.insert(child).inserted {
                if recursive { open.append(child) }
            }
        }
        return all
    }

    private func children(of parent: String, at time: Int64) -> Set<String> {
        var inside: Set<String> = []
        for event in source.events(naming: parent) where event.isPacking && event.parent == parent && event.time <= time {
            switch event.event.action {
            case .add: inside.formUnion(event.children)
            // The moment of unpacking still belongs to the stay.
            case .delete where event.time < time:
                if event.emptiesParent { inside.removeAll() } else { inside.subtract(event.children) }
            default: break
            }
        }
        return inside
    }

    // MARK: Recall

    public struct Position: Hashable, Sendable {
        public enum Status: String, Sendable {
            case atLocation = "at_location", dispensed, destroyed, inTransit = "in_transit", sold
        }
        public let status: Status
        /// The spelling that the events use; nil where the items have no place.
        public let bizLocation: String?
        public let items: [String]
    }

    /// Where the items of a lot are, as far as the events tell: items by standing and place.
    ///
    /// Dispensed, sold or destroyed when one of the item's own events says so; in transit when the last event of its trace says so; else
    /// at the last place that its trace names.
    public func positions(ofLot lot: String) -> [Position] {
        var groups: [String: (Position.Status, String?, [String])] = [:]
        for item in items(ofLot: lot) {
            let (status, place) = position(of: item)
            let key = "\(status.rawValue) \(place.map(Identity.of) ?? "")"
            groups[key, default: (status, place, [])].2.append(item)
        }
        return groups.values.map { Position(status: $0.0, bizLocation: $0.1, items: $0.2.sorted()) }.sorted {
            ($0.status.rawValue, $0.bizLocation ?? "") < ($1.status.rawValue, $1.bizLocation ?? "")
        }
    }

    /// The serial items that events of creation put into a lot.
    public func items(ofLot lot: String) -> Set<String> {
        var items: Set<String> = []
        for event in source.events(ofLot: lot) {
            if event.event.type == .transformation { items.formUnion(event.outputs) }
            if event.event.type == .object, event.event.action == .add { items.formUnion(event.epcs) }
        }
        return items
    }

    func position(of item: String) -> (Position.Status, String?) {
        let trace = events(of: item)
        let place = trace.last { $0.event.bizLocation != nil }?.event.bizLocation?.id
        let own = source.events(naming: item)
        for (word, status) in [("dispensed", Position.Status.dispensed), ("retail_sold", .sold), ("destroyed", .destroyed)]
        where own.contains(where: { $0.event.disposition == word }) {
            return (status, place)
        }
        if trace.last?.event.disposition == "in_transit" { return (.inTransit, nil) }
        return (.atLocation, place)
    }
}
