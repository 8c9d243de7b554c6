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
