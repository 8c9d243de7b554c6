import Decimals
import Foundation
import Testing

/// Every line of `Cases/decimals/vectors.txt`, whose results come from another implementation of the same standard.
@Suite struct VectorTests {
    static let lines: [[String]] = {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Cases/decimals/vectors.txt")
        let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    }()

    @Test func sumsProductsQuotientsAndOrderAgreeWithDecimal128() throws {
        var checked = 0
        for line in Self.lines where line.count == 4 && Self.mode(line[0]) == nil {
            let a = try #require(Decimal34(line[1])), b = try #require(Decimal34(line[2]))
            let result: Decimal34? =
                switch line[0] {
                case "add": a.adding(b)
                case "multiply": a.multiplied(by: b)
                case "divide": a.dividing(by: b)
                default: Decimal34(a.order(b))
                }
            checked += 1
            #expect(exact(result) == line[3], "\(line)")
            #expect((a < b) == (a.order(b) < 0) && (a == b) == (a.order(b) == 0))
            if a == b { #expect(a.hashValue == b.hashValue) }
        }
        #expect(checked == 6000)
    }

    @Test func roundingAgreesInEveryMode() throws {
        var checked = 0
        for line in Self.lines where line.count == 4 {
            guard let mode = Self.mode(line[0]) else { continue }
            let a = try #require(Decimal34(line[1])), scale = try #require(Int(line[2]))
            checked += 1
            let rounded = try #require(a.rounded(mode, scale: scale), "\(line)")
            #expect(rounded == Decimal34(line[3]), "\(line)")
        }
        #expect(checked > 1500)
    }

    static func mode(_ name: String) -> RoundingMode? { RoundingMode.allCases.first { "\($0)" == name } }

    func exact(_ value: Decimal34?) -> String {
        guard let value else { return "nil" }
        return (value.isNegative ? "-" : "") + String(value.coefficient) + "E" + String(value.exponent)
    }
}
