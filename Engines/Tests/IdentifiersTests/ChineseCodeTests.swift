import Findings
import Testing

@testable import Identifiers

@Suite struct ChineseCodeTests {
    @Test(
        .enabled(if: Cases.arePresent, Cases.absent),
        arguments: [
            ("uscc", 165), ("orgcode", 32), ("drug_approval", 16), ("device_registration", 15), ("trial_ids", 19),
            ("phone", 10),
        ])
    func everyPublishedCaseIsJudgedRight(file: String, count: Int) throws {
        let cases = try Cases.list("identifiers/\(file).json")
        #expect(cases.count == count)
        let kind = try #require(CodeKind(file))
        for item in cases {
            let value = try #require(item["value"] as? String)
            let check = kind.check(value)
            #expect(check.isValid == (item["valid"] as? Bool), "\(value)")
            #expect(check.isValid || !check.findings.isEmpty, "\(value) is refused without a word")
            if let normalised = item["normalised"] as? String { #expect(check.normalised == normalised) }
            guard check.isValid else { continue }
            for (name, fact) in check.facts {
                switch (fact, item[name]) {
                case (.number(let mine), let theirs as Int): #expect(mine == theirs, "\(value) \(name)")
                case (.flag(let mine), let theirs as Bool): #expect(mine == theirs, "\(value) \(name)")
                case (.text(let mine), let theirs as String) where name != "registry" && name != "kind":
                    #expect(mine == theirs, "\(value) \(name)")
                default: break
                }
            }
        }
    }

    @Test(.enabled(if: Cases.arePresent, Cases.absent))
    func theDivisionsOfTheTwoCitiesAreNamed() throws {
        for item in try Cases.list("identifiers/regions.json") {
            let code = try #require(DivisionCode(valid: item["code"] as! String))
            #expect(code.name == item["name"] as? String)
        }
    }

    /// The property that the weights of GB 32100 were chosen for.
    @Test(arguments: ["9132070070404786XB", "91350200MA31GCG3X9", "Y1321203EPA6F3JF0P"])
    func everySubstitutionAndEverySwapOfNeighboursIsFound(code: String) {
        let characters = Array(code)
        #expect(CreditCode.read(code).isValid)
        for index in characters.indices {
            for other in "0123456789ABCDEFGHJKLMNPQRTUWXY" where other != characters[index] {
                var changed = characters
                changed[index] = other
                #expect(!CreditCode.read(String(changed)).isValid, "\(String(changed))")
            }
            if index > 0, characters[index] != characters[index - 1] {
                var changed = characters
                changed.swapAt(index, index - 1)
                #expect(!CreditCode.read(String(changed)).isValid, "\(String(changed))")
            }
        }
    }

    @Test func aFindingNamesTheCharacterAndTheRule() {
        let letter = CreditCode.read("91350200MA3VF52G3Y")
        #expect(letter.code == nil)
        #expect(letter.findings.map(\.place) == [.span(start: 11, end: 12)])
        #expect(letter.findings[0].message(.en).contains("Character 12, “V”"))
        let check = CreditCode.read("91350203M0001QAY9B")
        #expect(check.code?.organisation == "M0001QAY9" && !check.isValid)
        #expect(check.findings[0].message(.zh).contains("校验码不符"))
    }

    @Test func aDivisionKnowsWhatHoldsIt() {
        let code = DivisionCode(valid: "320305")
        #expect(code?.fullName == "江苏省徐州市贾汪区")
        #expect(code?.city?.name == "徐州市" && code?.province?.name == "江苏省")
        #expect(DivisionCode(valid: "3203")?.text == "320300")
        #expect(DivisionCode(valid: "32")?.level == .province)
        #expect(DivisionCode(valid: "110101")?.fullName == "北京市东城区")
        #expect(DivisionCode.read("320323").findings.map(\.code) == [.divisionAbolished])
        #expect(DivisionCode.read("990000").findings.map(\.code) == [.divisionProvince])
        #expect(Divisions.standard.named("鼓楼区").contains { $0.text == "320302" })
        #expect(DivisionCode(valid: "320300")!.contains(DivisionCode(valid: "320305")!))
        #expect(DivisionCode(valid: "320305001002")?.level == .village)
    }

    @Test(arguments: [
        ("+86 138 0013 8000", "13800138000"), ("(0516)8373 0000", "0516-83730000"), ("0516 83730000转801", "0516-83730000-801"),
        ("0516-83730000-801", "0516-83730000-801"), ("+86-516-83730000", "0516-83730000"), ("010-62345678", "010-62345678"),
        ("0086 13800138000", "13800138000"), ("4001234567", "400-123-4567"), ("９５５８８", "95588"),
        ("+86 10 62345678", "010-62345678"),
    ])
    func aPhoneNumberIsWrittenOneWay(raw: String, text: String) {
        #expect(PhoneNumber.read(raw).text == text)
        #expect(PhoneNumber.read(raw).isValid)
    }

    @Test(arguments: ["0516-8373", "12800138000", "011-62345678", "0516-03730000", "电话", "", "+", "138001380001", "转"])
    func whatCannotBeDialledIsRefused(raw: String) { #expect(!PhoneNumber.read(raw).isValid) }

    @Test func olderApprovalNumbersStayReadable() {
        #expect(DrugApproval(valid: "国药准字Z32020022")?.isLegacy == true)
        #expect(DrugApproval.read("国药准字H99020022").findings.map(\.code) == [.drugOffice])
        #expect(DrugApproval.read("国药证字S20200001").findings.map(\.code) == [.drugCertificate])
        #expect(DrugApproval(valid: "國藥準字HC20210003")?.origin == .hongKongMacauTaiwan)
        #expect(DrugApproval(valid: "国药准字BJ20210003") == nil)
    }

    @Test func olderDeviceNumbersStayReadable() {
        #expect(DeviceRegistration(valid: "国食药监械（进）字2012第3221234号")?.form == "进")
        #expect(DeviceRegistration(valid: "苏械注准20152660123")?.category == "66")
        #expect(DeviceRegistration.read("苏械注准20212660123").findings.map(\.code) == [.deviceCategory])
        #expect(DeviceRegistration.read("苏械注准19992140123").findings.map(\.severity) == [.warning])
    }

    @Test func aTraceCodeClaimsOnlyWhatIsPublic() {
        let code = DrugTraceCode(valid: "8385793 0000879766660")
        #expect(code?.product == "8385793" && code?.serial == "0000879766660")
        #expect(DrugTraceCode.read("8385793000087976666").findings.map(\.code) == [.codeLength])
        #expect(DrugTraceCode.read("83857930000879766660", known: ["8100001"]).findings.map(\.code) == [.traceCodeProduct])
    }

    @Test func codesHoldAnyTextWithoutStopping() {
        let texts = ["", " ", "号", "国", "国药准字", "国械注", "国械注准", "CHICTR-", "0", "0000", "-", "🧪", "国药准字H", "苏食药监械(", "2020-"]
        for kind in CodeKind.allCases where kind != .giai {
            for text in texts { #expect(!kind.check(text).findings.isEmpty, "\(kind) \(text)") }
        }
    }
}
