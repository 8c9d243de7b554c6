import Accounts
import Activity
import Evaluation
import Files
import Foundation
import Kernel
import Plan
import Registry
import Reporting
import Server
import Supervision

/// The features of the product. Deleting a line and its folder deletes the feature.
enum Slices {
    /// `content` is the folder of content files; a fault in one is named and stops the start.
    static func all(content: Content) throws -> [Slice] {
        let folder = URL(fileURLWithPath: content.folder)
        var plan = PlanEndpoints(content: try PlanContent(folder: folder), open: PlanOpening.source(_:), keep: Files.keep)
        let orders = try supervision(folder, plan.reads)
        plan.instructed = { task, plan, scope in try orders.instructed(task, plan, &scope) }
        let reporting = ReportingEndpoints(try Returns(folder: folder, plans: plan.reads, keep: Files.keep))
        return [
            Accounts.slice, Activity.slice, Files.slice, Registry.slice, plan.slice, reporting.slice, orders.slice,
            EvaluationEndpoints(reads: plan.reads).slice,
        ]
    }

    static func supervision(_ folder: URL, _ plans: PlanReads) throws -> SupervisionEndpoints {
        SupervisionEndpoints(
            plans: plans, content: try SupervisionContent(folder: folder, calendar: plans.content.calendar), keep: Files.keep)
    }
}

/// What the executable takes from single slices for all commands.
enum Doors {
    /// Whose a session or a token is.
    static func identify(in house: House) -> Server.Identify {
        { credential, origin in
            switch credential {
            case .session(let secret):
                try await Accounts.identify(session: secret, origin: origin, in: house).map {
                    .init($0.viewer, language: $0.language)
                }
            case .token(let secret):
                try await Accounts.identify(apiToken: secret, origin: origin, in: house).map { .init($0) }
            }
        }
    }

    /// Somebody by his sign-in name, for `yaolian call --as`.
    static func viewer(named name: String, in house: House) async throws -> Viewer? {
        try await Accounts.viewer(signInName: name, in: house)
    }

    /// Loads the example where it is not there yet.
    static func loadExample(into house: House) async throws {
        let folder = URL(fileURLWithPath: house.content.folder)
        let plans = PlanReads(content: try PlanContent(folder: folder))
        let example = try Example(folder: folder, content: plans.content)
        let organisations = try await example.load(into: house)
        try await SupervisionExample(folder: folder, endpoints: try Slices.supervision(folder, plans)).load(into: house)
        let returns = try Returns(folder: folder, plans: plans, keep: Files.keep)
        try await ReportingExample(folder: folder, returns: returns).load(into: house)
        for account in example.accounts where try await viewer(named: account.signIn, in: house) == nil {
            try await house.write(as: .system) { scope in
                _ = try Accounts.addExample(
                    signInName: account.signIn, name: account.name, roles: [account.role],
                    organisation: account.organisation.flatMap { organisations[$0] }, &scope)
            }
        }
    }

    /// The path of a one-time link for whoever starts the server: into a house that nobody can administer yet, or into the example.
    static func entrance(to house: House, example: Bool) async throws -> String? {
        if example, let path = try await Accounts.entryLink(signInName: "office", in: house) { return path }
        return try await Accounts.firstLink(in: house)
    }

    /// What runs as long as the server does: jobs, and once a day what time does to accounts.
    static func beside(_ house: House) -> [@Sendable () async throws -> Void] {
        [
            { await JobRunner(house) { try await Accounts.viewer(id: $0, in: house) }.run() },
            {
                while true {
                    try await Accounts.keepHouse(house)
                    try await Task.sleep(for: .seconds(86_400))
                }
            },
        ]
    }
}
