import Design
import Testing

@testable import Plan

@Suite struct LightRuleTests {
    /// 银川: 不低于序时进度绿灯, 低10—30点黄灯 (both ends), 低30点以上红灯; less than 10 below is not defined there and green here.
    @Test(arguments: [
        (25.0, Light.ahead), (10, .ahead), (9.9, .green), (0, .green), (-0.1, .green), (-9.9, .green), (-10, .yellow),
        (-10.1, .yellow),
        (-12.86, .yellow), (-30, .yellow), (-30.1, .red), (-100, .red),
    ])
    func yinchuanAtItsBounds(gap: Double, light: Light) {
        #expect(Sample.rule.light(gap: gap, isMet: false) == light)
    }

    @Test func aMetTargetIsAheadWhateverItsGap() {
        #expect(Sample.rule.light(gap: -40, isMet: true) == .ahead)
    }

    @Test func binaryFractionsDoNotMoveABound() {
        #expect(Sample.rule.light(gap: (0.4493 - 0.5493) * 100, isMet: false) == .yellow)
        #expect(Sample.rule.light(gap: (0.1 + 0.2 - 0.6) * 100, isMet: false) == .yellow)
    }

    @Test func theUndefinedBandSaysSo() {
        #expect(Sample.rule.bands.map(\.undefined) == [nil, nil, true, nil])
        #expect(Sample.rule.explanation.zh.contains("未规定") && Sample.rule.explanation.en.contains("not defined"))
    }

    private static let head =
        "id: x\nname: {zh: 甲, en: A}\nexplanation: {zh: 乙, en: B}\nsource: 丙\naheadFrom: 10\nredAfterMonths: 3\n"

    @Test func aRuleThatLeavesAGapWithoutALightIsRefusedByName() {
        #expect {
            try LightRule.read(LightRuleTests.head + "bands:\n  - {light: red, below: -30}\n", name: "x.yaml")
        } throws: { "\($0)" == "Content file x.yaml: the last band must have no bound, so that every gap gets a light" }
        #expect { try LightRule.read(LightRuleTests.head + "bands: []\n", name: "x.yaml") } throws: {
            "\($0)".contains("the last band")
        }
    }

    @Test func aFileThatIsNoRuleIsRefusedByName() {
        #expect { try LightRule.read("id: x\n", name: "y.yaml") } throws: { ($0 as? ContentFault)?.file == "y.yaml" }
        #expect { try LightRule.read(LightRuleTests.head + "bands:\n  - {light: purple}\n", name: "z.yaml") } throws: {
            "\($0)".hasPrefix("Content file z.yaml: ")
        }
    }
}
