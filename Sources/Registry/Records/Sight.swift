import Kernel

/// What a viewer sees of the registry, and what he may change.
///
/// | who | records | single figures | changes |
/// | --- | --- | --- | --- |
/// | office | all | all | all |
/// | leader, regulator, auditor | all | all | none |
/// | unit | all | of the own organisation | none |
/// | expert, reader | all | none | none |
/// | park | of the own park | of the own park | of the own park |
/// | enterprise | the own organisation and what it owns | the same | none |
///
/// A figure of one organisation is confidential (统计法: what identifies a single respondent is not given out); sums over many are not: those are the indicators' matter.
struct Sight: Sendable, Hashable {
    let seesAll: Bool
    let seesAllFigures: Bool
    let editsAll: Bool
    let editsPark: Bool
    let park: RecordID?
    let organisation: RecordID?

    init(_ scope: Scope) throws { try self.init(scope, as: scope.viewer) }

    init(_ scope: Scope, as viewer: Viewer) throws {
        seesAll = Sight.seesAll(viewer)
        seesAllFigures = viewer.seesAll
        editsAll = viewer.isAny(.office)
        editsPark = viewer.isAny(.park)
        park = try viewer.isAny(.park) ? Sight.record(viewer.park, .park, scope.connection) : nil
        organisation =
            try viewer.isAny(.enterprise, .unit) ? Sight.record(viewer.organisation, .organisation, scope.connection) : nil
    }

    static func seesAll(_ viewer: Viewer) -> Bool { viewer.seesAll || viewer.isAny(.unit, .expert, .reader) }

    /// An account names what it speaks for by id or by name.
    private static func record(_ word: String?, _ kind: RecordKind, _ connection: Connection) throws -> RecordID? {
        guard let word else { return nil }
        if let id = RecordID(word) { return try RegistryStore.find(id, connection).flatMap { $0.kind == kind ? $0.id : nil } }
        return try RegistryStore.find(named: word, kind: kind, connection)?.id
    }

    /// Follows a WHERE over `record AS r`.
    var filter: SQL {
        if seesAll { return "" }
        var ways: [SQL] = []
        if let park { ways.append("r.id = \(park) OR r.park = \(park)") }
        if let organisation { ways.append("r.id = \(organisation) OR r.owner = \(organisation)") }
        return ways.isEmpty ? " AND FALSE" : " AND (" + SQL.joined(ways, by: " OR ") + ")"
    }

    /// Sees nothing at all until an account is tied to a park or a firm.
    var isBlind: Bool { !seesAll && park == nil && organisation == nil }

    func sees(_ record: Record) -> Bool { seesAll || isOwn(record) }
    func seesFigures(_ record: Record) -> Bool { seesAllFigures || isOwn(record) }
    func edits(_ record: Record) -> Bool { editsAll || editsPark && isInPark(record) }

    private func isOwn(_ record: Record) -> Bool { isInPark(record) || isOfOrganisation(record) }
    private func isInPark(_ record: Record) -> Bool { park.map { record.id == $0 || record.park == $0 } ?? false }
    private func isOfOrganisation(_ record: Record) -> Bool { organisation.map { record.id == $0 || record.owner == $0 } ?? false }
}

extension Sight {
    static let noRecord = Refusal.missing(
        Text("登记中没有这条记录，或不在您的查看范围内。", "The registry has no such record, or it is not yours to see."))

    /// The record, or not found: what a viewer may not see does not exist for him.
    func find(_ id: RecordID, _ scope: Scope) throws -> Record {
        guard let record = try RegistryStore.find(id, scope.connection), sees(record) else { throw Sight.noRecord }
        guard record.knownFrom <= scope.asOf else {
            throw Refusal.missing(
                Text(
                    "“\(record.name)”\(record.knownFrom)才登记，\(scope.asOf)时还没有。",
                    "“\(record.name)” was registered on \(record.knownFrom); on \(scope.asOf) it was not there."))
        }
        return record
    }

    func editable(_ id: RecordID, _ scope: Scope) throws -> Record {
        guard let record = try RegistryStore.find(id, scope.connection), sees(record) else { throw Sight.noRecord }
        guard edits(record) else {
            throw Refusal.forbidden(Text("园区只能修改本园区的记录。", "A park changes the records of its own park only."))
        }
        return record
    }
}
