import Foundation
import PlanText
import Testing

@Suite struct FixtureTests {
    @Test(arguments: Fixture.all)
    func everyTargetMeasureUnitAndPrincipleOfTheFixtureIsReadAndNothingElse(_ fixture: Fixture) throws {
        let lines = Fixture.lines(try PlanReading(fixture.source))
        let (wanted, got) = (fixture.expected.filter { "TMP".contains($0.prefix(1)) }, lines)
        #expect(!wanted.isEmpty, "\(fixture.name) has no expectation")
        for line in wanted where !got.contains(line) { Issue.record("\(fixture.name): missing \(line)") }
        for line in got where !wanted.contains(line) { Issue.record("\(fixture.name): unexpected \(line)") }
    }

    @Test(arguments: Fixture.all)
    func theSpanOfATargetHoldsItsNumberAndThatOfAUnitItsName(_ fixture: Fixture) throws {
        let reading = try PlanReading(fixture.source)
        for target in reading.targets where target.value != nil {
            #expect(
                target.span.text.unicodeScalars.contains {
                    $0.properties.numericType != nil || "一二三四五六七八九十百千两翻倍".unicodeScalars.contains($0)
                })
            #expect(target.span.end - target.span.start <= 160)
        }
        for unit in reading.measures.flatMap(\.units) {
            #expect(unit.name.contains(unit.span.text.filter { !$0.isWhitespace }) || unit.span.text.contains("\n"))
        }
    }
}
