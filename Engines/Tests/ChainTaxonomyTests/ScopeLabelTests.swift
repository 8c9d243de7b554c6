import Findings
import Foundation
import Testing

@testable import ChainTaxonomy

/// Scopes as they stand in the register, each turning on one habit of the genre.
struct ScopeLabelTests {
    static let labels: ScopeLabels? = {
        let file = TaxonomyCheckTests.root.appendingPathComponent("Content/chains/biomed.yaml")
        return (try? ChainTaxonomy.read([UInt8](Data(contentsOf: file)))).map { ScopeLabels($0.value) }
    }()

    static func nodes(_ scope: String, name: String = "") -> [String] {
        labels?.label(scope, name: name).map(\.node) ?? ["no taxonomy"]
    }

    @Test(arguments: [
        // The verb before the list, after it, and far from the product.
        ("生产、加工、销售：片剂、注射液", ["C07", "C08"]), ("片剂、注射液的生产、销售", ["C07", "C08"]),
        ("片剂、颗粒剂、纸箱、木桶、五金件、玩具的制造，加工", ["C07"]), ("制造销售轮椅", ["D20"]),
        // Negation in and out of parentheses, half width and full width, nested.
        ("生物制品（除疫苗、血液制品）零售", ["L03"]), ("医疗器械(不含体外诊断试剂)销售", ["L02"]), ("除体外诊断试剂外的医疗器械销售", ["L02"]),
        ("医疗器械［不含诊断试剂（冷藏）］生产", ["D00"]), ("化工产品（医药中间体除外）生产", []),
        // A licence names no business.
        ("药品零售（按药品生产许可证所列范围经营）", ["L03"]), ("医疗器械（凭许可证生产）销售", ["L02"]),
        // The old device catalogue.
        ("二类6815注射穿刺器械生产", ["D17"]), ("二类6840体外诊断试剂生产", ["D14"]), ("Ⅲ类医疗器械：6823医用超声仪器批发", ["L02"]),
        ("电话68151234，五金制造", []),
        // The general word is silent where a telling one speaks.
        ("一类医疗器械（医用胶布、创口贴）制造", ["D16"]), ("药品（中药提取物）加工", ["X24"]), ("一类医疗器械制造", ["D00"]),
        // Pharmacies list product classes without making any.
        ("处方药与非处方药：中成药、化学药制剂、抗生素制剂、生化药品、生物制品", ["L03"]),
        ("中成药、化学药制剂、生化药品零售；一类医疗器械销售", ["L03", "L04"]), ("中成药、化学药制剂、生物制品批发", ["L01"]),
        // Other trades.
        ("农药原料药生产", []), ("兽药生产", ["C15"]), ("饲料级酶制剂生产", []), ("消防药剂制造", []), ("除颤仪制造", ["D07"]),
        // Set phrases and own goods.
        ("自营和代理各类商品及技术的进出口业务；医疗器械的批发及进出口业务", ["L02"]), ("原料药的开发、生产、销售自产产品", ["C01"]),
        ("经营本企业生产所需的原料药进口业务", []),
        // Research without making, and beside it.
        ("医药产品技术开发、技术转让", ["R02"]), ("片剂生产；医药技术研发", ["C07"]), ("生物技术研发", []),
        // Names that look like products.
        ("预包装食品零售；硬胶囊剂生产", ["C07"]), ("粘合剂制造", []),
        ("", []), ("；；。、（", []),
    ])
    func aHabitOfTheGenreIsRead(_ scope: String, _ nodes: [String]) {
        #expect(Self.nodes(scope) == nodes, "\(scope)")
    }

    @Test func theFirmsNameGivesTheContext() {
        #expect(Self.nodes("包装机械制造") == [])
        #expect(Self.nodes("包装机械制造", name: "某某制药机械厂") == ["X10"])
        #expect(Self.nodes("药品", name: "某某大药房") == ["L03"])
    }

    @Test func theClauseThatSpokeIsTheTextAtItsPlace() throws {
        let scope = "普通货运；🏭 二类6815注射穿刺器械（除冷藏）生产；咨询"
        let label = try #require(Self.labels?.label(scope).first)
        let scalars = Array(scope.unicodeScalars)
        #expect(label.clause == " 🏭 二类6815注射穿刺器械（除冷藏）生产".dropFirst())
        #expect(String(String.UnicodeScalarView(scalars[label.start..<label.end])) == label.clause)
        #expect((0...1).contains(label.confidence))
    }

    @Test func aScopeWithoutEndIsCutNotChewed() {
        let long = String(repeating: "片剂（生产", count: 50_000)
        #expect(Self.nodes(long).count <= 1)
    }

    static let gold = TaxonomyCheckTests.root.appendingPathComponent("../shared/cases/enterprises/gold-57.csv").standardized

    @Test(.enabled(if: FileManager.default.fileExists(atPath: gold.path), "the labelled firms are not beside the repository"))
    func labelledFirmsAreFoundWithFewFalseOnes() throws {
        let table = try FirmTable.read([UInt8](Data(contentsOf: Self.gold)))
        let scope = try #require(table.column("scope_seen"))
        let name = try #require(table.column("name"))
        let wanted = try #require(table.column("nodes"))
        var both = 0
        var made = 0
        var all = 0
        for row in 0..<table.rowCount {
            let labels = Set(Self.nodes(table.field(row, scope), name: table.field(row, name)))
            let gold = Set(table.field(row, wanted).split(separator: " ").map(String.init))
            both += labels.intersection(gold).count
            made += labels.count
            all += gold.count
        }
        #expect(table.rowCount == 57)
        #expect(Double(both) / Double(made) >= 0.92)
        #expect(Double(both) / Double(all) >= 0.87)
    }
}
