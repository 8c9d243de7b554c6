import CLibCrypto

/// What a solve found and what it proved.
///
/// `bound` is valid always: no solution of the instance is better than it (for a minimum, none is below). `status` is `optimal`
/// only where `bound` equals `objective`; the initialiser sees to that, so no model can claim more than it proved. Equality is
/// to 1e-9 of the value; where costs are whole numbers, the model rounds the bound up to the next whole number first.
public struct Answer: Sendable, Equatable {
    public enum Status: String, Sendable, CaseIterable {
        /// The solution is the best there is: the bound equals its value.
        case optimal
        /// A solution and a bound with a gap between them.
        case feasible
        /// Proved: no solution exists.
        case infeasible
        /// Neither a solution nor a proof that there is none.
        case unknown
    }

    public enum Sense: String, Sendable, CaseIterable { case min, max }

    public let status: Status
    public let sense: Sense
    public let objective: Double?
    public let bound: Double?
    public let seconds: Double
    /// `HiGHS`, `CBC`, or `heuristic`.
    public let solver: String
    public let version: String
    public let seed: UInt64
    /// SHA-256 of the input's bytes, in hexadecimal.
    public let inputHash: String
    public let solution: Placement?
    /// Sentences for the reader: why an answer is not proven, what is missing.
    public let notes: [String]

    public static let tolerance = 1e-9

    public init(
        sense: Sense = .min, objective: Double?, bound: Double?, isInfeasible: Bool = false, seconds: Double, solver: String,
        version: String, seed: UInt64, inputHash: String, solution: Placement?, notes: [String] = []
    ) {
        self.sense = sense
        self.seconds = seconds
        self.solver = solver
        self.version = version
        self.seed = seed
        self.inputHash = inputHash
        self.notes = notes
        let value = solution == nil ? nil : objective.flatMap { $0.isFinite ? $0 : nil }
        self.objective = value
        self.solution = value == nil ? nil : solution
        let finite = bound.flatMap { $0.isFinite ? $0 : nil }
        guard let value else {
            status = isInfeasible ? .infeasible : .unknown
            self.bound = isInfeasible ? nil : finite
            return
        }
        guard let finite else {
            status = .feasible
            self.bound = nil
            return
        }
        let slack = sense == .min ? value - finite : finite - value
        if slack <= Self.tolerance * max(1, abs(value)) {
            status = .optimal
            self.bound = value
        } else {
            status = .feasible
            self.bound = finite
        }
    }

    /// The distance of bound and value, as a share of the value.
    public var gap: Double? {
        guard let objective, let bound else { return nil }
        return objective == bound ? 0 : abs(objective - bound) / max(abs(objective), 1e-9)
    }
}

/// Sites and who is served from where. Sites and customers count from 1, as files and people do.
public struct Placement: Sendable, Equatable {
    public struct Flow: Sendable, Equatable {
        public let customer: Int
        public let site: Int
        /// The share of the customer's demand that this site serves, above 0 up to 1.
        public let fraction: Double

        public init(customer: Int, site: Int, fraction: Double) {
            self.customer = customer
            self.site = site
            self.fraction = fraction
        }
    }

    public var open: [Int]
    /// The site of each customer, where each has one.
    public var assign: [Int]?
    /// Where demand may be split.
    public var flow: [Flow]?

    public init(open: [Int], assign: [Int]? = nil, flow: [Flow]? = nil) {
        self.open = open
        self.assign = assign
        self.flow = flow
    }
}

extension Answer {
    /// The answer as JSON, one line, with the fields in the order of the declaration. Absent values are null.
    public var json: String {
        let fields: [(String, String)] = [
            ("status", JSONText.string(status.rawValue)), ("sense", JSONText.string(sense.rawValue)),
            ("objective", JSONText.number(objective)), ("bound", JSONText.number(bound)), ("gap", JSONText.number(gap)),
            ("seconds", JSONText.number((seconds * 1000).rounded() / 1000)), ("solver", JSONText.string(solver)),
            ("version", JSONText.string(version)), ("seed", String(seed)), ("inputHash", JSONText.string(inputHash)),
            ("solution", solution?.json ?? "null"), ("notes", JSONText.list(notes.map(JSONText.string))),
        ]
        return "{" + fields.map { "\"\($0)\": \($1)" }.joined(separator: ", ") + "}"
    }
}

extension Placement {
    public var json: String {
        var fields = ["\"open\": " + JSONText.list(open.map(String.init))]
        if let assign { fields.append("\"assign\": " + JSONText.list(assign.map(String.init))) }
        if let flow {
            fields.append(
                "\"flow\": " + JSONText.list(flow.map { "[\($0.customer), \($0.site), \(JSONText.number($0.fraction))]" }))
        }
        return "{" + fields.joined(separator: ", ") + "}"
    }
}

/// JSON values written by hand: an engine needs no coder for a dozen fields.
public enum JSONText {
    /// Whole numbers without a point, others in their shortest exact form, what is not finite as null.
    public static func number(_ value: Double?) -> String {
        guard let value, value.isFinite else { return "null" }
        if let whole = Int64(exactly: value), abs(whole) < 1 << 53 { return String(whole) }
        return "\(value)"
    }

    public static func string(_ text: String) -> String {
        var out = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": out += "\\\""
            case "\\": out += "\\\\"
            case "\n": out += "\\n"
            case "\r": out += "\\r"
            case "\t": out += "\\t"
            case _ where scalar.value < 0x20:
                let hex = String(scalar.value, radix: 16)
                out += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out + "\""
    }

    public static func list(_ items: [String]) -> String { "[" + items.joined(separator: ", ") + "]" }
}

/// SHA-256 of an input, in lower-case hexadecimal.
public func inputHash(_ bytes: [UInt8]) -> String {
    var digest = [UInt8](repeating: 0, count: 32)
    var length: UInt32 = 0
    EVP_Digest(bytes, bytes.count, &digest, &length, EVP_sha256(), nil)
    let hex = Array("0123456789abcdef".utf8)
    var out: [UInt8] = []
    for byte in digest {
        out.append(hex[Int(byte >> 4)])
        out.append(hex[Int(byte & 15)])
    }
    return String(decoding: out, as: UTF8.self)
}
