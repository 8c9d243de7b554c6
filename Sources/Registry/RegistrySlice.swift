import Kernel

/// The registry: records that targets are counted from.
public enum Registry {
    public static let slice = Slice("Registry", routes: [], migrations: RegistrySchema.migrations, events: [])
}
