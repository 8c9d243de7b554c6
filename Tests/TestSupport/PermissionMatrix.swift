import Foundation
import Kernel
import Testing

/// Who may use which route, every cell of it tried: role by route.
///
/// ```swift
/// @Test func everyRouteIsForWhomTheTableSays() async throws {
///     try await TestHouse.with(.sqlite, [Registry.slice]) { test in
///         try await PermissionMatrix.check(test.house, against: "permissions.txt")
///     }
/// }
/// ```
/// The table is a file beside the test. When a permission was changed on purpose, copy what the failed test prints and review it.
public enum PermissionMatrix {
    private static let columns: [(name: String, viewer: Viewer)] =
        [("stranger", Viewer.anonymous)] + Role.allCases.map { ($0.rawValue, Viewer.holding($0)) }

    public static func check(_ house: House, against file: String, from source: String = #filePath) async throws {
        let path = URL(filePath: source).deletingLastPathComponent().appending(path: file)
        let table = try await print(house)
        let known = (try? String(contentsOf: path, encoding: .utf8)) ?? ""
        #expect(table == known, "The routes are not those of \(file). If that is meant, the file must read:\n\(table)")
    }

    /// A line a route: its id, verb and path, then the roles that are let in.
    public static func print(_ house: House) async throws -> String {
        var lines: [String] = []
        for route in house.routes.values.sorted(by: { $0.id < $1.id }) {
            var allowed: [String] = []
            for (name, viewer) in columns where try await isLetIn(viewer, to: route, house) { allowed.append(name) }
            let words =
                allowed.count == columns.count ? "everybody" : allowed == signedIn ? "signed in" : allowed.joined(separator: " ")
            lines.append("\(route.id) | \(route.verb.rawValue) \(route.path.pattern) | \(words)")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static let signedIn = Role.allCases.map(\.rawValue)

    /// Calls it with nothing: who is let in gets as far as being told what is missing.
    private static func isLetIn(_ viewer: Viewer, to route: Route, _ house: House) async throws -> Bool {
        do {
            _ = try await house.call(route, RawInput(), as: viewer)
            return true
        } catch Refusal.signInRequired {
            return false
        } catch Refusal.forbidden(let text) where text.zh.contains("需要以下角色之一") {
            return false
        } catch is Refusal {
            return true
        }
    }
}
