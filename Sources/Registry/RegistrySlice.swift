import Kernel

/// The registry: records that targets are counted from.
public enum Registry {
    /// The kinds of subject that the slice's events are about: who keeps an answer of the registry asks whether one came since.
    public static let eventSubjects = ["record", "registry-import"]

    public static let slice = Slice("Registry", routes: [], migrations: RegistrySchema.migrations, events: [])
}
