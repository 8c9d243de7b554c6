import Calendars
import Foundation
import Kernel
import Plan
import Yams

/// The content files of the slice: ladders, scoring schemes and how supervision runs.
public struct SupervisionContent: Sendable {
    public let ladders: [String: Ladder]
    public let schemes: [String: Scheme]
    public let settings: SupervisionSettings
    /// Which days are working days, for the days that an order gives.
    public let calendar: WorkingCalendar

    /// Reads `supervision/ladders/*.yaml`, `supervision/schemes/*.yaml` and `supervision/orders/settings.yaml` below a folder.
    public init(folder: URL, calendar: WorkingCalendar) throws {
        let supervision = folder.appending(path: "supervision")
        self.calendar = calendar
        ladders = try Self.files(supervision.appending(path: "ladders")) { try Ladder.read($0, name: $1) }
        schemes = try Self.files(supervision.appending(path: "schemes")) { try Scheme.read($0, name: $1) }
        let file = supervision.appending(path: "orders/settings.yaml")
        do {
            settings = try YAMLDecoder().decode(SupervisionSettings.self, from: try String(contentsOf: file, encoding: .utf8))
        } catch { throw ContentFault(file: "supervision/orders/settings.yaml", reason: "\(error)") }
        guard ladders[settings.ladder] != nil, schemes[settings.scheme] != nil else {
            throw ContentFault(
                file: "supervision/orders/settings.yaml",
                reason: "ladder \(settings.ladder) or scheme \(settings.scheme) is not among the files beside it")
        }
    }

    private static func files<T: Identifiable>(_ folder: URL, _ read: (String, String) throws -> T) throws -> [String: T]
    where T.ID == String {
        var found: [String: T] = [:]
        for file in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() where file.hasSuffix(".yaml") {
            let value = try read(try String(contentsOf: folder.appending(path: file), encoding: .utf8), file)
            if found.updateValue(value, forKey: value.id) != nil {
                throw ContentFault(file: file, reason: "the id \(value.id) stands in another file too")
            }
        }
        return found
    }

    /// The last day to answer an order of some working days given on a day.
    func due(workingDays: Int, from day: Day) -> Day {
        StatutoryClock(start: day, workingDays: max(1, workingDays)).due(in: calendar)?.day ?? day.adding(days: workingDays)
    }
}

/// How supervision runs where a plan has chosen nothing else.
public struct SupervisionSettings: Sendable, Hashable, Codable {
    public struct Rhythm: Sendable, Hashable, Codable {
        public let kind: MeetingKind
        public let months: Int
    }

    public let ladder: String
    public let scheme: String
    public let ordersAMonth: Int
    public let lookBack: Int
    /// Who signs letters and circulars.
    public let issuer: String
    public let leadingGroup: String
    public let commendFrom: Int
    public let rectifyFrom: Int
    public let rectifyDays: Int
    public let rhythm: [Rhythm]
}

/// Words of a content file in both languages.
public struct Words: Sendable, Hashable, Codable {
    public let zh: String
    public let en: String
    public var text: Text { Text(zh, en) }
}
