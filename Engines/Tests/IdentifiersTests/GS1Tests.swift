import Findings
import Testing

@testable import Identifiers

@Suite struct GS1Tests {
    @Test func theTableHoldsTheDictionary() {
        let table = ApplicationIdentifiers.standard
        #expect(table.all.count > 500)
        #expect(table["01"]?.title == "GTIN" && table["3105"]?.fixedLength == 6 && table["99"] != nil && table["04"] == nil)
        #expect(table["8006"]?.qualifiers == [["22", "10", "21"]])
    }

    @Test(arguments: [
        ("(01)04012345111118(17)261301", "identifiers.element.check"), ("(01)04012345111118(17)260200", nil),
        ("(01)04012345111118(11)260229", "identifiers.element.check"), ("(422)156", nil), ("(422)999", "identifiers.element.check"),
        ("(8007)DE89370400440532013000", nil), ("(8007)DE89370400440532013001", "identifiers.element.check"),
        ("(8013)1987654Ad4X4bL5ttr2310c2K", nil), ("(8013)1987654Ad4X4bL5ttr2310c2L", "identifiers.element.check"),
        ("(7258)1/3", nil), ("(7258)4/3", "identifiers.element.check"), ("(4309)02790858483015297971", nil),
        ("(4300)A%2CB", nil), ("(4300)A%2", "identifiers.element.check"), ("(8006)040123451111180201", "identifiers.element.check"),
        ("(10)A(10)B", "identifiers.element.twice"), ("(10)A", nil), ("(8011)012", "identifiers.element.check"),
    ])
    func valuesAreCheckedByTheirRules(text: String, code: String?) {
        do throws(Unreadable) {
            _ = try ElementString(reading: text)
            #expect(code == nil, "\(text) passed")
        } catch { #expect(error.findings.first?.code.id == code, "\(text)") }
    }

    @Test func bothSpellingsAndScannersPrefixesAreRead() throws {
        let data = try ElementString(reading: "]d2010401234511111810LOT7\u{1D}21S(1")
        #expect(data.bracketed == "(01)04012345111118(10)LOT7(21)S\\(1")
        #expect(try ElementString(reading: data.bracketed) == data)
        #expect(try DigitalLink(data).uri == "https://id.gs1.org/01/04012345111118/10/LOT7/21/S%281")
    }

    @Test func whatGoesTogetherIsOnlyAdvised() throws {
        let codes = try ElementString(reading: "(10)LOT7").associations.map(\.code)
        #expect(codes == [.elementNeeds])
        #expect(try ElementString(reading: "(01)04012345111118(37)5").associations.map(\.code).contains(.elementExcludes))
    }

    @Test(arguments: [
        "https://id.gs1.org/01/04012345111118/21/A/10/B", "https://id.gs1.org/01/04012345111118?10=A",
        "https://id.gs1.org/01/04012345111118/235/A/21/B",
        "https://id.gs1.org/01/04012345111118?99=A&99=A", "https://id.gs1.org/01/04012345111118?8011=1",
        "HtTp://id.gs1.org/01/04012345111118",
        "https://id.gs1.org/01/04012345111118/", "https://id.gs1.org/01/04012345111118?999=A",
    ])
    func aLinkAgainstTheStandardIsRefused(uri: String) { #expect(throws: Unreadable.self) { try DigitalLink(reading: uri) } }

    @Test func aURNNeedsAKnownPrefix() throws {
        let link = "https://shop.example/01/04012345111118/21/9876?17=261231"
        #expect(throws: Unreadable.self) { try EPC(link: link, prefixes: CompanyPrefixes()) }
        #expect(try EPC(link: link, prefixes: CompanyPrefixes("# ours\n4012345 7\n")).urn == "urn:epc:id:sgtin:4012345.011111.9876")
        #expect(try EPC(link: "https://x.example/414/4012345000009", prefixLength: 7).urn == "urn:epc:id:sgln:4012345.00000.0")
        #expect(
            try EPC(link: "https://x.example/01/04012345111118/10/L1/21/S1", prefixLength: 7).urn
                == "urn:epc:id:sgtin:4012345.011111.S1")
    }

    @Test func everySpellingHasOneCanonicalForm() {
        let link = "https://id.gs1.org/01/04012345111118/21/9876"
        for text in [
            "urn:epc:id:sgtin:4012345.011111.9876", "http://x.example/gtin/4012345111118/lot/7/ser/9876", link + "?17=261231",
            link + "#a",
        ] { #expect(CanonicalLink.of(text) == link, "\(text)") }
        #expect(CanonicalLink.of("https://example.com/page") == nil)
    }

    @Test(arguments: [
        ("4006381333931", true), ("4006381333932", false), ("96385074", true), ("036000291452", true), ("123", false),
    ])
    func gtinsOfEveryLength(text: String, isValid: Bool) {
        #expect(GS1Key.read(text, as: .gtin).isValid == isValid)
    }

    @Test func aKeyThatFailsItsCheckIsStillHeld() {
        let reading = GS1Key.read("4006381333932", as: .gtin)
        #expect(reading.code?.gtin14 == "04006381333932" && !reading.isValid)
        #expect(reading.findings.first?.message(.en).contains("should be “1”") == true)
        #expect(GS1Key.read("340123450000000111").code?.family == .sscc)
    }
}
