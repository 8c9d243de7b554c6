import Decimals
import Findings
import Siting
import Testing

@Suite struct CheckerTests {
    private let file = "2 3\n10 5\n8 4.5\n4  1 7\n5  6 2\n3  3 3\n"

    private func check(
        _ answer: String, _ format: Checker.Format = .cfl, file: String? = nil, _ change: (inout Checker.Options) -> Void = { _ in }
    ) throws -> CheckReport {
        var options = Checker.Options()
        change(&options)
        return try Checker.check(Array((file ?? self.file).utf8), answer: Array(answer.utf8), format: format, options: options)
    }

    private func words(_ report: CheckReport) -> [String] { report.faults.map { $0.message(.en) } }

    @Test func rightAnswersAreRight() throws {
        // 5 + 4.5 + 1 + 2 + 3
        let whole = try check(
            #"{"status": "optimal", "objective": 15.5, "bound": 15.5, "solution": {"open": [1, 2], "assign": [1, 2, 1]}}"#)
        #expect(whole.isRight && "\(whole.value?.trimmed.description ?? "")" == "15.5")
        // 5 + 4.5 + 1 + 0.6 * 6 + 0.4 * 2 + 3
        let split = try check(#"{"open": [1, 2], "flow": [[1, 1, 1], [2, 1, 0.6], [2, 2, 0.4], [3, 2, 1]]}"#)
        #expect(words(split) == [] && split.value?.trimmed.description == "17.9")
        #expect(try check(#"{"open": [1], "assign": [1, 1, 1]}"#, .ufl).isRight)
        #expect(try check(#"{"open": [1], "assign": [1, 1, 1]}"#) { $0.capacity = "12" }.isRight)
    }

    @Test func eachFaultIsFound() throws {
        #expect(words(try check(#"{"open": [1], "assign": [1, 1, 1]}"#)) == ["Site 1 is used for 12; its capacity is 10."])
        #expect(
            words(try check(#"{"open": [1], "assign": [1, 2, 1]}"#)) == ["Customer 2 is served from site 2, which is not open."])
        #expect(words(try check(#"{"open": [1, 1], "assign": [1, 1]}"#)) == ["Expected 3 entries, found 2."])
        #expect(words(try check(#"{"open": [1, 2], "assign": [1, 3, 1]}"#)) == ["A site is a whole number from 1 to 2."])
        #expect(
            words(try check(#"{"open": [1, 2], "flow": [[1, 1, 1], [2, 1, 0.6], [3, 2, 1]]}"#))
                == ["The shares of customer 2 add up to 0.6, not 1."])
        #expect(
            words(
                try check(#"{"open": [1, 2], "flow": [[1, 1, 1], [2, 1, 0.6], [2, 2, 0.4], [3, 2, 1]]}"#) {
                    $0.isSingleSource = true
                })
                == ["Customer 2 is split, which is not allowed here."])
        let solution = #""solution": {"open": [1, 2], "assign": [1, 2, 1]}}"#
        #expect(words(try check(#"{"objective": 15, "# + solution)) == ["The objective is given as 15; recomputed it is 15.5."])
        #expect(words(try check(#"{"bound": 16, "# + solution)) == ["The bound 16 contradicts the value 15.5 of the solution."])
        #expect(
            words(try check(#"{"status": "optimal", "objective": 15.5, "bound": 15, "# + solution))
                == ["The status is optimal, and the bound 15 is not the objective 15.5."])
        #expect(words(try check(#"{"status": "optimal"}"#)) == ["The status is “optimal”, and there is no solution."])
    }

    @Test func otherLayoutsAreReadTheirOwnWay() throws {
        #expect(
            try check(
                #"{"objective": 15.5, "open": [1, 2], "assign": [1, 2, 1]}"#, .sscfl, file: "2 3\n10 8\n5 4.5\n4 5 3\n1 7\n6 2\n3 3"
            ).isRight)
        let gap = "2 3\n1 2 3\n4 5 6\n1 1 1\n2 2 2\n2 2\n"
        #expect(try check(#"{"objective": 8, "assign": [2, 1, 1]}"#, .gap, file: gap).value?.trimmed.description == "9")
        #expect(words(try check(#"{"assign": [1, 1, 1]}"#, .gap, file: gap)) == ["Site 1 is used for 3; its capacity is 2."])
        #expect(
            words(try check(#"{"objective": 9, "bound": 8, "assign": [2, 1, 1]}"#, .gap, file: gap) { $0.isMaximum = true }).count
                == 1)
        // A repeated edge: the last line counts, so 1-2 is 7 long and 1-3-2 is 5.
        let roads = "3 4 1\n1 2 1\n1 3 2\n2 3 3\n1 2 7\n"
        #expect(try check(#"{"objective": 7, "open": [1], "assign": [1, 1, 1]}"#, .pmed, file: roads).isRight)
        #expect(words(try check(#"{"open": [1, 2], "assign": [1, 2, 1]}"#, .pmed, file: roads)) == ["1 sites must be open; 2 are."])
        let points = "1 99\n3 1 9\n1 0 0 3\n2 3 4 3\n3 1 1 3\n"
        #expect(try check(#"{"objective": 6, "open": [1], "assign": [1, 1, 1]}"#, .pmedcap, file: points).isRight)
    }

    @Test func brokenFilesAreNamedWithLineAndField() throws {
        func place(_ file: String) -> String? {
            do {
                _ = try check("{}", file: file)
                return nil
            } catch let refusal as Unreadable {
                return refusal.findings.first.map { "\($0.place) \($0.message(.en))" }
            } catch {
                return nil
            }
        }
        #expect(place("2 3\n10 5\n8") == "3:2 Expected more numbers here, found “”.")
        #expect(place("2 3\n10 -5\n") == "2:2 Expected number not below 0 here, found “-5”.")
        #expect(place("2 x") == "1:2 Expected number here, found “x”.")
        #expect(place("99999999999 1") == "1:1 Expected whole number from 1 to 1000000 here, found “99999999999”.")
        #expect(place(file + " 5")?.contains("the end of the file") == true)
    }

    @Test func aBrokenPlanNamesTheRule() throws {
        let problem = """
            {"quantities": [{"id": "a"}], "items": [{"id": "K1", "class": "x", "quantities": {"a": 6}}, {"id": "K2", "quantities": {"a": 6}}],
             "sites": [{"id": "P1", "capacity": {"a": 10}, "refuses": ["x"], "neighbours": ["P2"]}, {"id": "P2", "opening": 3}],
             "costs": {"matrix": {"K1": {"P2": 4}}},
             "rules": [{"id": "R1", "kind": "apart", "items": ["K1", "K2"], "scope": "neighbours"}]}
            """
        let both = try check(#"{"assignment": {"K1": "P1", "K2": "P1"}}"#, .plan, file: problem)
        #expect(Set(both.faults.map { "\($0.place)" }) == ["capacity/P1/a", "admission/P1", "R1"])
        let near = try check(#"{"assignment": {"K1": "P2", "K2": "P1"}}"#, .plan, file: problem)
        #expect(words(near) == ["The rule “R1” is broken: K1: P2, K2: P1."])
        #expect(
            words(try check(#"{"assignment": {"K1": "P2", "K2": null}}"#, .plan, file: problem)) == [
                "The rule “place/K2” is broken: K2: null."
            ])
        #expect(words(try check(#"{"assignment": {"K1": "P2"}}"#, .plan, file: problem)).count == 1)
    }
}
