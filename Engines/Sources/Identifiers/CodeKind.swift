import Findings

/// The kinds of code that can be checked by name, as the command line and imports do.
///
/// ```swift
/// CodeKind("uscc")?.check("91350203M0001QAY9B").isValid   // false: it fails its own check
/// ```
public enum CodeKind: String, Sendable, CaseIterable {
    case creditCode = "uscc"
    case organisationCode = "orgcode"
    case division = "region"
    case phone
    case drugApproval = "drug-approval"
    case deviceRegistration = "device-registration"
    case trial
    case traceCode = "trace-code"
    case gtin, gln, sscc, gsrn, gsin, grai, gdti, gcn, giai

    /// By its own name or another that is in use: `trial_ids`, `regions`, `统一社会信用代码`.
    public init?(_ name: String) {
        let name = String(name.lowercased().map { $0 == "_" ? "-" : $0 })
        guard let kind = CodeKind(rawValue: name) ?? Self.aliases[name] else { return nil }
        self = kind
    }

    private static let aliases: [String: CodeKind] = [
        "credit-code": .creditCode, "统一社会信用代码": .creditCode, "organisation-code": .organisationCode,
        "org-code": .organisationCode, "组织机构代码": .organisationCode, "regions": .division, "division": .division,
        "行政区划": .division, "行政区划代码": .division, "tel": .phone, "电话": .phone, "drug": .drugApproval,
        "药品批准文号": .drugApproval, "国药准字": .drugApproval, "device": .deviceRegistration, "医疗器械注册证": .deviceRegistration,
        "械注准": .deviceRegistration, "trial-id": .trial, "trial-ids": .trial, "trials": .trial, "临床试验": .trial,
        "tracecode": .traceCode, "药品追溯码": .traceCode,
    ]

    public func check(_ raw: String) -> CodeCheck {
        switch self {
        case .creditCode: CodeCheck(self, raw, CreditCode.read(raw))
        case .organisationCode: CodeCheck(self, raw, OrganisationCode.read(raw))
        case .division: CodeCheck(self, raw, DivisionCode.read(raw))
        case .phone: CodeCheck(self, raw, PhoneNumber.read(raw))
        case .drugApproval: CodeCheck(self, raw, DrugApproval.read(raw))
        case .deviceRegistration: CodeCheck(self, raw, DeviceRegistration.read(raw))
        case .trial: CodeCheck(self, raw, TrialNumber.read(raw))
        case .traceCode: CodeCheck(self, raw, DrugTraceCode.read(raw))
        default: CodeCheck(self, raw, GS1Key.read(raw, as: GS1Key.Family(rawValue: rawValue) ?? .gtin))
        }
    }
}

/// The outcome of checking a code whose kind is known only at run time.
public struct CodeCheck: Sendable {
    public let kind: CodeKind
    public let raw: String
    public let normalised: String
    public let isValid: Bool
    public let facts: [(name: String, value: Fact)]
    public let findings: [Finding]

    init<Code: Identifier>(_ kind: CodeKind, _ raw: String, _ reading: Reading<Code>) {
        self.kind = kind
        self.raw = raw
        normalised = reading.text
        isValid = reading.isValid
        facts = reading.code?.facts ?? []
        findings = reading.findings
    }
}
