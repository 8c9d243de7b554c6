import Calendars
import Kernel
import Testing

@testable import Supervision

/// Every position and every action: what the table allows happens, everything else is refused with where it stands and what is possible.
@Suite struct MachineTests {
    struct Pair: Sendable, CustomTestStringConvertible {
        let state: OrderState
        let request: OrderRequest
        let action: OrderAction
        var testDescription: String { "\(state) \(request) \(action)" }
    }

    static let pairs = OrderState.allCases.flatMap { state in
        OrderRequest.allCases.flatMap { request in OrderAction.allCases.map { Pair(state: state, request: request, action: $0) } }
    }
    static let everybody: Set<Transition.Actor> = [.office, .leader, .lead, .unit]
    static let due = day("2024-07-31")

    /// What officials would say, written down apart from the table: state, action, next state. Requests aside.
    static let legal: [OrderState: [OrderAction: OrderState]] = {
        var moves: [OrderState: [OrderAction: OrderState]] = [
            .registered: [.assign: .assigned, .withdraw: .withdrawn, .merge: .merged],
            .assigned: [.sign: .signed, .transfer: .assigned, .askTransfer: .assigned],
            .signed: [.begin: .underway, .transfer: .assigned, .askTransfer: .signed, .askExtension: .signed],
            .underway: [.report: .reported, .transfer: .assigned, .askTransfer: .underway, .askExtension: .underway],
            .reported: [.review: .reviewing],
            .reviewing: [.return: .returned, .complete: .completed],
            .returned: [.report: .reported, .askExtension: .returned],
            .completed: [.clear: .cleared, .reply: .completed, .answer: .completed],
            .cleared: [.archive: .archived, .answer: .cleared],
            .archived: [.answer: .archived], .withdrawn: [.answer: .withdrawn], .merged: [.answer: .merged],
        ]
        for state: OrderState in [.assigned, .signed, .underway, .reported, .reviewing, .returned] {
            for action: OrderAction in [
                .escalate, .reply, .answer, .consentExtension, .grantExtension, .refuseExtension, .refuseTransfer,
            ] {
                moves[state]?[action] = state
            }
            moves[state]?[.withdraw] = .withdrawn
            moves[state]?[.merge] = .merged
        }
        return moves
    }()

    /// The request that must be open for an action; every other action takes any.
    static func allows(_ action: OrderAction, _ request: OrderRequest) -> Bool {
        switch action {
        case .askExtension, .askTransfer: request == .none
        case .consentExtension: request == .extensionAsked
        case .grantExtension, .refuseExtension: request == .extensionConsented
        case .refuseTransfer: request == .transferAsked
        case .transfer: request == .none || request == .transferAsked
        default: true
        }
    }

    @Test(arguments: pairs) func everyPairIsAsTheOfficesHaveIt(pair: Pair) {
        let position = Position(state: pair.state, pending: pair.request, due: MachineTests.due, newDue: day("2024-08-15"))
        let expected = MachineTests.allows(pair.action, pair.request) ? MachineTests.legal[pair.state]?[pair.action] : nil
        switch tried(pair.action, position, by: MachineTests.everybody, on: MachineTests.due) {
        case .success(let row):
            let after = Machine.after(
                row, position, on: MachineTests.due, due: day("2024-09-01"), newDue: day("2024-08-20"), level: "red")
            #expect(after.state == expected)
            #expect(after.closedOn != nil || !after.state.isClosed || pair.state.isClosed)
        case .failure(let refusal):
            #expect(expected == nil, "\(refusal.detail.zh)")
            #expect(refusal.status == 409)
            let words = refusal.detail
            #expect(words.zh.contains("第3号现为“\(pair.state.label.zh)”") && words.zh.contains("不能“\(pair.action.label.zh)”"))
            #expect(
                words.en.contains("No. 3 is “\(pair.state.label.en)”")
                    && words.en.contains("“\(pair.action.label.en)” is not possible"))
            let next = Machine.possible(position, on: MachineTests.due)
            #expect(
                next.isEmpty
                    ? words.zh.contains("不再办理")
                    : next.allSatisfy { words.zh.contains($0.label.zh) && words.en.contains($0.label.en) })
            if pair.request != .none { #expect(words.zh.contains(pair.request.label.zh)) }
        }
    }

    func tried(_ action: OrderAction, _ position: Position, by actors: Set<Transition.Actor>, on day: Day) -> Result<
        Transition, Refusal
    > {
        do throws(Refusal) {
            return .success(try Machine.row(action, position, by: actors, on: day, number: 3))
        } catch {
            return .failure(error)
        }
    }

    /// Each row of the table, and each single actor: who is not named is refused, with who may.
    @Test func onlyWhoIsNamedMay() {
        for row in Transition.table {
            for state in row.from {
                let position = Position(state: state, pending: row.request ?? .none, due: MachineTests.due)
                let may = Set(Machine.rows(row.action, position).flatMap(\.by))
                for actor in [Transition.Actor.office, .leader, .lead, .unit] {
                    switch tried(row.action, position, by: [actor], on: MachineTests.due) {
                    case .success: #expect(may.contains(actor), "\(row.action) by \(actor)")
                    case .failure(let refusal):
                        #expect(!may.contains(actor), "\(row.action) by \(actor)")
                        #expect(refusal.status == 403 && refusal.detail.zh.contains(may.map(\.label.zh).sorted()[0]))
                    }
                }
            }
        }
    }

    @Test(arguments: [OrderAction.askExtension, .askTransfer, .consentExtension, .transfer])
    func someStepsAreOnlyForTheTimeBeforeTheDueDay(
        action: OrderAction
    ) throws {
        let request: OrderRequest = action == .consentExtension ? .extensionAsked : .none
        let position = Position(state: .underway, pending: request, due: MachineTests.due, newDue: day("2024-08-15"))
        _ = try Machine.row(action, position, by: MachineTests.everybody, on: MachineTests.due, number: 1)
        guard case .failure(let refusal) = tried(action, position, by: MachineTests.everybody, on: day("2024-08-01")) else {
            Issue.record("\(action) was allowed after the due day")
            return
        }
        #expect(refusal.status == 409)
        #expect(refusal.detail.zh == "期限2024-07-31已过，不能再“\(action.label.zh)”；未获批准延期的按原定期限认定。")
        #expect(!Machine.possible(position, on: day("2024-08-01")).contains(action))
    }

    @Test func aTransferThatWasAskedForInTimeMayBeDecidedLater() throws {
        let position = Position(state: .signed, pending: .transferAsked, due: MachineTests.due)
        #expect(try Machine.row(.transfer, position, by: [.office], on: day("2024-08-09"), number: 1).to == .assigned)
    }

    @Test func latenessIsJudgedOnTheDayOfTheReportAndOnTheDayThatStands() {
        var position = Position(state: .underway, due: MachineTests.due)
        #expect(position.daysLate(on: day("2024-07-31")) == 0)
        #expect(position.daysLate(on: day("2024-08-03")) == 3)
        (position.state, position.reportedOn) = (.reviewing, day("2024-08-02"))
        #expect(position.daysLate(on: day("2024-09-30")) == 2)
        position.state = .withdrawn
        #expect(position.daysLate(on: day("2024-09-30")) == nil)
    }

    @Test func aGrantedExtensionMovesTheDayAndARefusedOneDoesNot() throws {
        let asked = Position(state: .underway, pending: .extensionConsented, due: MachineTests.due, newDue: day("2024-08-15"))
        let grant = try Machine.row(.grantExtension, asked, by: [.leader], on: day("2024-08-02"), number: 1)
        let granted = Machine.after(grant, asked, on: day("2024-08-02"), due: nil, newDue: nil, level: nil)
        #expect(granted.due == day("2024-08-15") && granted.newDue == nil && granted.pending == .none)
        let refuse = try Machine.row(.refuseExtension, asked, by: [.leader], on: day("2024-08-02"), number: 1)
        let refused = Machine.after(refuse, asked, on: day("2024-08-02"), due: nil, newDue: nil, level: nil)
        #expect(refused.due == MachineTests.due && refused.newDue == nil && refused.daysLate(on: day("2024-08-02")) == 2)
    }

    @Test func closingResetsTheLevel() throws {
        let position = Position(
            state: .completed, level: "red", due: MachineTests.due, answerBy: day("2024-08-09"), reportedOn: MachineTests.due)
        let row = try Machine.row(.clear, position, by: [.office], on: day("2024-08-01"), number: 1)
        let after = Machine.after(row, position, on: day("2024-08-01"), due: nil, newDue: nil, level: nil)
        #expect(after.level == nil && after.answerBy == nil && after.closedOn == day("2024-08-01"))
    }
}
