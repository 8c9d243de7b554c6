import Kernel
import Server

/// The features of the product. Deleting a line and its folder deletes the feature.
enum Slices {
    static let all: [Slice] = []
}

/// What the executable takes from single slices for all commands.
enum Doors {
    /// Whose a session or a token is.
    static func identify(in house: House) -> Server.Identify {
        { _, _ in nil }
    }

    /// Somebody by his sign-in name, for `yaolian call --as`.
    static func viewer(named name: String, in house: House) async throws -> Viewer? { nil }

    /// Loads the example where it is not there yet.
    static func loadExample(into house: House) async throws {}

    /// The path of a one-time link, where it is for whoever starts the server to go in: a house without accounts, or the example.
    static func entrance(to house: House, example: Bool) async throws -> String? { nil }

    /// CSV and XLSX.
    static let encoder = TableEncoder()

    /// What runs as long as the server does.
    static func beside(_ house: House) -> [@Sendable () async throws -> Void] { [] }
}
