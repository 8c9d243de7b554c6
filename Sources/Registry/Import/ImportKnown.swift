import Calendars
import Kernel

/// What the registry holds of all that a table names, read in a few statements instead of some for each line.
struct ImportKnown {
    var byCode: [String: Record] = [:]
    /// By the key of its name or of another name.
    var byName: [String: Record] = [:]
    var spans: [RecordID: [StatusSpan]] = [:]
    var figures: [RecordID: [Figure]] = [:]
    var organisations: [String: RecordID] = [:]
    var parks: [String: RecordID] = [:]
    var otherNames: [RecordID: Set<String>] = [:]
    var names: [RecordID: String] = [:]

    init(
        codes: Set<String>, names: Set<String>, owners: Set<String>, parks: Set<String>, kind: RecordKind, today: Day,
        _ connection: Connection
    ) throws {
        for record in try RegistryStore.records(creditCodes: codes, connection) {
            if let code = record.creditCode { byCode[code] = record }
        }
        byName = try RegistryStore.records(kind, nameKeys: names, connection)
        organisations = try RegistryStore.records(.organisation, nameKeys: owners, connection).mapValues(\.id)
        self.parks = try RegistryStore.records(.park, nameKeys: parks, connection).mapValues(\.id)
        let found = Set(byCode.values.map(\.id) + byName.values.map(\.id))
        spans = try RegistryStore.statuses(of: found, knownOn: today, connection)
        figures = try RegistryStore.figures(of: found, knownOn: today, connection)
        otherNames = try RegistryStore.otherNameKeys(of: found, connection)
        let around = (byCode.values.map { $0 } + byName.values.map { $0 }).flatMap { [$0.owner, $0.park].compactMap { $0 } }
        self.names = try RegistryStore.names(of: Set(around + organisations.values + self.parks.values), connection)
    }
}
