import Foundation
import PlanText
import Testing

/// No input traps or hangs: fixtures cut, doubled, shuffled and bitten, and some shapes that only an adversary writes.
@Suite struct MutationTests {
    /// A small generator with a fixed seed, so that a failure returns.
    private struct Dice: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return state
        }
    }

    private static let pieces = [
        "（", "）", "〔", "〕", "【", "】", "“", "”", "《", "》", "、", "，", "；", "。", "：", "\n", "\t", "|", "  ", "一、", "（一）", "1.", "第一条",
        "——",
        "一是", "到2025年", "“十四五”末", "三年内", "每年", "500亿元", "1—2家", "翻番", "分别", "达到", "突破", "以上", "左右", "责任单位：", "牵头", "各县（市、区）政府",
        "下同",
        "等", "企业", "项目", "八大", "0", "99999999999999999999", "1,2,3", "\u{E000}", "\u{0}", "序号\n任务\n牵头单位\n", "序号\t任务\t牵头单位\n", "百",
        "千", "万亿", "%", "-", "前10",
    ]

    private func check(_ text: String) {
        let isLarge = text.utf8.count > 100_000
        for source in isLarge ? [PlanSource(text: text)] : [PlanSource(text: text), PlanSource(markdown: text)] {
            guard let reading = try? PlanReading(source) else { continue }
            let scalars = Array(reading.text.unicodeScalars)
            let spans =
                reading.targets.map(\.span) + reading.measures.map(\.span) + reading.organisations.map(\.span)
                + reading.sections.map(\.span)
                + reading.measures.flatMap { $0.units.map(\.span) } + reading.projects.map(\.span) + reading.notTargets.map(\.span)
            for span in spans {
                guard 0 <= span.start, span.start <= span.end, span.end <= scalars.count else {
                    Issue.record("span \(span) outside a text of \(scalars.count)")
                    continue
                }
                var there = String.UnicodeScalarView()
                there.append(contentsOf: scalars[span.start..<span.end])
                #expect(String(there) == span.text)
            }
            let ids = reading.measures.map(\.id)
            #expect(Set(ids).count == ids.count)
            #expect(reading.json().hasPrefix("{"))
        }
    }

    @Test(arguments: 0..<Fixture.all.count)
    func fixturesThatWereDamagedAreReadWithoutATrap(_ index: Int) {
        let original = Array(Fixture.all[index].text.unicodeScalars)
        var dice = Dice(state: 0x9E37_79B9_7F4A_7C15 &+ UInt64(index))
        for _ in 0..<8 {
            var text = original
            for _ in 0..<Int.random(in: 1...12, using: &dice) {
                let at = Int.random(in: 0...text.count, using: &dice)
                switch Int.random(in: 0..<4, using: &dice) {
                case 0: text.removeSubrange(at..<min(at + Int.random(in: 0...200, using: &dice), text.count))
                case 1:
                    text.insert(contentsOf: text[at..<min(at + 80, text.count)], at: Int.random(in: 0...text.count, using: &dice))
                case 2: text.insert(contentsOf: Self.pieces.randomElement(using: &dice)!.unicodeScalars, at: at)
                default: text = Array(text.prefix(max(at, 20)))
                }
            }
            var view = String.UnicodeScalarView()
            view.append(contentsOf: text)
            check(String(view))
        }
    }

    @Test func piecesOfGrammarInAnyOrderAreReadWithoutATrap() {
        var dice = Dice(state: 42)
        for _ in 0..<120 {
            check(
                "方案\n" + (0..<Int.random(in: 1...120, using: &dice)).map { _ in Self.pieces.randomElement(using: &dice)! }.joined())
        }
    }

    @Test func randomBytesAreRefusedOrRead() {
        var dice = Dice(state: 7)
        for _ in 0..<12 {
            check(String(decoding: (0..<4000).map { _ in UInt8.random(in: 0...255, using: &dice) }, as: UTF8.self))
        }
    }

    @Test(arguments: [
        "（", "）", "“", "《", "〔", "一、", "1.", "（一）", "、", "等", "1", "九", "—", "每年", "达到500亿元", "市科技局、", "（责任单位：", "\t", "|", "序号\n",
    ])
    func aHundredThousandOfOneThingEndInTime(_ piece: String) {
        check("生物医药产业实施方案到2025年达到五百家\n" + String(repeating: piece, count: 100_000 / max(piece.unicodeScalars.count / 2, 1)))
    }

    @Test func aThirdOfAMegabyteWithoutALineBreakIsRead() throws {
        let sentence = "到2025年，全市医药产值达到500亿元，规模以上企业达150家；建成5家产业园区和8个平台。（责任单位：市科技局、市财政局）"
        let reading = try PlanReading(PlanSource(text: "一、主要目标" + String(repeating: sentence, count: 2500)))
        #expect(reading.targets.count == 10_000)
    }
}
