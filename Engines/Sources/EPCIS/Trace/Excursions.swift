/// Readings outside a band, and silences of the recorder, down to the items that were inside at those minutes.
public struct Excursion: Sendable {
    public let eventID: String
    /// The unit that was measured: the event's first object.
    public let container: String?
    public let firstBad, lastBad: Timestamp
    /// Readings outside the band.
    public let readingsOut: Int
    /// The extremes of those readings, in the unit of the band.
    public let minValue, maxValue: Double?
    /// Pauses between readings longer than allowed.
    public let gaps: [(from: Timestamp, to: Timestamp)]
    /// What was inside at any of the bad moments and holds nothing itself.
    public let affectedItems: [String]
}

/// The values that a cold chain allows.
public struct Band: Sendable {
    public let minimum, maximum: Double
    /// UN/CEFACT code: CEL, FAH, KEL, or any other unit compared as it stands.
    public let uom: String
    /// The longest pause between two readings in milliseconds; nil asks nothing. GSP appendix 2: five minutes on the road, thirty in
    /// the store, two after an alarm.
    public let longestPause: Int64?

    public init(minimum: Double, maximum: Double, uom: String, longestPause: Int64? = nil) {
        self.minimum = minimum
        self.maximum = maximum
        self.uom = uom
        self.longestPause = longestPause
    }

    /// A value in the unit of the band; nil where the units do not measure the same.
    func converted(_ value: Double, from unit: String) -> Double? {
        if unit == uom { return value }
        guard let celsius = Self.celsius(value, unit) else { return nil }
        switch uom {
        case "CEL": return celsius
        case "FAH": return celsius * 9 / 5 + 32
        case "KEL": return celsius + 273.15
        default: return nil
        }
    }

    private static func celsius(_ value: Double, _ unit: String) -> Double? {
        switch unit {
        case "CEL": value
        case "FAH": (value - 32) * 5 / 9
        case "KEL": value - 273.15
        default: nil
        }
    }
}

extension Trace {
    private struct Reading {
        let time: Int64
        let values: [Double]
    }

    /// Every event with readings outside the band or pauses longer than it allows, in event-time order.
    public func excursions(_ band: Band) -> [Excursion] { source.eventsWithSensorData().compactMap { excursion($0, band) } }

    private func excursion(_ event: TraceEvent, _ band: Band) -> Excursion? {
        let readings = readings(of: event, band).sorted { $0.time < $1.time }
        var bad: [Int64] = []
        var values: [Double] = []
        for reading in readings {
            let out = reading.values.filter { $0 < band.minimum || $0 > band.maximum }
            if out.isEmpty { continue }
            bad.append(reading.time)
            values += out
        }
        var gaps: [(Int64, Int64)] = []
        if let pause = band.longestPause {
            for (a, b) in zip(readings, readings.dropFirst()) where b.time - a.time > pause { gaps.append((a.time, b.time)) }
        }
        let moments = bad + gaps.flatMap { [$0.0, $0.1] }
        guard let first = moments.min(), let last = moments.max() else { return nil }
        let units = event.epcs + (event.parent.map { [$0] } ?? []) + event.outputs
        return Excursion(
            eventID: event.id, container: units.first, firstBad: Timestamp(milliseconds: first),
            lastBad: Timestamp(milliseconds: last), readingsOut: bad.count, minValue: values.min(), maxValue: values.max(),
            gaps: gaps.map { (Timestamp(milliseconds: $0.0), Timestamp(milliseconds: $0.1)) },
            affectedItems: items(in: units + event.children, at: Set(moments)))
    }

    /// The measurements of an event in the unit of the band; a report without time has the time of its metadata or its event.
    private func readings(of event: TraceEvent, _ band: Band) -> [Reading] {
        var readings: [Reading] = []
        for element in event.event.sensorElementList {
            for report in element.reports {
                guard let unit = report.uom else { continue }
                let values = [report.value, report.minValue, report.maxValue].compactMap { $0 }.compactMap(Double.init)
                    .compactMap { band.converted($0, from: unit) }
                if values.isEmpty { continue }
                let time = report.time ?? element.metadata?.time ?? element.metadata?.startTime ?? event.event.eventTime
                readings.append(Reading(time: time.milliseconds, values: values))
            }
        }
        return readings
    }

    private func items(in units: [String], at moments: Set<Int64>) -> [String] {
        var items: Set<String> = []
        for unit in units {
            var holds = false
            for moment in moments {
                let inside = contents(of: unit, at: moment, recursive: true)
                holds = holds || !inside.isEmpty
                items.formUnion(inside.filter { !Identity.isContainer($0) })
            }
            if !holds, !Identity.isContainer(unit) { items.insert(unit) }
        }
        return items.sorted()
    }
}
