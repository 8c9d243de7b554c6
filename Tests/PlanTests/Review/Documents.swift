import Foundation
import PlanText
import Testing

@testable import Plan

/// The plan documents that tests read.
enum Documents {
    private static let here = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()

    /// A city that does not exist, with one of every question in its plan.
    static let small = (try? String(contentsOf: here.appending(path: "Fixtures/plan.txt"), encoding: .utf8))!

    /// `../shared/seeds` beside the repository, where it is there.
    static func seed(_ name: String) -> String? {
        let root = here.deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        return try? String(contentsOf: root.appending(path: "shared/seeds/\(name)"), encoding: .utf8)
    }

    static let xuzhou = seed("xuzhou-implementation-plan.txt")
    static let taizhou = seed("taizhou-2023-cluster-strategy.txt")

    static func drafts(_ text: String) throws -> [Reading.Draft] { Reading(try PlanReading(PlanSource(text: text))).drafts }
}
