import Findings
import Testing

extension FindingCode {
    fileprivate static let unreadable = FindingCode(
        "test.number.unreadable", .error, zh: "“{text}”不是数字。", en: "“{text}” is not a number.")
}

@Suite struct FindingTests {
    @Test func theSentenceNamesItsValuesInBothLanguages() {
        let finding = Finding(.unreadable, at: .cell(row: 3, column: 2, sheet: "企业"), ["text": "约86"])
        #expect(finding.message(.zh) == "“约86”不是数字。")
        #expect(finding.message(.en) == "“约86” is not a number.")
        #expect("\(finding.place)" == "企业 R3 C2")
    }

    @Test func aValueHoldingBracesIsNotReadAgain() {
        let finding = Finding(.unreadable, ["text": "{text}"])
        #expect(finding.message(.en) == "“{text}” is not a number.")
    }

    @Test func aMissingValueAndAnOpenBraceStayVisible() {
        #expect(Finding(.unreadable).message(.zh) == "“{text}”不是数字。")
        let open = FindingCode("test.open", .note, zh: "开{", en: "open {left")
        #expect(Finding(open).message(.en) == "open {left")
    }

    @Test func severitiesAreOrderedAndTheWorstIsFound() {
        #expect(Severity.note < .warning && Severity.warning < .error)
        let report = Report(1, findings: [Finding(FindingCode("a", .note, zh: "", en: "")), Finding(.unreadable)])
        #expect(report.worst == .error)
        #expect(Report(1).worst == nil)
    }

    @Test(arguments: [
        (Place.whole, ""), (.span(start: 3, end: 8), "3..<8"), (.line(4), "4"), (.line(4, column: 7), "4:7"),
        (.cell(row: 2, column: nil), "R2"), (.item(17, .pointer("/epcList/0")), "#17 /epcList/0"), (.item(3, .whole), "#3"),
    ])
    func placesPrintShortly(place: Place, printed: String) {
        #expect(place.description == printed)
    }
}
