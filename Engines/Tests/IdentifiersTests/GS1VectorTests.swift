import Findings
import Testing

@testable import Identifiers

@Suite(.enabled(if: Cases.arePresent, Cases.absent)) struct GS1VectorTests {
    static func options(_ item: [String: Any]) -> DigitalLink.Options {
        let switches = item["options"] as? [String: Bool] ?? [:]
        var options: DigitalLink.Options = []
        if switches["PermitZeroSuppressedGTINinDLuris"] == true { options.insert(.zeroSuppressedGTIN) }
        if switches["PermitConvenienceAlphas"] == true { options.insert(.shortNames) }
        if switches["PermitUnknownAIs"] == true { options.insert(.unknownAttributes) }
        return options
    }

    @Test func canonicalLinks() throws {
        for item in try Cases.list("epcis/vectors/canonical-dl.json") {
            let out = (item["in"] as? String).flatMap(CanonicalLink.of)
            #expect(out == item["out"] as? String, "\(item["in"] ?? "")")
        }
    }

    @Test func linksAreParsed() throws {
        for item in try Cases.list("epcis/vectors/dl-parse.json") {
            let uri = item["uri"] as! String
            let link = try? DigitalLink(reading: uri, options: Self.options(item))
            #expect((link != nil) == (item["valid"] as? Bool), "\(uri)")
            #expect(link?.elementString.text == item["elementString"] as? String, "\(uri)")
        }
    }

    @Test func linksAreMade() throws {
        for item in try Cases.list("epcis/vectors/dl-generate.json") {
            let text = item["ai"] as! String
            let stem = item["stem"] as? String ?? "https://id.gs1.org"
            let uri = try? DigitalLink(ElementString(reading: text), stem: stem).uri
            #expect(uri == item["uri"] as? String, "\(text)")
        }
    }

    @Test(arguments: [("ai-parse", "ai"), ("element-string", "data")])
    func elementStringsAreParsed(file: String, key: String) throws {
        for item in try Cases.list("epcis/vectors/\(file).json") {
            let text = item[key] as! String
            let read = try? ElementString(reading: text)
            #expect((read != nil) == (item["valid"] as? Bool), "\(text)")
            if let expected = item["elementString"] as? String { #expect(read?.text == expected) }
        }
    }

    @Test func urnsBecomeLinks() throws {
        for item in try Cases.list("epcis/vectors/urn-to-dl.json") {
            let urn = item["urn"] as! String
            #expect((try? EPC(reading: urn))?.digitalLink == item["dl"] as? String, "\(urn)")
            if let epc = try? EPC(reading: urn) { #expect(epc.urn == urn) }
        }
    }

    @Test func linksBecomeURNsWhereThePrefixIsGiven() throws {
        for item in try Cases.list("epcis/vectors/dl-to-urn.json") {
            let dl = item["dl"] as! String
            guard let length = item["gcpLength"] as? Int, item["checkDigitOK"] as? Bool != false else { continue }
            #expect((try? EPC(link: dl, prefixLength: length))?.urn == item["urn"] as? String, "\(dl)")
        }
    }
}
