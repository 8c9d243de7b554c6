import Findings
import Siting
import Testing

@Suite struct PlanningReaderTests {
    private func faults(_ text: String) -> [Finding] {
        do {
            _ = try PlanningProblem.read(Array(text.utf8))
            return []
        } catch let refusal as Unreadable {
            return refusal.findings
        } catch {
            return []
        }
    }

    private func lines(_ text: String) -> [String] { faults(text).map { "\($0.place): \($0.message(.en))" } }

    @Test func everyFaultIsNamedAtOnceWithItsPath() {
        let found = lines(
            """
            {"objective": {"sense": "best"}, "quantities": [{"id": "area"}, {"id": "area"}],
             "items": [{"id": "K1", "quantities": {"area": -3, "power": 1}}, {"id": "K 2"}, {"id": "K3", "moving": 5}],
             "sites": [{"id": "P1", "capacity": {"area": 1.0000001}, "opening": 2e9, "neighbours": ["P9"], "colour": 1}],
             "rules": [{"id": "r", "kind": "apart", "items": ["K1"]}, {"id": "r", "kind": "quota", "quantity": "area"}, {"kind": "hope"}]}
            """)
        #expect(
            found == [
                "/objective/sense: “best” cannot be used. Known: min, max.",
                "/quantities/1/id: The id “area” is given twice.",
                "/sites/0: There is no field “colour”. Known: admits, capacity, count, en, id, neighbours, note, opening, rates, refuses, standards, use, zh, zone.",
                "/sites/0/capacity/area: The number 1.0000001 cannot be used: at most six decimals, and at most 1000000000 in size.",
                "/sites/0/opening: The number 2e9 cannot be used: at most six decimals, and at most 1000000000 in size.",
                "/sites/0/neighbours/0: There is no site with the id “P9”.",
                "/items/0/quantities/area: The number -3 must not be negative.",
                "/items/0/quantities/power: There is no quantity with the id “power”.",
                "/items/1/id: The id “K 2” cannot be used: 1 to 80 characters without white space or “/”.",
                "/items/2/moving: There is a cost of moving, and no site “at” to move from.",
                "/rules/0/items: Write at least two items.",
                "/rules/1/id: The id “r” is given twice.",
                "/rules/1: Write “min” or “max”.",
                "/rules/2/kind: “hope” cannot be used. Known: apart, budget, forbid, opened, quota, require, together.",
            ])
    }

    @Test func brokenTextIsNamedWithLineAndColumn() {
        #expect(
            lines("{\"items\": [\n  {\"id\": \"K1\",}]}") == [
                "2:15: The JSON cannot be read: expected a key in quotation marks here."
            ])
        #expect(lines("") == ["1:1: The JSON cannot be read: expected a value here."])
        #expect(lines("{\"items\": 01}").count == 1)
        #expect(
            lines("{\"a\": 1, \"a\": 2}") == ["1:13: The JSON cannot be read: expected each key once (“a” stands here again) here."]
        )
        #expect(lines(String(repeating: "[", count: 100_000)).count == 1)
    }

    @Test func hostileSizesAreRefused() {
        let ids = (0...1000).map { "{\"id\": \"K\($0)\"}" }.joined(separator: ",")
        #expect(
            lines("{\"items\": [\(ids)], \"sites\": [{\"id\": \"P\"}]}").contains(
                "/items: 1001 items are more than the limit of 1000. Make the problem smaller or solve it in parts."))
        #expect(lines("{\"items\": [{\"id\": \"K\", \"penalty\": 1e400}], \"sites\": [{\"id\": \"P\"}]}").count == 1)
        #expect(
            lines("{\"items\": [{\"id\": \"K\", \"penalty\": 99999999999999999999999}], \"sites\": [{\"id\": \"P\"}]}").count == 1)
    }

    @Test func amountsAreExactDecimals() {
        for text in ["0", "1", "-1", "0.1", "38.5", "999999999.999999", "1000000000", "-0.000001"] {
            #expect(Amount(text)?.description == text)
        }
        #expect(Amount("1e3")?.description == "1000")
        #expect(Amount("1.50")?.description == "1.5")
        #expect(Amount("12e-1")?.description == "1.2")
        for text in ["0.0000001", "1000000000.1", "1e10", "1e999999999999999999999", "x", "--1"] { #expect(Amount(text) == nil) }
    }

    @Test func aTermIsTheExactProductRoundedToSixDecimals() throws {
        let problem = try PlanningProblem.read(
            Array(
                """
                {"quantities": [{"id": "a"}], "items": [{"id": "K", "quantities": {"a": 0.333333}}],
                 "sites": [{"id": "P", "rates": {"r": 0.5}}, {"id": "Q", "rates": {"r": 1.5}}],
                 "costs": {"terms": [{"item": "a", "site": "r"}], "matrix": {"K": {"Q": -2}}}}
                """.utf8))
        // 0.1666665 and 0.4999995 are halves: they go to the even digit.
        #expect(problem.cost(item: 0, site: 0).description == "0.166666")
        #expect(problem.cost(item: 0, site: 1).description == "-1.5")
    }
}
