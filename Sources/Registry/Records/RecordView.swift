import Calendars
import Kernel

/// A record with all that is known of it on a day.
struct RecordView: JSONValued {
    let record: Record
    let asOf: Day
    let otherNames: [String]
    let identifiers: [HeldIdentifier]
    let statuses: [StatusSpan]
    let formerStatuses: [(span: StatusSpan, knownTo: Day)]
    /// `nil` where single figures are not this viewer's to see.
    let figures: [Figure]?
    let formerFigures: [FormerFigure]
    let owner: String?
    let park: String?
    /// What names this record as its owner or its park: how many, and the first of them.
    let owned: [RecordKind: Int]
    let ownedRecords: [Record]
    let inside: [RecordKind: Int]
    let insideRecords: [Record]
    let origin: RecordOrigin?
    let events: [EventLog.Entry]
    let mayEdit: Bool

    static func load(_ id: RecordID, _ scope: Scope) throws -> RecordView {
        let (connection, day) = (scope.connection, scope.asOf)
        let sight = try Sight(scope)
        let record = try sight.find(id, scope)
        let seesFigures = sight.seesFigures(record)
        let names = try RegistryStore.names(of: Set([record.owner, record.park].compactMap { $0 }), connection)
        let events = try EventLog.timeline(of: record.subject, limit: 50, connection)
        return RecordView(
            record: record, asOf: day, otherNames: try RegistryStore.otherNames(of: id, connection),
            identifiers: try RegistryStore.identifiers(of: id, connection).filter { $0.scheme != .creditCode },
            statuses: try RegistryStore.statuses(of: id, knownOn: day, connection),
            formerStatuses: try RegistryStore.formerStatuses(of: id, by: day, connection),
            figures: seesFigures ? try RegistryStore.figures(of: id, knownOn: day, connection) : nil,
            formerFigures: seesFigures ? try RegistryStore.formerFigures(of: id, by: day, connection) : [],
            owner: record.owner.flatMap { names[$0] }, park: record.park.flatMap { names[$0] },
            owned: try RegistryStore.referring(to: id, by: .owner, knownOn: day, connection),
            ownedRecords: try RegistryStore.referringRecords(to: id, by: .owner, knownOn: day, connection),
            inside: try RegistryStore.referring(to: id, by: .park, knownOn: day, connection),
            insideRecords: try RegistryStore.referringRecords(to: id, by: .park, knownOn: day, connection),
            origin: try RegistryStore.origin(of: id, connection),
            // What a later figure was is not told to who may not see it, nor to who looks at an earlier day.
            events: events.filter { $0.at.day <= day && (seesFigures || !$0.kind.hasPrefix("registry.figure")) },
            mayEdit: sight.edits(record))
    }

    var current: [StatusSpan] { statuses.filter { $0.holds(on: asOf) } }

    var json: JSON {
        [
            "id": .string(record.id.description), "kind": .string(record.kind.rawValue), "name": .string(record.name),
            "type": .optional(record.type),
            "place": .optional(record.place), "creditCode": .optional(record.creditCode), "industry": .optional(record.industry),
            "owner": .optional(record.owner), "ownerName": .optional(owner), "park": .optional(record.park),
            "parkName": .optional(park),
            "note": .optional(record.note), "asOf": .string(asOf.description), "otherNames": .array(otherNames.map { .string($0) }),
            "identifiers": .array(
                identifiers.map { ["scheme": .string($0.word), "value": .string($0.value), "failsCheck": .bool($0.failsCheck)] }),
            "statuses": .array(
                statuses.map {
                    [
                        "id": .string($0.id.description), "status": .string($0.status.rawValue),
                        "from": .string($0.from.description),
                        "to": .optional($0.to), "holds": .bool($0.holds(on: asOf)), "source": .string($0.source),
                        "by": .string($0.by),
                        "knownFrom": .string($0.knownFrom.description),
                    ]
                }),
            "figures": figures.map { list in
                .array(
                    list.map {
                        [
                            "figure": .string($0.kind.rawValue), "periodEnd": .string($0.periodEnd.description),
                            "months": .number(Double($0.months)),
                            "amount": .number(Double($0.amount)), "unit": .string($0.kind.isMoney ? "fen" : "people"),
                            "source": .string($0.source),
                            "by": .string($0.by), "knownFrom": .string($0.knownFrom.description),
                        ]
                    })
            } ?? .null,
        ]
    }
}

/// One status of a record, to be ended or corrected.
struct SpanView: JSONValued {
    let record: Record
    let span: StatusSpan

    static func load(_ input: SpanChoice, _ scope: Scope) throws -> SpanView {
        let record = try Sight(scope).editable(input.record, scope)
        return SpanView(record: record, span: try Keeping.open(input.span, of: record, scope))
    }

    var json: JSON {
        [
            "record": .string(record.id.description), "span": .string(span.id.description), "status": .string(span.status.rawValue),
            "from": .string(span.from.description), "to": .optional(span.to), "source": .string(span.source),
        ]
    }
}
