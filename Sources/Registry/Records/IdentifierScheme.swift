import Findings
import Identifiers
import Kernel

/// The systems in which a record can have a code. Where an engine knows the system, the code is read and checked; else it is kept as
/// it stands.
public enum IdentifierScheme: String, Choosable, Hashable, Codable {
    case creditCode = "uscc"
    case organisationCode = "orgcode"
    case projectCode = "project-code"
    case stockCode = "stock-code"
    case drugApproval = "drug-approval"
    case deviceRegistration = "device-registration"
    case trial
    case gtin, gln
    case other

    public var label: Text {
        switch self {
        case .creditCode: Text("统一社会信用代码", "Unified social credit code")
        case .organisationCode: Text("组织机构代码", "Organisation code")
        case .projectCode: Text("投资项目代码", "Investment project code")
        case .stockCode: Text("证券代码", "Stock code")
        case .drugApproval: Text("药品批准文号", "Drug approval number")
        case .deviceRegistration: Text("医疗器械注册证号", "Device registration number")
        case .trial: Text("临床试验登记号", "Clinical trial number")
        case .gtin: Text("商品条码（GTIN）", "GTIN")
        case .gln: Text("位置码（GLN）", "GLN")
        case .other: Text("其他编号", "Other number")
        }
    }

    /// What is to be kept, and what speaks against it.
    struct Check: Sendable, Hashable {
        let value: String
        /// `nil` where nothing here can check the code.
        let isValid: Bool?
        /// The first thing that is wrong, in words.
        let problem: Text?
        /// What the code says of itself, such as the place of registration.
        let says: Text?
    }

    func check(_ raw: String) -> Check {
        guard let kind = CodeKind(rawValue) else {
            let value = raw.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            return Check(value: value, isValid: nil, problem: nil, says: nil)
        }
        let check = kind.check(raw)
        let finding = check.findings.first { $0.severity == .error }
        return Check(
            value: check.normalised, isValid: check.isValid, problem: finding.map { Text($0.message(.zh), $0.message(.en)) },
            says: check.isValid ? says(check) : nil)
    }

    private func says(_ check: CodeCheck) -> Text? {
        guard self == .creditCode, case .text(let place)? = check.facts.first(where: { $0.name == "divisionName" })?.value,
            !place.isEmpty
        else {
            return nil
        }
        return Text("登记机关在\(place)", "Registered in \(place)")
    }
}
