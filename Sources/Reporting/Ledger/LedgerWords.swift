import Foundation
import Kernel
import Plan
import Yams

/// What a column of an old ledger may stand for.
public enum LedgerField: String, Choosable, Hashable, Codable {
    case unit, item, number, value, status, done, note, source

    public var label: Text {
        switch self {
        case .unit: Text("责任单位", "Unit")
        case .item: Text("事项", "Item")
        case .number: Text("序号或举措号", "Number")
        case .value: Text("数值", "Value")
        case .status: Text("完成状态", "State")
        case .done: Text("完成日期", "Done on")
        case .note: Text("进展情况", "Progress")
        case .source: Text("依据", "Source")
        }
    }
}

/// The header words of old ledgers: `Content/reporting/ledger-words.yaml`.
struct LedgerWords: Sendable {
    private let fields: [String: LedgerField]

    init(folder: URL) throws {
        let file = "reporting/ledger-words.yaml"
        do {
            let words = try YAMLDecoder().decode(
                [String: [String]].self, from: try String(contentsOf: folder.appending(path: file), encoding: .utf8))
            var fields: [String: LedgerField] = [:]
            for (name, list) in words {
                guard let field = LedgerField(rawValue: name) else {
                    throw ContentFault(file: file, reason: "“\(name)” is no field of a ledger")
                }
                for word in list { fields[LedgerWords.fold(word)] = field }
            }
            self.fields = fields
        } catch let fault as ContentFault {
            throw fault
        } catch {
            throw ContentFault(file: file, reason: "\(error)")
        }
    }

    func field(_ header: String) -> LedgerField? { fields[LedgerWords.fold(header)] }

    /// A proposal for each column; a field that comes twice is taken from the first.
    func mapping(_ headers: [String]) -> [LedgerField?] {
        var seen: Set<LedgerField> = []
        return headers.map { header in
            guard let field = field(header), seen.insert(field).inserted else { return nil }
            return field
        }
    }

    /// Without spaces, case, width and what stands in brackets.
    static func fold(_ text: String) -> String {
        var out = "", depth = 0
        for scalar in text.unicodeScalars {
            let plain = (0xFF01...0xFF5E).contains(scalar.value) ? Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar : scalar
            switch plain {
            case "(", "（", "[", "【": depth += 1
            case ")", "）", "]", "】": depth = max(0, depth - 1)
            case _ where plain.properties.isWhitespace || plain == ":" || plain == "：": continue
            default: if depth == 0 { out.unicodeScalars.append(plain) }
            }
        }
        return out.lowercased()
    }
}
