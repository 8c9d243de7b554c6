import Calendars
import Foundation
import HouseTesting
import Kernel
import Testing

@testable import Plan
@testable import Reporting

/// A link from its making to its end, without a session.
@Suite struct LinkTests {
    static let stranger = Viewer.stranger(from: Origin(address: "192.0.2.7", agent: "phone"))

    /// Calls an endpoint of the doors, as the server does.
    static func call(
        _ world: World, _ id: String, _ values: [String: String] = [:], form: [String: String] = [:],
        files: [String: [Upload]] = [:], as viewer: Viewer = stranger, headers: [String: String] = [:]
    )
        async throws -> RawEndpoint.Response
    {
        let endpoint = try #require(World.reporting.slice.raw.first { $0.id == id })
        try await world.house.admit(viewer, to: endpoint.permission, of: endpoint.id, endpoint.summary)
        let raw = RawInput(form.merging(values) { _, own in own }.mapValues { [$0] }, files: files)
        let request = RawEndpoint.Request(
            values: values, query: RawInput(), headers: headers, body: Data(), viewer: viewer, reader: world.reader(viewer)
        ) { raw }
        return try await endpoint.handle(request, world.house)
    }

    static func refusal(
        _ world: World, _ id: String, _ values: [String: String] = [:], form: [String: String] = [:], as viewer: Viewer = stranger
    ) async throws -> Refusal? {
        do {
            _ = try await call(world, id, values, form: form, as: viewer)
            return nil
        } catch let refusal as Refusal {
            return refusal
        }
    }

    /// The secrets of all open returns, by unit.
    static func make(_ world: World, _ more: [String: String] = [:]) async throws -> [String: String] {
        let response = try await call(
            world, "reporting.links", ["plan": world.plan.description], form: more, as: World.office,
            headers: ["origin": "http://127.0.0.1:1"])
        guard case .bytes(let data) = response.body else { throw TestFault("no bytes") }
        var tokens: [String: String] = [:]
        for link in try JSON(parsing: data)["links"]?.array ?? [] {
            tokens[link["unit"]?.string ?? ""] = link["url"]?.string?.split(separator: "/").last.map(String.init)
        }
        return tokens
    }

    static func body(_ response: RawEndpoint.Response) -> String {
        if case .page(let page) = response.body { page.body.text } else { "" }
    }

    static func answers(_ world: World, _ unit: String) async throws -> [String: String] {
        var form: [String: String] = [:]
        for line in try await world.lines(try await world.item(unit)) {
            let entry = World.entry(line)
            for (name, path) in Entry.fields { if let text = entry[keyPath: path] { form["\(name).\(line.id)"] = text } }
        }
        return form
    }

    static func state(_ world: World, _ unit: String) async throws -> String? {
        try await world.json("reporting.desk")["returns"]?.array?.first { $0["unit"]?.string == unit }?["link"]?.string
    }

    @Test(arguments: TestDatabase.engines) func oneLinkOneDuty(engine: Dialect) async throws {
        try await World.opened(engine) { world in
            let tokens = try await LinkTests.make(world)
            #expect(tokens.count == 6 && tokens.values.allSatisfy { $0.utf8.count == 43 })
            let token = try #require(tokens["市商务局"]), values = ["token": token]
            #expect(try await LinkTests.state(world, "市商务局") == "sent")

            // Looking at it changes nothing; the form is behind the button.
            let cover = try await LinkTests.call(world, "reporting.link", values)
            #expect(LinkTests.body(cover).contains("开始填报") && LinkTests.body(cover).contains("市商务局"))
            #expect(try await LinkTests.call(world, "reporting.link.form", values).status == 303)
            #expect(try await LinkTests.state(world, "市商务局") == "sent")
            #expect(try await LinkTests.refusal(world, "reporting.link.send", values, form: ["submit": "1"])?.status == 409)

            #expect(try await LinkTests.call(world, "reporting.link.open", values).status == 303)
            #expect(try await LinkTests.state(world, "市商务局") == "opened")
            let form = LinkTests.body(try await LinkTests.call(world, "reporting.link.form", values))
            // Exactly its own figures.
            #expect(form.contains("引进重大项目") && !form.contains("技术合同") && !form.contains("高新技术企业"))

            // What is wrong is said, and kept.
            let wrong = try await LinkTests.call(world, "reporting.link.send", values, form: ["submit": "1"])
            #expect(LinkTests.body(wrong).contains("请写本期进展"))
            #expect(try await LinkTests.state(world, "市商务局") == "filled")

            let line = try await world.line("市商务局", "引进重大项目")
            let evidence = ["evidence.\(line.id)": [Upload(name: "证明.txt", bytes: Data("投产".utf8))]]
            let sent = try await LinkTests.call(
                world, "reporting.link.send", values,
                form: try await LinkTests.answers(world, "市商务局").merging(["submit": "1"]) { _, own in own }, files: evidence)
            #expect(LinkTests.body(sent).contains("等待集群办审核"))
            #expect(try await LinkTests.state(world, "市商务局") == "submitted")
            let item = try await world.item("市商务局")
            #expect(item.state == .submitted && item.door == .link && item.submittedBy == "市商务局（凭链接）")
            #expect(try await world.line("市商务局", "引进重大项目").evidenceName == "证明.txt")
            let event = try #require(try await world.test.events(5).first { $0.kind == "reporting.submitted" })
            #expect(event.viewerName == "市商务局（凭链接）" && event.viewer.hasPrefix("link:"))

            // Spent: the same address says so and takes nothing.
            #expect(LinkTests.body(try await LinkTests.call(world, "reporting.link", values)).contains("链接随之失效"))
            #expect(try await LinkTests.refusal(world, "reporting.link.send", values, form: ["submit": "1"])?.status == 409)

            // Returned: the old link stays spent, a new one opens it again.
            try await world.do("reporting.decide", ["return": item.id.description, "verdict": "return", "reason": "请写明投产日期"])
            #expect(try await LinkTests.refusal(world, "reporting.link.send", values, form: ["submit": "1"])?.status == 409)
            let next = try #require(try await LinkTests.make(world, ["return": item.id.description])["市商务局"])
            _ = try await LinkTests.call(world, "reporting.link.open", ["token": next])
            #expect(LinkTests.body(try await LinkTests.call(world, "reporting.link.form", ["token": next])).contains("请写明投产日期"))
        }
    }

    @Test func onlyTheHashIsKept() async throws {
        try await World.opened { world in
            let tokens = try await LinkTests.make(world)
            let kept = try await world.house.database.read {
                try $0.query("SELECT token_hash FROM return_link LIMIT 100").map { try $0.text("token_hash") }
            }
            #expect(kept.count == 6 && Set(kept).isDisjoint(with: tokens.values))
            let log = try await world.house.database.read { try EventLog.latest(limit: 100, $0) }
            #expect(!log.contains { entry in tokens.values.contains { entry.details.values.joined().contains($0) } })
        }
    }

    @Test func whatOpensNothingIsNotFoundAndNoted() async throws {
        try await World.opened { world in
            for token in ["", "x", String(repeating: "A", count: 43), String(repeating: "界", count: 43)] {
                #expect(try await LinkTests.refusal(world, "reporting.link", ["token": token])?.status == 404)
                #expect(try await LinkTests.refusal(world, "reporting.link.send", ["token": token])?.status == 404)
            }
            let notes = try await world.house.database.read {
                try $0.first("SELECT COUNT(*) AS n FROM security_event")?.int("n") ?? 0
            }
            #expect(notes >= 1)
        }
    }

    @Test func aLinkEndsByTimeByRevocationAndByANewerOne() async throws {
        try await World.opened { world in
            let first = try #require(try await LinkTests.make(world)["市商务局"]),
                second = try #require(try await LinkTests.make(world)["市商务局"])
            #expect(LinkTests.body(try await LinkTests.call(world, "reporting.link", ["token": first])).contains("收回了这个链接"))
            let link = try #require(try await world.house.database.read { try LinkStore.find(second, $0) })
            try await world.do("reporting.link.revoke", ["link": link.id.description])
            #expect(LinkTests.body(try await LinkTests.call(world, "reporting.link", ["token": second])).contains("收回了这个链接"))
            #expect(try await world.refusal("reporting.link.revoke", ["link": link.id.description])?.status == 409)
            let third = try #require(try await LinkTests.make(world)["市商务局"])
            world.test.clock.advance(days: 14)
            #expect(LinkTests.body(try await LinkTests.call(world, "reporting.link", ["token": third])).contains("过期"))
            #expect(try await LinkTests.refusal(world, "reporting.link.open", ["token": third])?.status == 409)
        }
    }

    @Test func aLinkReachesNoOtherReturn() async throws {
        try await World.opened { world in
            let token = try #require(try await LinkTests.make(world)["市商务局"])
            _ = try await LinkTests.call(world, "reporting.link.open", ["token": token])
            // Boxes of another unit's line are no boxes of this form.
            let foreign = try await world.line("市工信局", "人才")
            _ = try await LinkTests.call(
                world, "reporting.link.send", ["token": token], form: ["value.\(foreign.id)": "999", "submit": "0"])
            #expect(try await world.line("市工信局", "人才").entry.value == nil)
            #expect(
                try await LinkTests.refusal(world, "reporting.link.send", ["token": token], form: ["role": "office"])?.status == 422
            )
        }
    }

    @Test func twoSubmissionsAtOnceAreOne() async throws {
        try await World.opened { world in
            let token = try #require(try await LinkTests.make(world)["市商务局"])
            _ = try await LinkTests.call(world, "reporting.link.open", ["token": token])
            let form = try await LinkTests.answers(world, "市商务局").merging(["submit": "1"]) { _, own in own }
            let taken = try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 0..<8 {
                    group.addTask { try await LinkTests.refusal(world, "reporting.link.send", ["token": token], form: form) == nil }
                }
                return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(taken == 1)
        }
    }

    @Test func theListToCopyHoldsWholeAddresses() async throws {
        try await World.opened { world in
            let csv = try await LinkTests.call(
                world, "reporting.links", ["plan": world.plan.description], form: ["as": "csv"], as: World.office,
                headers: ["origin": "https://yaolian.example"])
            guard case .bytes(let data) = csv.body else { throw TestFault("no bytes") }
            let text = String(decoding: data, as: UTF8.self)
            #expect(text.contains("市商务局,https://yaolian.example/r/") && text.split(separator: "\r\n").count == 7)
            let page = try await LinkTests.call(
                world, "reporting.links", ["plan": world.plan.description], as: World.office,
                headers: ["accept": "text/html", "origin": "https://yaolian.example"])
            #expect(LinkTests.body(page).contains("只在这一页显示一次"))
            #expect(
                try await LinkTests.refusal(world, "reporting.links", ["plan": world.plan.description], as: .holding(.unit))?.status
                    == 403)
        }
    }
}
