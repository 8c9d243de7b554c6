import Findings
import PlanText
import Testing

/// Plans of other cities and other trades against answers that were written first.
@Suite struct AnnotatedTests {
    private func scores(_ plans: [Annotated]) throws -> Scores {
        var scores = Scores()
        for plan in plans { try scores.add(plan) }
        return scores
    }

    @Test func thePlansThatTheGrammarWasMendedByAreReadAsTheirAnswersSay() throws {
        let plans = Annotated.all("ab")
        #expect(plans.count == 28)
        let scores = try scores(plans)
        #expect(scores.core.precision >= 0.995 && scores.core.recall >= 0.995, "\(scores.notes)")
        #expect(scores.full.f1 >= 0.99, "\(scores.notes)")
        #expect(scores.measures.f1 == 1 && scores.units.f1 == 1 && scores.roles.f1 == 1, "\(scores.notes)")
    }

    /// At their first reading these gave 0.99 / 0.98, 0.976, 1 / 1 and 1.
    @Test func thePlansThatWereKeptApartAreReadWellTooAndStayAtTheAcceptedMeasure() throws {
        let plans = Annotated.all("c")
        #expect(plans.count == 6)
        let scores = try scores(plans)
        #expect(scores.core.precision >= 0.99 && scores.core.recall >= 0.97, "\(scores.notes)")
        #expect(scores.full.f1 >= 0.97, "\(scores.notes)")
        #expect(scores.units.precision >= 0.99 && scores.units.recall >= 0.99 && scores.roles.precision >= 0.99, "\(scores.notes)")
    }

    @Test(arguments: Annotated.all("abc"))
    func whatIsNoTargetIsNotReadAsOneAndANumberLeftBlankIsReportedWithoutAValue(_ plan: Annotated) throws {
        let reading = try PlanReading(plan.source)
        for target in reading.targets {
            let text = Annotated.folded(target.span.text)
            #expect(!plan.notTargets.contains { $0.contains(text) }, "\(text)")
        }
        #expect(reading.targets.count { $0.value == nil } == plan.blanks.count)
        #expect(reading.findings.count { $0.code.id == "plan-text.target.blank" } == plan.blanks.count)
    }

    @Test(arguments: Annotated.all("abc"))
    func everyItemCarriesThePhraseThatItWasReadFrom(_ plan: Annotated) throws {
        let reading = try PlanReading(plan.source)
        let scalars = Array(reading.text.unicodeScalars)
        for span in reading.targets.map(\.span) + reading.measures.flatMap({ [$0.span] + $0.units.map(\.span) }) {
            #expect(!span.text.isEmpty && scalars[span.start..<span.end].elementsEqual(span.text.unicodeScalars))
        }
        #expect(reading.targets.allSatisfy { $0.span.text.unicodeScalars.count <= 160 })
    }
}
