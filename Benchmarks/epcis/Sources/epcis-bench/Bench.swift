import EPCIS
import Foundation
import Identifiers

/// Prints figures in CPU time as JSON lines: name, count, seconds, rate, peak memory of the process so far.
///
/// usage: epcis-bench hash DOCUMENT | links FILE | stream DOCUMENT | trace COUNT
@main struct Bench {
    static func main() throws {
        let arguments = CommandLine.arguments.dropFirst()
        guard let what = arguments.first, let argument = arguments.dropFirst().first else {
            print("usage: epcis-bench hash DOCUMENT | links FILE | stream DOCUMENT | trace COUNT")
            exit(64)
        }
        switch what {
        case "hash": try hash(argument)
        case "links": try links(argument)
        case "stream": try stream(argument)
        case "trace": trace(Int(argument) ?? 10_000)
        default: exit(64)
        }
    }

    static func cpu() -> Double { Double(clock()) / Double(CLOCKS_PER_SEC) }

    static func peak() -> Int {
        var usage = rusage()
        getrusage(__rusage_who_t(0), &usage)
        return usage.ru_maxrss / 1024
    }

    static func tell(_ name: String, _ count: Int, _ seconds: Double) {
        let rate = seconds > 0 ? Int(Double(count) / seconds) : 0
        print("{\"name\":\"\(name)\",\"count\":\(count),\"cpu\":\(seconds),\"rate\":\(rate),\"peakMB\":\(peak())}")
    }

    /// Parsing the document and hashing each event, as the reference does; and the hashing alone.
    static func hash(_ path: String) throws {
        let bytes = Array(try Data(contentsOf: URL(filePath: path)))
        var count = 0
        var rounds = 0
        var start = cpu()
        var events: [Event] = []
        while cpu() - start < 3 {
            events = try EPCISReader.read(bytes).value.events
            for event in events { count += EventHash.of(event).utf8.count > 0 ? 1 : 0 }
            rounds += 1
        }
        tell("parse and hash", count, cpu() - start)
        start = cpu()
        count = 0
        while cpu() - start < 3 { for event in events { count += EventHash.of(event).utf8.count > 0 ? 1 : 0 } }
        tell("hash", count, cpu() - start)
    }

    static func links(_ path: String) throws {
        let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map(String.init)
        var count = 0
        let start = cpu()
        while cpu() - start < 3 { for line in lines { count += (try? DigitalLink(reading: line)) == nil ? 0 : 1 } }
        tell("digital link", count, cpu() - start)
        let second = cpu()
        count = 0
        while cpu() - second < 2 { for line in lines { count += CanonicalLink.of(line) == nil ? 0 : 1 } }
        tell("canonical link", count, cpu() - second)
    }

    /// Reads and validates a document of any length in pieces of 64 KB.
    static func stream(_ path: String) throws {
        guard let handle = FileHandle(forReadingAtPath: path) else { exit(65) }
        var count = 0
        var faults = 0
        let start = cpu()
        let report = try EPCISReader.read(
            path.hasSuffix("xml") ? .xml : .json, source: { (try? handle.read(upToCount: 1 << 16)).map { Array($0) } ?? [] },
            sink: { _, findings, _ in
                count += 1
                faults += findings.count
            })
        tell("parse and validate", count, cpu() - start)
        if faults + report.findings.count > 0 { print("{\"findings\":\(faults + report.findings.count)}") }
    }

    /// A lot of so many items in cases of ten and pallets of ten cases: recall of the lot, contents of a pallet.
    static func trace(_ items: Int) {
        var events: [Event] = []
        func event(_ type: EventType, _ minute: Int, _ change: (inout Event) -> Void) {
            var event = Event(type: type, eventTime: Timestamp(milliseconds: 1_770_000_000_000 + Int64(minute) * 60_000), eventTimeZoneOffset: "+08:00")
            event.eventID = "urn:uuid:\(events.count)"
            change(&event)
            events.append(event)
        }
        let item = { (number: Int) in "https://id.gs1.org/01/06901234123456/21/\(number)" }
        let unit = { (layer: Int, number: Int) in "urn:epc:id:sscc:6901234.\(layer)\(String(number + 100_000_000))" }
        event(.object, 0) {
            $0.action = .add
            $0.epcList = (0..<items).map(item)
            $0.ilmd = [ExtensionField(name: FieldName(namespace: "urn:epcglobal:cbv:mda:", local: "lotNumber"), value: .text("L1"))]
        }
        for number in 0..<items / 10 {
            event(.aggregation, 10 + number) {
                $0.action = .add
                $0.parentID = unit(1, number)
                $0.childEPCs = (0..<10).map { item(number * 10 + $0) }
            }
        }
        for number in 0..<items / 100 {
            event(.aggregation, 20_000 + number) {
                $0.action = .add
                $0.parentID = unit(2, number)
                $0.childEPCs = (0..<10).map { unit(1, number * 10 + $0) }
            }
            event(.object, 40_000 + number) {
                $0.action = .observe
                $0.bizStep = "receiving"
                $0.epcList = [unit(2, number)]
                $0.bizLocation = Location(id: "urn:epc:id:sgln:6901234.0000\(number % 9).0")
            }
        }
        var start = cpu()
        let trace = Trace(EventList(events))
        tell("index", events.count, cpu() - start)
        start = cpu()
        let count = trace.positions(ofLot: "L1").reduce(0) { $0 + $1.items.count }
        tell("recall", count, cpu() - start)
        start = cpu()
        let inside = trace.contents(of: unit(2, 0), at: Timestamp(milliseconds: .max / 2)).count
        tell("contents", inside, cpu() - start)
    }
}
