import Calendars
import Kernel

/// The registry: the records that targets are counted from.
public enum Registry {
    /// The kinds of subject that the slice's events are about: who keeps an answer of the registry asks whether one came since.
    public static let eventSubjects = ["record", "registry-import"]

    public static var slice: Slice {
        let counts = Kept<Day, [String: Int]>(about: eventSubjects)
        return Slice(
            "Registry", routes: RegistryEndpoints.routes, raw: ImportEndpoints.raw, migrations: RegistrySchema.migrations,
            events: RegistryEvents.all,
            frame: { scope, facts in try count(counts, scope, &facts) })
    }

    /// How many of each kind, beside the menu: for those who see them all.
    private static func count(_ counts: Kept<Day, [String: Int]>, _ scope: Scope, _ facts: inout FrameFacts) throws {
        guard RegistryEndpoints.reading.allows(scope.viewer), Sight.seesAll(scope.viewer) else { return }
        let counts = try counts.value(scope.asOf, scope.connection) {
            let found = try RegistryStore.counts(knownOn: scope.asOf, scope.connection)
            return Dictionary(found.map { ("registry.\($0.rawValue).list", $1) }) { first, _ in first }
        }
        facts.counts.merge(counts) { $1 }
    }
}
