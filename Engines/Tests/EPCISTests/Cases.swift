import Foundation
import Testing

/// Case files that lie beside the repository; a test that needs one is disabled, saying so, where they are absent.
enum Cases {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().appending(path: "shared/cases")

    static var arePresent: Bool { FileManager.default.fileExists(atPath: root.path) }
    static let absent: Comment = "../shared/cases is absent"

    static func list(_ path: String) throws -> [[String: Any]] {
        let data = try Data(contentsOf: root.appending(path: path))
        return try #require(JSONSerialization.jsonObject(with: data) as? [[String: Any]])
    }
}

extension Cases {
    static let epcis = root.appending(path: "epcis")

    static func bytes(_ path: String) throws -> [UInt8] { Array(try Data(contentsOf: epcis.appending(path: path))) }

    static func object(_ path: String) throws -> [String: Any] {
        let data = try Data(contentsOf: epcis.appending(path: path))
        return try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    /// All files below a folder with this ending, relative to the EPCIS cases, in order.
    static func files(_ folder: String, _ endings: String...) -> [String] {
        let names = FileManager.default.enumerator(atPath: epcis.appending(path: folder).path)?.allObjects as? [String] ?? []
        return names.filter { name in endings.contains { name.hasSuffix("." + $0) } }.sorted().map { "\(folder)/\($0)" }
    }
}
