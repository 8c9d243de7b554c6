import DMN
import Decimals
import FEEL
import Foundation

/// The rows of `enterprises-10k.csv`, as values and as columns.
struct Enterprises {
    static let inputs = [
        "行业", "营业收入", "研发投入", "员工人数", "临床阶段", "设备投入", "贷款余额", "外包服务", "成立年份", "高新技术企业", "信用良好",
    ]

    let rows: [[Value]]

    init(file: String) throws {
        let text = String(decoding: try Data(contentsOf: URL(fileURLWithPath: file)), as: UTF8.self)
        rows = text.utf8.split(separator: 0x0A).dropFirst().map { line in
            line.split(separator: 0x2C).dropFirst().enumerated().map { column, field in
                let word = String(decoding: field.filter { $0 != 0x0D }, as: UTF8.self)
                switch column {
                case 0: return .string(word)
                case 9, 10: return .boolean(word == "true")
                default: return Decimal34(word).map { .number($0) } ?? .null
                }
            }
        }
    }
}
