import EPCIS
import Foundation

/// One question of a file of questions, and its answer as JSON. A key that begins with `expect` is not read.
struct Question {
    private let fields: [String: Any]

    init(_ fields: [String: Any]) { self.fields = fields }

    private var epc: String { fields["epc"] as? String ?? "" }

    func answer(_ trace: Trace<EventList>) -> [String: Any] {
        let op = fields["op"] as? String ?? ""
        var answer: [String: Any] = ["op": op]
        switch op {
        case "trace": answer["eventIDs"] = trace.events(of: epc).map(\.id)
        case "contents":
            guard let at = (fields["at"] as? String).flatMap({ Timestamp($0) }) else { return Self.refused(op, "at") }
            answer["EPCs"] = trace.contents(of: epc, at: at, recursive: fields["recursive"] as? Bool ?? true)
        case "recall":
            guard let lot = fields["lotNumber"] as? String else { return Self.refused(op, "lotNumber") }
            answer["expect"] = Self.recall(trace.positions(ofLot: lot))
        case "excursions":
            guard let band = band else { return Self.refused(op, "range") }
            answer["expect"] = trace.excursions(band).map { Self.excursion($0, band) }
        case "breaks":
            let until = (fields["until"] as? String).flatMap { Timestamp($0) }
            answer["expect"] = trace.breaks(until: until).map {
                ["kind": $0.kind.rawValue, "epc": $0.epc, "eventIDs": $0.eventIDs]
            }
        default: answer["error"] = "No question is called “\(op)”."
        }
        return answer
    }

    private static func refused(_ op: String, _ field: String) -> [String: Any] {
        ["op": op, "error": "“\(field)” is missing or cannot be read."]
    }

    private var band: Band? {
        guard let range = fields["range"] as? [String: Any], let uom = range["uom"] as? String else { return nil }
        let low = (range["min"] as? NSNumber)?.doubleValue ?? -.infinity
        let high = (range["max"] as? NSNumber)?.doubleValue ?? .infinity
        let pause = (fields["maxGapMinutes"] as? NSNumber).map { Int64($0.doubleValue * 60_000) }
        return Band(minimum: low, maximum: high, uom: uom, longestPause: pause)
    }

    private static func recall(_ positions: [Trace<EventList>.Position]) -> [String: Any] {
        [
            "affectedItems": positions.reduce(0) { $0 + $1.items.count },
            "positions": positions.map { position -> [String: Any] in
                [
                    "status": position.status.rawValue, "bizLocation": position.bizLocation ?? NSNull(),
                    "count": position.items.count,
                ]
            },
        ]
    }

    private static func excursion(_ excursion: Excursion, _ band: Band) -> [String: Any] {
        var object: [String: Any] = [
            "eventID": excursion.eventID, "container": excursion.container ?? NSNull(), "firstBad": excursion.firstBad.utc,
            "lastBad": excursion.lastBad.utc, "readingsOut": excursion.readingsOut, "maxValue": excursion.maxValue ?? NSNull(),
            "affectedItems": excursion.affectedItems,
        ]
        if let least = excursion.minValue, least < band.minimum { object["minValue"] = least }
        if band.longestPause != nil { object["gaps"] = excursion.gaps.map { ["from": $0.from.utc, "to": $0.to.utc] } }
        return object
    }
}
