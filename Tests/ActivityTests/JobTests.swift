import Foundation
import HouseTesting
import Synchronization
import Testing

@testable import Activity
@testable import Kernel

/// Work that counts, and what a test wants to see of it.
final class Workshop: Sendable {
    private let begun = Mutex(0)
    let gate = AsyncStream.makeStream(of: Void.self)

    var count: Int { begun.withLock { $0 } }

    var slice: Slice {
        Slice(
            "Workshop", routes: [],
            jobs: [
                JobKind("count", Text("数数", "Count"), afterLoss: .again) { [self] run in
                    begun.withLock { $0 += 1 }
                    let total = Int(run.input["to"] ?? "") ?? 0
                    for done in 0...total { try await run.report(done, total) }
                    return Text("数到\(total)，由\(run.viewer.name)交办。", "Counted to \(total) for \(run.viewer.name).")
                },
                JobKind("refuse", Text("拒绝", "Refuse")) { _ in
                    throw Refusal.unsupported(Text("文件打不开。", "The file cannot be opened."))
                },
                JobKind("break", Text("出错", "Break")) { _ in throw TestFault("details that nobody may see") },
                JobKind("wait", Text("等待", "Wait")) { [self] run in
                    begun.withLock { $0 += 1 }
                    while true {
                        try await run.report(1, 2)
                        try await Task.sleep(for: .milliseconds(5))
                    }
                },
            ])
    }
}

@Suite struct Jobs {
    private static let office = Viewer(id: "office", name: "链办", roles: [.office])
    private static let unit = Viewer(id: "unit", name: "科技局", roles: [.unit])

    private func with(_ engine: Dialect, _ body: (TestHouse, Workshop) async throws -> Void) async throws {
        let workshop = Workshop()
        try await TestHouse.with(engine, [Activity.slice, workshop.slice]) { try await body($0, workshop) }
    }

    private func queue(_ kind: String, _ input: [String: String] = [:], as viewer: Viewer = office, in test: TestHouse) async throws
        -> RecordID
    {
        try await test.house.write(as: viewer) { try JobLog.queue(kind, label: "数据 \(kind)", input, &$0) }
    }

    private func runner(_ test: TestHouse, worker: String = "w1", lease: Int = 60) -> JobRunner {
        JobRunner(test.house, lease: lease, pause: .milliseconds(5), worker: worker) { id in
            id == "gone" ? nil : Viewer(id: id, name: id == "unit" ? "科技局" : "链办", roles: [.office])
        }
    }

    private func job(_ id: RecordID, _ test: TestHouse) async throws -> Job {
        try await test.house.database.read { try JobLog.find(id, for: Jobs.office, $0) }
    }

    @Test(arguments: TestDatabase.engines) func aJobRunsReportsAndEndsReadably(engine: Dialect) async throws {
        try await with(engine) { test, _ in
            let id = try await queue("count", ["to": "3"], in: test)
            #expect(try await job(id, test).state == .queued)
            await runner(test).runAll()
            let job = try await job(id, test)
            #expect(job.state == .done)
            #expect((job.done, job.total, job.percent) == (3, 3, 100))
            #expect(job.message == Text("数到3，由链办交办。", "Counted to 3 for 链办."))
            #expect(job.input == ["to": "3"])
            #expect(try await test.events().map(\.kind) == ["job.ended", "job.queued"])
        }
    }

    @Test(arguments: TestDatabase.engines) func aRefusalIsItsEndAndAFaultShowsANumberAndNothingElse(engine: Dialect) async throws {
        try await with(engine) { test, _ in
            let (refused, broken, gone) = (
                try await queue("refuse", in: test), try await queue("break", in: test),
                try await queue("count", as: Viewer(id: "gone", name: "离任", roles: [.unit]), in: test)
            )
            await runner(test).runAll()
            #expect(try await job(refused, test).message == Text("文件打不开。", "The file cannot be opened."))
            let fault = try await job(broken, test)
            #expect(fault.state == .failed)
            #expect(fault.message?.en.contains(broken.description) == true)
            #expect(fault.message?.en.contains("nobody may see") == false)
            #expect(try await job(gone, test).message?.en == "The account that started it is disabled.")
        }
    }

    @Test(arguments: TestDatabase.engines) func aJobGoesToOneWorkerOnly(engine: Dialect) async throws {
        try await with(engine) { test, workshop in
            for _ in 0..<12 { _ = try await queue("count", ["to": "1"], in: test) }
            await withTaskGroup { group in
                for worker in 0..<4 { group.addTask { await runner(test, worker: "w\(worker)").runAll() } }
            }
            #expect(workshop.count == 12)
            let jobs = try await test.house.database.read { try JobLog.list(for: Jobs.office, $0) }
            #expect(jobs.allSatisfy { $0.state == .done && $0.attempts == 1 })
        }
    }

    @Test(arguments: TestDatabase.engines) func aDeadProcessesJobIsBegunAgainOrFailsAsItsKindHasIt(engine: Dialect) async throws {
        try await with(engine) { test, _ in
            let (again, once) = (try await queue("count", ["to": "2"], in: test), try await queue("wait", in: test))
            // A process takes both and dies.
            let now = test.clock.now
            for _ in 0..<2 {
                _ = try await test.house.database.write {
                    try JobLog.claim(["count", "wait"], worker: "dead", lease: 60, now: now, $0)
                }
            }
            await runner(test).runAll()
            #expect(try await job(again, test).state == .running, "its lease still runs")
            test.clock.advance(seconds: 61)
            await runner(test).runAll()
            #expect(try await job(again, test).state == .done)
            #expect(try await job(again, test).attempts == 2)
            let lost = try await job(once, test)
            #expect(lost.state == .failed)
            #expect(lost.message?.zh == "运行它的进程中断了，结果不完整。请核对后重新交办。")
            // The dead one comes back: it may write nothing.
            let later = test.clock.now
            let renewal = try await test.house.database.write {
                try JobLog.renew(again, worker: "dead", progress: (done: 1, total: 1), lease: 60, now: later, $0)
            }
            #expect(renewal == .lost)
        }
    }

    @Test(arguments: TestDatabase.engines) func whatWaitsIsCancelledAtOnceAndWhatRunsAtItsNextReport(engine: Dialect) async throws {
        try await with(engine) { test, workshop in
            let waiting = try await queue("count", in: test)
            _ = try await test.house.call("jobs.cancel", RawInput(["job": [waiting.description]]), as: Jobs.office)
            #expect(try await job(waiting, test).state == .cancelled)

            let running = try await queue("wait", in: test)
            let work = Task { await runner(test).runAll() }
            while workshop.count == 0 { try await Task.sleep(for: .milliseconds(2)) }
            _ = try await test.house.call("jobs.cancel", RawInput(["job": [running.description]]), as: Jobs.office)
            await work.value
            #expect(try await job(running, test).state == .cancelled)
            #expect(try await job(running, test).message?.en == "Stopped as asked.")
            #expect(
                try await test.refusal("jobs.cancel", RawInput(["job": [running.description]]), as: Jobs.office)?.status == 409)
        }
    }

    @Test(arguments: TestDatabase.engines) func theServiceStopsAndTheNextOneGoesOn(engine: Dialect) async throws {
        try await with(engine) { test, workshop in
            let once = try await queue("wait", in: test)
            let first = Task { await runner(test).run() }
            while workshop.count == 0 { try await Task.sleep(for: .milliseconds(2)) }
            first.cancel()
            await first.value
            #expect(try await job(once, test).state == .failed)
            #expect(try await job(once, test).message?.en.hasPrefix("The service stopped") == true)
            let next = try await queue("count", ["to": "1"], in: test)
            let second = Task { await runner(test, worker: "w2").run() }
            while try await job(next, test).state != .done { try await Task.sleep(for: .milliseconds(5)) }
            second.cancel()
            await second.value
        }
    }

    // MARK: Pages

    @Test func everybodySeesHisOwnAndTheOfficeEveryOne() async throws {
        try await with(.sqlite) { test, _ in
            let (own, other) = (try await queue("count", as: Jobs.unit, in: test), try await queue("count", in: test))
            func ids(_ viewer: Viewer) async throws -> [String] {
                (try await test.json("jobs.list", as: viewer)["jobs"]?.array ?? []).compactMap { $0["id"]?.string }
            }
            #expect(try await ids(Jobs.unit) == [own.description])
            #expect(try await ids(Jobs.office) == [other.description, own.description])
            #expect(try await test.refusal("jobs.one", RawInput(["job": [other.description]]), as: Jobs.unit)?.status == 404)
            #expect(try await test.refusal("jobs.cancel", RawInput(["job": [other.description]]), as: Jobs.unit)?.status == 404)
            #expect(try await test.refusal("jobs.one", RawInput(["job": ["7"]]), as: Jobs.unit)?.status == 422)
            #expect(try await test.refusal("jobs.list", RawInput(), as: .anonymous) == .signInRequired)
            #expect(try await test.refusal("jobs.list", RawInput(["x": ["1"]]), as: Jobs.unit)?.status == 422)
        }
    }

    @Test func aPageLooksAgainWhileThereIsSomethingToSee() async throws {
        try await with(.sqlite) { test, _ in
            let id = try await queue("count", ["to": "2"], in: test)
            func body(_ language: Language) async throws -> String {
                let answer = try await test.house.call("jobs.one", RawInput(["job": [id.description]]), as: Jobs.office)
                let render = try #require(answer.page)
                return render(Reader(language: language, viewer: Jobs.office, today: test.clock.now.day, csrf: "t")).body.text
            }
            #expect(try await body(.zh).contains("hx-trigger=\"every 2s\""))
            #expect(try await body(.zh).contains("排队中"))
            #expect(try await body(.en).contains("/jobs/\(id)/cancellation"))
            await runner(test).runAll()
            let done = try await body(.en)
            #expect(!done.contains("hx-trigger"))
            #expect(!done.contains("cancellation"))
            #expect(done.contains("Counted to 2 for 链办."))
        }
    }
}
