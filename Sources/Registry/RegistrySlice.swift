import Kernel

/// The registry: the records that targets are counted from.
public enum Registry {
    /// The kinds of subject that the slice's events are about: who keeps an answer of the registry asks whether one came since.
    public static let eventSubjects = ["record", "registry-import"]

    public static let slice = Slice(
        "Registry", routes: RegistryEndpoints.routes, raw: ImportEndpoints.raw, migrations: RegistrySchema.migrations,
        events: RegistryEvents.all,
        frame: count)

    /// How many of each kind, beside the menu: for those who see them all.
    private static func count(_ scope: Scope, _ facts: inout FrameFacts) throws {
        guard RegistryEndpoints.reading.allows(scope.viewer), Sight.seesAll(scope.viewer) else { return }
        for (kind, count) in try RegistryStore.counts(knownOn: scope.asOf, scope.connection) {
            facts.counts["registry.\(kind.rawValue).list"] = count
        }
    }
}
