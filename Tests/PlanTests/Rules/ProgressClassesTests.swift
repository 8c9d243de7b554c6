import Design
import Testing

@testable import Plan

@Suite struct ProgressClassesTests {
    private var jinzhai: ProgressClasses { Sample.content.classes["jinzhai"]! }

    /// 222 items: 17 behind, 10 ahead, 24 done, 9 other, 162 on pace. Their gaps run over the whole of each class.
    private var items: [(gap: Double?, isDone: Bool)] {
        func spread(_ count: Int, _ from: Double, _ to: Double) -> [(Double?, Bool)] {
            (0..<count).map { (from + (to - from) * Double($0) / Double(max(1, count - 1)), false) }
        }
        return spread(17, -60, -0.1) + spread(10, 10, 55) + (0..<24).map { (Double($0) * 4 - 50, true) }
            + (0..<9).map { _ in (nil, false) }
            + spread(162, 0, 9.9)
    }

    @Test func jinzhais222ItemsComeOutAsPrinted() {
        let counts = jinzhai.tally(items)
        let found = Dictionary(counts.map { ($0.class.name.zh, $0.count) }, uniquingKeysWith: { a, _ in a })
        #expect(found == ["欠进度": 17, "超进度": 10, "已完成和提前完成": 24, "其它": 9, "达进度": 162])
        let shares = Dictionary(counts.map { ($0.class.id, Show.percent($0.share)) }, uniquingKeysWith: { a, _ in a })
        #expect(shares["behind"] == "7.7%" && shares["ahead"] == "4.5%" && shares["done"] == "10.8%" && shares["other"] == "4.1%")
        #expect(counts.first { $0.class.id == "onPace" }.map { Show.percent($0.share, decimals: 2) } == "72.97%")
        #expect(counts.reduce(0) { $0 + $1.count } == 222 && counts.allSatisfy { $0.total == 222 })
    }

    @Test(arguments: [
        (10.0, "ahead"), (9.9, "onPace"), (9.999999, "onPace"), (10.0000000001, "ahead"), (0, "onPace"), (-0.1, "behind"),
        (-100, "behind"),
        (300, "ahead"),
    ])
    func eachBound(gap: Double, id: String) {
        #expect(jinzhai.of(gap: gap, isDone: false).id == id)
        #expect(jinzhai.of(gap: gap, isDone: true).id == "done")
    }

    @Test func binaryFractionsDoNotMoveABound() {
        #expect(jinzhai.of(gap: (0.7 + 0.1 - 0.7) * 100, isDone: false).id == "ahead")
        #expect(jinzhai.of(gap: (0.1 + 0.2 - 0.3) * -100, isDone: false).id == "onPace")
    }

    @Test func whatHasNoGapIsOther() {
        #expect(jinzhai.of(gap: nil, isDone: false).id == "other" && jinzhai.of(gap: .nan, isDone: false).id == "other")
        #expect(jinzhai.tally([]).allSatisfy { $0.share == 0 && $0.count == 0 })
    }

    @Test(arguments: [(10.0, "ahead"), (9.9, "onPace"), (-10, "onPace"), (-10.1, "behind")])
    func theSamePathAtItsBounds(gap: Double, id: String) {
        #expect(Sample.content.classes["same-path"]?.of(gap: gap, isDone: false).id == id)
    }

    private static let head = "id: x\nname: {zh: 甲, en: A}\nexplanation: {zh: 乙, en: B}\nsource: 丙\n"
    private static let other = "other: {id: o, name: {zh: 其它, en: Other}}\n"

    @Test(arguments: [
        ("classes: []\n", "classes: at least one class is needed"),
        (
            "classes:\n  - {id: a, name: {zh: 甲, en: A}, from: 0}\n",
            "classes[0].from: the last class must have no bound, so that every gap has a class"
        ),
        (
            "classes:\n  - {id: a, name: {zh: 甲, en: A}, from: 0}\n  - {id: b, name: {zh: 乙, en: B}, from: 5}\n  - {id: c, name: {zh: 丙, en: C}}\n",
            "classes[1].from: bounds must fall from class to class"
        ),
        ("classes:\n  - {id: o, name: {zh: 甲, en: A}}\n", "classes: two classes have one id"),
        ("classes:\n  - {id: a, name: {zh: 甲, en: A}, form: 0}\n", "classes[0].form: no such key"),
        ("classes:\n  - {id: a, name: {zh: 甲}}\n", "classes[0].name.en: is missing"),
    ])
    func aFaultyFileIsNamedByKeyAndReason(classes: String, reason: String) {
        #expect {
            try ProgressClasses.read(ProgressClassesTests.head + classes + ProgressClassesTests.other, name: "classes-x.yaml")
        } throws: {
            "\($0)" == "Content file classes-x.yaml, \(reason)"
        }
    }
}
