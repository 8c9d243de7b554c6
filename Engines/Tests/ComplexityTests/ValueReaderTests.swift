import Findings
import Testing

@testable import Complexity

/// Long tables as they come: quoted, cut into pieces, and wrong.
struct ValueReaderTests {
    static func read(
        _ text: String, pieces: Int = .max, year: String? = nil, negatives: ValueReader.Negatives = .refuse,
        duplicates: ValueReader.Duplicates = .sum
    ) throws -> Report<CellList> {
        var reader = ValueReader(
            columns: .init(region: "loc", industry: "prod", value: "val", year: year), negatives: negatives, duplicates: duplicates)
        let bytes = Array(text.utf8)
        for start in stride(from: 0, to: bytes.count, by: min(pieces, max(bytes.count, 1))) {
            reader.feed(Array(bytes[start..<min(start + min(pieces, bytes.count), bytes.count)]))
        }
        return try reader.finish()
    }

    static func codes(_ text: String) -> [String] {
        do {
            _ = try read(text)
            return []
        } catch {
            return (error as? Unreadable)?.findings.map(\.code.id) ?? ["other"]
        }
    }

    @Test(arguments: [1, 2, 7, 4096])
    func theSizeOfThePiecesDoesNotMatter(_ size: Int) throws {
        let text = "\u{FEFF}val,prod,loc\r\n1.5,\"a,\"\"b\"\"\",徐州\r\n\r\n2e1,\"line\nbreak\",泰州\r\n"
        let table = try Self.read(text, pieces: size).value.table().value
        #expect(table.regions == ["徐州", "泰州"])
        #expect(table.industries == ["a,\"b\"", "line\nbreak"])
        #expect(table.values == [1.5, 20])
    }

    @Test func rowsWithTheSameKeysAreAddedAndCounted() throws {
        let report = try Self.read("loc,prod,val\nA,p,3\nA,p,2\nA,q,5\nB,p,4\nB,q,1\nB,q,1\n").value.table()
        #expect(report.value.values == [5, 5, 4, 2])
        #expect(report.findings.map(\.code) == [.rowsMerged])
        #expect(report.findings.first?.arguments["count"] == "2")
    }

    @Test func rowsWithTheSameKeysCanBeRefused() throws {
        let cells = try Self.read("loc,prod,val\nA,p,3\nA,p,2\n", duplicates: .refuse).value
        #expect(throws: Unreadable.self) { try cells.table() }
    }

    @Test func yearsThatAreSummedAreNoDuplicates() throws {
        let cells = try Self.read("loc,prod,val,t\nA,p,3,2019\nA,p,2,2020\nB,q,1,2020\n", year: "t").value
        #expect(try cells.table().findings.isEmpty)
        #expect(try cells.table(year: "2020").value.values == [2, 1])
        #expect(cells.yearKeys == ["2019", "2020"])
        #expect(throws: Unreadable(Finding(.yearMissing, ["year": "2021", "years": "2019, 2020"]))) {
            try cells.table(year: "2021")
        }
    }

    @Test func aNegativeValueRefusesTheTableOrIsSetApart() throws {
        let text = "loc,prod,val\nA,p,3\nA,q,-1\nB,p,1\n"
        #expect(Self.codes(text) == ["complexity.value.negative"])
        let report = try Self.read(text, negatives: .setApart)
        #expect(report.findings.map(\.code) == [.valuesApart])
        #expect(try report.value.table().value.total == 4)
    }

    @Test(arguments: [
        ("", "complexity.table.empty"), ("loc,prod,val\n", "complexity.table.noRows"),
        ("loc,prod\nA,p\n", "complexity.column.missing"),
        ("loc,prod,val,val\nA,p,1,1\n", "complexity.column.twice"), ("loc,prod,val\nA,p\n", "complexity.row.fields"),
        ("loc,prod,val\nA,p,nan\n", "complexity.value.notFinite"), ("loc,prod,val\nA,p,1e999\n", "complexity.value.notFinite"),
        ("loc,prod,val\nA,p,-inf\n", "complexity.value.notFinite"), ("loc,prod,val\nA,p,约86\n", "complexity.value.unreadable"),
        ("loc,prod,val\nA,p,0x10\n", "complexity.value.unreadable"),
        ("loc,prod,val\nA,p,\"1,234\"\n", "complexity.value.unreadable"),
        ("loc,prod,val\n,p,1\n", "complexity.key.empty"), ("loc,prod,val\nA,p,1e200\n", "complexity.value.outOfRange"),
        ("loc,prod,val\n\"A,p,1\n", "complexity.row.quoteOpen"),
    ])
    func whatCannotBeReadIsRefusedByName(_ text: String, _ code: String) {
        #expect(Self.codes(text).first == code)
    }

    @Test func aFaultNamesItsLine() {
        #expect(throws: Unreadable(Finding(.valueUnreadable, at: .line(3), ["text": "x"]))) {
            try Self.read("loc,prod,val\nA,p,1\nA,q,x\n")
        }
    }

    @Test func anEmptyValueIsNoDataAndIsSaid() throws {
        let report = try Self.read("loc,prod,val\nA,p,3\nB,p,\nB,q,0\n")
        #expect(report.findings.map(\.code) == [.valuesEmpty])
        #expect(report.findings.first?.place == .line(3))
        #expect(try report.value.table().value.regions == ["A", "B"])
    }

    @Test func keysThatAreNotUTF8AreRefused() {
        var reader = ValueReader(columns: .init(region: "loc", industry: "prod", value: "val"))
        reader.feed(Array("loc,prod,val\n".utf8) + [0xD0, 0xEC, 0xD6, 0xDD] + Array(",p,1\n".utf8))
        #expect(throws: Unreadable.self) { try reader.finish() }
    }

    @Test(arguments: [
        "0", "-0", "1", "+1.", ".5", "123456789.987654321", "1e22", "9007199254740993", "1.7976931348623157e308", "4.9e-324",
        "0.1e1", " 7 ",
    ])
    func numbersReadAsTheStandardLibraryReadsThem(_ text: String) {
        let scanned = Array(text.utf8).withUnsafeBufferPointer { NumberScanner().scan($0) }
        let plain = text.split(separator: " ").joined()
        #expect(scanned == .value(Double(plain) ?? Double(plain + "0") ?? .nan))
    }

    @Test func aCutGzipStreamIsRefused() throws {
        let whole: [UInt8] = [31, 139, 8, 0, 0, 0, 0, 0, 0, 3, 203, 72, 205, 201, 201, 231, 2, 0, 32, 48, 58, 54, 6, 0, 0, 0]
        var plain: [UInt8] = []
        let gzip = try Gunzip()
        try whole.withUnsafeBufferPointer { try gzip.feed($0) { plain += $0 } }
        try gzip.finish()
        #expect(String(decoding: plain, as: UTF8.self) == "hello\n")
        let cut = try Gunzip()
        try whole[..<14].withUnsafeBufferPointer { try cut.feed($0) { _ in } }
        #expect(throws: Unreadable(Finding(.gzipShort))) { try cut.finish() }
    }
}
