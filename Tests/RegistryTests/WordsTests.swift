import Calendars
import HouseTesting
import Kernel
import Testing

@testable import Registry

@Suite struct ImportWordsTests {
    private let words = try! ImportWords(Content(folder: TestHouse.content))
    private let today = Day("2026-11-23")!

    private func meaning(_ header: String, _ kind: RecordKind = .organisation) -> ImportColumn.Meaning? {
        ImportColumn.read([header], kind: kind, words: words, today: today).first?.meaning
    }

    private func figure(_ kind: FigureKind, _ end: String, _ months: Int, _ unit: Int?) -> ImportColumn.Meaning {
        .figure(kind, end: Day(end)!, months: months, unit: unit)
    }

    @Test(arguments: [
        ("企业名称", ImportColumn.Meaning.field(.name)), (" 统一社会信用代码 ", .field(.creditCode)), ("县（市、区）", .field(.place)),
        ("Credit Code", .field(.creditCode)),
        ("规上起", .begin(.aboveScale)), ("纳入规上时间", .begin(.aboveScale)), ("规上退出时间", .end(.aboveScale)),
        ("规模以上企业止", .end(.aboveScale)),
        ("上市日期", .begin(.listed)), ("高新技术企业认定日期", .begin(.highTech)), ("是否规上", .begin(.aboveScale)),
        ("专精特新“小巨人”起", .begin(.littleGiant)),
        ("Above scale from", .begin(.aboveScale)), ("注销日期", .begin(.closed)),
    ]) func aHeaderIsUnderstood(header: String, means: ImportColumn.Meaning) {
        #expect(meaning(header) == means)
    }

    @Test func aFigureHeaderHasItsPeriodAndUnit() {
        #expect(meaning("2022年产值（万元）") == figure(.output, "2022-12-31", 12, 1_000_000))
        #expect(meaning("２０２２年产值(亿元)") == figure(.output, "2022-12-31", 12, 10_000_000_000))
        #expect(meaning("2023年一季度营业收入（元）") == figure(.revenue, "2023-03-31", 3, 100))
        #expect(meaning("2023年第三季度工业总产值：万元") == figure(.output, "2023-09-30", 3, 1_000_000))
        #expect(meaning("2023年1-6月产值万元") == figure(.output, "2023-06-30", 6, 1_000_000))
        #expect(meaning("2023年10—12月产值") == figure(.output, "2023-12-31", 3, nil))
        #expect(meaning("2023年9月份税收（千元）") == figure(.tax, "2023-09-30", 1, 100_000))
        #expect(meaning("产值2022Q1（万元）") == figure(.output, "2022-03-31", 3, 1_000_000))
        #expect(meaning("2022 output (10k yuan)") == figure(.output, "2022-12-31", 12, 1_000_000))
        #expect(meaning("2022年度研发投入/亿元") == figure(.research, "2022-12-31", 12, 10_000_000_000))
        #expect(meaning("2025年从业人员") == figure(.employees, "2025-12-31", 12, 1))
    }

    @Test func whatIsNotTakenSaysWhy() {
        func why(_ header: String) -> String? { if case .ignored(let why)? = meaning(header) { why.zh } else { nil } }
        #expect(why("联系电话") == "认不出这一列，不导入")
        #expect(why("产值（万元）")?.hasPrefix("没有写明年份") == true)
        #expect(why("2023年1-9月产值（万元）") == "1-9月的累计数不导入，请给出各季度的数")
        #expect(why("2023年前三季度产值（万元）") == "1-9月的累计数不导入，请给出各季度的数")
        #expect(why("2026年产值（万元）") == "这个期间到2026-12-31才结束，不导入")
        let twice = ImportColumn.read(["名称", "企业名称"], kind: .organisation, words: words, today: today)
        #expect(twice.map(\.isUsed) == [true, false])
    }

    @Test func aWordMeansWhatItMeansForItsKind() {
        #expect(meaning("企业名称", .product) == .field(.owner))
        #expect(meaning("上市日期", .product) == .begin(.marketed))
        #expect(meaning("园区名称", .park) == .field(.name))
        #expect(meaning("园区名称", .project) == .field(.park))
        #expect(meaning("建成日期", .platform) == .begin(.built))
        #expect(meaning("竣工时间", .project) == .begin(.completed))
    }

    @Test(arguments: [
        ("2021-03-15", "2021-03-15", false), ("2021/3/15", "2021-03-15", false), ("2021.3.15", "2021-03-15", false),
        ("2021年3月15日", "2021-03-15", false),
        ("20210315", "2021-03-15", false), ("2021年3月", "2021-03-01", true), ("2021-03", "2021-03-01", true),
        ("202103", "2021-03-01", true),
        ("2021", "2021-01-01", true), ("2021-03-15T00:00:00", "2021-03-15", false), ("２０２１年３月", "2021-03-01", true),
    ]) func aDayIsReadAsLedgersWriteIt(text: String, day: String, isAssumed: Bool) throws {
        let read = try ImportCell(words: words).day(text, isEnd: false)
        #expect(read.day.description == day && (read.note != nil) == isAssumed)
    }

    @Test(arguments: ["是", "去年", "44270", "2021-02-30", "2021年13月", "31/12/2021", "", "0", "99999999999999999999"])
    func whatIsNoDayIsRefused(text: String) {
        #expect(throws: Mistake.self) { try ImportCell(words: words).day(text, isEnd: false) }
    }

    @Test func aMonthAloneEndsOnItsLastDay() throws {
        #expect(try ImportCell(words: words).day("2024年2月", isEnd: true).day.description == "2024-02-29")
        #expect(try ImportCell(words: words).day("2024", isEnd: true).day.description == "2024-12-31")
    }

    @Test func anAmountIsExact() throws {
        let cell = ImportCell(words: words)
        #expect(try cell.amount("86.2", .output, unit: 10_000_000_000) == 862_000_000_000)
        #expect(try cell.amount("8,620.5万元", .output, unit: 10_000_000_000) == 8_620_500_000)
        #expect(try cell.amount("0.1亿元", .output, unit: nil) == 1_000_000_000)
        #expect(try cell.amount("86.199999999999989", .output, unit: 10_000_000_000) == 862_000_000_000)
        #expect(try cell.amount("1.2E3", .output, unit: 1_000_000) == 1_200_000_000)
        #expect(try cell.amount("１２０人", .employees, unit: 1) == 120)
        for text in ["约86", "86.2.1", "--5", "1e99", "9999999", "-3", "nan", "1e-400"] {
            #expect(throws: Mistake.self, "\(text)") { try cell.amount(text, .output, unit: 10_000_000_000) }
        }
        #expect(throws: Mistake.self) { try cell.amount("86", .output, unit: nil) }
    }

    @Test func aQuantityPrintsAsItWasWritten() throws {
        for text in ["0", "86.2", "-0.05", "1234567", "0.000001"] { #expect(Quantity(text)?.printed == text) }
        #expect(
            Quantity("5")?.times(1) == 5 && Quantity("0.5")?.times(1) == 1 && Quantity("-0.5")?.times(1) == -1
                && Quantity("0.49")?.times(1) == 0)
        #expect(Quantity("999999999999999999")?.times(1_000_000) == nil)
        for text in ["", ".", "-", "e5", "1e", "٣", "1 2 a"] { #expect(Quantity(text) == nil, "\(text)") }
    }
}
