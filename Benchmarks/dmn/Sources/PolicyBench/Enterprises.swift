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

    var columns: [(String, Column)] { repeated(1) }

    /// The rows several times over, as columns.
    func repeated(_ times: Int) -> [(String, Column)] {
        Enterprises.inputs.enumerated().map { number, name in
            let values = (0..<times).flatMap { _ in rows.map { $0[number] } }
            switch number {
            case 0: return (name, Column(texts: values.map { if case .string(let text) = $0 { text } else { nil } }))
            case 9, 10: return (name, Column(booleans: values.map { if case .boolean(let flag) = $0 { flag } else { nil } }))
            default: return (name, Column(numbers: values.map { if case .number(let n) = $0 { n } else { nil } }))
            }
        }
    }
}
