import Calendars
import Kernel

/// A unit that was given another name, or went into another unit, on a day.
public struct UnitChange: Sendable, Hashable {
    public let unit: RecordID
    public let successor: RecordID?
    public let newName: String?
    public let from: Day
    public let source: String
}

/// What units are called and who answers for them, by day.
public struct UnitChanges: Sendable {
    private let names: [RecordID: [UnitChange]]
    private let successors: [RecordID: UnitChange]

    public init(_ changes: [UnitChange]) {
        names = Dictionary(grouping: changes.filter { $0.newName != nil }, by: \.unit)
        successors = Dictionary(
            changes.filter { $0.successor != nil }.map { ($0.unit, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// Its name on a day: the last one given by then, else the one it has in the plan or the registry.
    public func name(of unit: RecordID, on day: Day, otherwise: String) -> String {
        names[unit]?.last { $0.from <= day }?.newName ?? otherwise
    }

    /// Who answers for it on a day. Units that follow each other in a circle answer for themselves.
    public func successor(of unit: RecordID, on day: Day) -> RecordID {
        var here = unit
        var seen: Set<RecordID> = [unit]
        while let change = successors[here], change.from <= day, let next = change.successor {
            if !seen.insert(next).inserted { return unit }
            here = next
        }
        return here
    }
}
