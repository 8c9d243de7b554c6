/// A place where the chain of events does not hold together.
public struct ChainBreak: Hashable, Sendable {
    public enum Kind: String, Sendable, CaseIterable {
        case shippedNeverReceived = "shipped-never-received"
        case receivedNeverShipped = "received-never-shipped"
        case soldTwice = "sold-twice"
        case soldAfterRecall = "sold-after-recall"
        case soldAfterExpiry = "sold-after-expiry"
        /// A container sold whole after something was taken out of it.
        case soldOpened = "sold-opened"
    }

    public let kind: Kind
    public let epc: String
    /// The events that show it, in event-time order.
    public let eventIDs: [String]
}

extension Trace where Source == EventList {
    /// Every break in the events, by kind and identity. `until` is the moment of looking: what was shipped less than
    /// `patience` milliseconds before is still expected.
    public func breaks(until: Timestamp? = nil, patience: Int64 = 0) -> [ChainBreak] {
        var breaks: Set<ChainBreak> = []
        let latest = until?.milliseconds ?? .max
        for event in source.events where event.time <= latest {
            switch event.event.bizStep {
            case "shipping":
                if latest == .max || event.time + patience <= latest { checkShipped(event, &breaks) }
            case "receiving", "accepting": checkReceived(event, &breaks)
            default: break
            }
            if Self.isSale(event) { for epc in event.epcs + event.children { checkSold(epc, event, &breaks) } }
        }
        return breaks.sorted { ($0.kind.rawValue, $0.epc) < ($1.kind.rawValue, $1.epc) }
    }

    static func isSale(_ event: TraceEvent) -> Bool {
        let step = event.event.bizStep
        let state = event.event.disposition
        return step == "retail_selling" || step == "dispensing" || state == "retail_sold" || state == "dispensed"
    }

    private func checkShipped(_ event: TraceEvent, _ breaks: inout Set<ChainBreak>) {
        for epc in event.epcs + (event.parent.map { [$0] } ?? []) {
            let things = [epc] + contents(of: epc, at: event.time, recursive: true)
            let isReceived = things.contains { thing in
                source.events(naming: thing).contains { later in
                    later.time >= event.time && later.id != event.id && Self.isArrival(later)
                }
            }
            if !isReceived { breaks.insert(ChainBreak(kind: .shippedNeverReceived, epc: epc, eventIDs: [event.id])) }
        }
    }

    private static func isArrival(_ event: TraceEvent) -> Bool {
        ["receiving", "accepting", "arriving", "storing", "stocking"].contains(event.event.bizStep ?? "")
    }

    private func checkReceived(_ event: TraceEvent, _ breaks: inout Set<ChainBreak>) {
        for epc in event.epcs + (event.parent.map { [$0] } ?? []) {
            let things = [epc] + contents(of: epc, at: event.time, recursive: true)
            let isShipped = things.contains { thing in
                events(of: thing).contains {
                    $0.time <= event.time && ["shipping", "departing", "void_shipping"].contains($0.event.bizStep ?? "")
                }
            }
            if !isShipped { breaks.insert(ChainBreak(kind: .receivedNeverShipped, epc: epc, eventIDs: [event.id])) }
        }
    }

    private func checkSold(_ epc: String, _ sale: TraceEvent, _ breaks: inout Set<ChainBreak>) {
        let own = source.events(naming: epc)
        let before = own.filter { TraceEvent.precedes($0, sale) }
        if let earlier = before.last(where: Self.isSale) {
            let isReturned = before.contains { $0.time >= earlier.time && $0.event.disposition == "returned" }
            if !isReturned { breaks.insert(ChainBreak(kind: .soldTwice, epc: epc, eventIDs: [earlier.id, sale.id])) }
        }
        let trace = events(of: epc)
        if let recall = trace.first(where: { $0.time <= sale.time && $0.event.disposition == "recalled" }) {
            breaks.insert(ChainBreak(kind: .soldAfterRecall, epc: epc, eventIDs: [recall.id, sale.id]))
        }
        for event in trace where event.outputs.contains(epc) || event.event.action == .add {
            if let expiry = Self.expiry(of: event), sale.time > expiry {
                breaks.insert(ChainBreak(kind: .soldAfterExpiry, epc: epc, eventIDs: [event.id, sale.id]))
            }
        }
        let openings = before.filter { $0.isPacking && $0.event.action == .delete && $0.parent == epc }
        if let opening = openings.first, contents(of: epc, at: sale.time, recursive: false).count < packed(epc, until: sale.time) {
            breaks.insert(ChainBreak(kind: .soldOpened, epc: epc, eventIDs: [opening.id, sale.id]))
        }
    }

    private func packed(_ parent: String, until time: Int64) -> Int {
        var all: Set<String> = []
        for event in source.events(naming: parent)
        where event.isPacking && event.parent == parent && event.event.action == .add && event.time <= time {
            all.formUnion(event.children)
        }
        return all.count
    }

    /// The end of the day that the ILMD names as the last for use, in the time zone of the event.
    private static func expiry(of event: TraceEvent) -> Int64? {
        for field in event.event.ilmd where ["itemExpirationDate", "expirationDate", "bestBeforeDate"].contains(field.name.local) {
            guard let text = field.value.scalar?.trimmed else { continue }
            if let moment = Timestamp(text) { return moment.milliseconds }
            let day = text.utf8.count == 10 ? text : ""
            if let end = Timestamp(day + "T23:59:59.999" + event.event.eventTimeZoneOffset) { return end.milliseconds }
        }
        return nil
    }
}
