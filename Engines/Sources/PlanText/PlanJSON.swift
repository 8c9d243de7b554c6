import Calendars
import Findings

extension PlanReading {
    /// The reading as JSON, fields in a fixed order. `sha256` is the digest of the source as the caller had it.
    public func json(sha256: String? = nil) -> String { String(decoding: jsonBytes(sha256: sha256), as: UTF8.self) }

    /// The same in UTF-8.
    public func jsonBytes(sha256: String? = nil) -> [UInt8] {
        var bytes: [UInt8] = []
        writeJSON(sha256: sha256) { bytes += $0 }
        return bytes
    }

    /// The same in UTF-8, handed over in pieces of some 64 kB: the whole of it is three times the text and need never lie in memory.
    public func writeJSON(sha256: String? = nil, to sink: @escaping ([UInt8]) -> Void) {
        var out = JSONText(to: sink)
        out.object {
            $0.field("schema", "plan-reading/1")
            $0.object("source") {
                $0.field("text", scalars)
                $0.field("sha256", sha256)
            }
            $0.object("document") { document.write(to: &$0) }
            $0.list("sections", sections) { $1.write(to: &$0) }
            $0.list("principles", principles) {
                $0.field("text", $1.text)
                $0.field("where", $1.where)
                $0.span($1.span)
            }
            $0.list("targets", targets) { $1.write(to: &$0) }
            $0.list("qualitative_goals", goals) {
                $0.field("verb", $1.verb)
                $0.field("name", $1.name)
                $0.field("where", $1.where)
                $0.span($1.span)
            }
            $0.list("measures", measures) { $1.write(to: &$0) }
            $0.list("milestones", milestones) { $1.write(to: &$0) }
            $0.list("organisations", organisations) { $1.write(to: &$0) }
            for (name, things) in [
                ("projects", projects), ("platforms", platforms), ("products", products), ("programmes", programmes),
            ] {
                $0.list(name, things) { $1.write(to: &$0) }
            }
            $0.list("supervision", supervision) {
                $0.field("clause", $1.clause)
                $0.field("where", $1.where)
                $0.span($1.span)
            }
            $0.list("annual_tasks", annualTasks) {
                $0.field("text", $1.text)
                $0.field("frequency", $1.frequency)
                $0.field("where", $1.where)
                $0.span($1.span)
            }
            $0.list("not_targets", notTargets) {
                $0.field("quote", $1.span.text)
                $0.field("why", $1.reason.rawValue)
                $0.field("where", $1.where)
                $0.span($1.span)
            }
            $0.list("findings", findings) {
                $0.field("code", $1.code.id)
                $0.field("severity", $1.severity.rawValue)
                $0.field("place", "\($1.place)")
                $0.field("zh", $1.message(.zh))
                $0.field("en", $1.message(.en))
            }
        }
        out.flush()
    }
}

extension PlanReading.Document {
    fileprivate func write(to out: inout JSONText) {
        out.field("title", title)
        out.field("type", type)
        out.field("region", region)
        out.field("period", period)
        out.field("period_start", periodStart?.description)
        out.field("period_end", periodEnd?.description)
        out.field("issue_date", issueDate?.description)
        out.field("issuer", issuer)
        out.field("doc_number", number)
        out.field("author", author)
        if let titleSpan { out.span(titleSpan) }
    }
}

extension PlanReading.Section {
    fileprivate func write(to out: inout JSONText) {
        out.field("id", id)
        out.field("level", level)
        out.field("label", label)
        out.field("title", title)
        if let goal { out.field("goal", goal) }
        out.span(span)
    }
}

extension PlanReading.Deadline {
    fileprivate func write(to out: inout JSONText) {
        out.field("raw", raw)
        out.field("date", date?.description)
        out.field("kind", kind.rawValue)
        if let years { out.field("years", years) }
        out.span(span)
    }
}

extension PlanReading.Target {
    fileprivate func write(to out: inout JSONText) {
        out.field("id", id)
        out.field("tier", tier.rawValue)
        out.field("indicator", indicator)
        out.field("indicator_key", indicatorKey)
        out.field("scope", scope)
        out.field("value", value)
        out.field("value_max", valueMax)
        out.field("unit", unit)
        out.field("comparator", comparator.rawValue)
        out.field("comparator_raw", comparatorRaw)
        if let comparatorInheritedFrom { out.field("comparator_inherited_from", comparatorInheritedFrom) }
        out.field("quantity", quantity.rawValue)
        out.object("deadline", deadline) { $1.write(to: &$0) }
        out.field("where", self.where)
        if let sameAs { out.field("same_as", sameAs) }
        if !members.isEmpty { out.strings("members", members) }
        if let owner { out.field("owner", owner) }
        if let baseline { out.field("baseline", baseline) }
        if let baselineYear { out.field("baseline_year", baselineYear) }
        out.span(span)
    }
}

extension PlanReading.Measure {
    fileprivate func write(to out: inout JSONText) {
        out.field("id", id)
        if let number { out.field("number", number) }
        if number == nil, let ordinal { out.field("ordinal_raw", ordinal) }
        out.field("section", section)
        out.field("title", title)
        out.field("units_raw", unitsRaw)
        out.list("units", units) {
            $0.field("name", $1.name)
            $0.field("role", $1.role.rawValue)
            $0.field("normalised", $1.normalised)
            if !$1.aliases.isEmpty { $0.strings("aliases", $1.aliases) }
            if $1.isCollective { $0.field("collective", true) }
            $0.span($1.span)
        }
        out.field("first_unit", firstUnit)
        out.object("deadline", deadline) { $1.write(to: &$0) }
        out.span(span)
    }
}

extension PlanReading.Milestone {
    fileprivate func write(to out: inout JSONText) {
        out.field("owner", owner)
        out.field("after_years", afterYears)
        out.field("text", text)
        out.field("quantitative", target != nil)
        if let target { out.field("target", target) }
        out.object("deadline", deadline) { $1.write(to: &$0) }
        out.field("where", self.where)
        out.span(span)
    }
}

extension PlanReading.Organisation {
    fileprivate func write(to out: inout JSONText) {
        out.field("name", name)
        out.field("normalised", normalised)
        out.field("kind", kind)
        out.strings("mentions", mentions)
        out.field("role", role)
        out.strings("surfaces", surfaces)
        if let status { out.field("status", status) }
        out.span(span)
    }
}

extension PlanReading.NamedThing {
    fileprivate func write(to out: inout JSONText) {
        out.field("name", name)
        out.field("normalised", normalised)
        if let kind { out.field("kind", kind) }
        out.field("measure", self.where)
        if let status { out.field("status", status) }
        out.field("place", place)
        out.field("firm", firm)
        if let host { out.field("host", host) }
        out.span(span)
    }
}

/// Writes JSON in one pass; the caller gives the order.
struct JSONText {
    private static let pieceSize = 1 << 16

    private var bytes: [UInt8] = []
    private var needsComma = false
    private let sink: ([UInt8]) -> Void

    init(to sink: @escaping ([UInt8]) -> Void) {
        self.sink = sink
        bytes.reserveCapacity(Self.pieceSize * 2)
    }

    mutating func flush() {
        sink(bytes)
        bytes.removeAll(keepingCapacity: true)
    }

    mutating func object(_ body: (inout JSONText) -> Void) {
        open("{")
        body(&self)
        close("}")
    }

    mutating func object(_ name: String, _ body: (inout JSONText) -> Void) {
        key(name)
        object(body)
    }

    mutating func object<T>(_ name: String, _ value: T?, _ body: (inout JSONText, T) -> Void) {
        key(name)
        guard let value else { return raw("null") }
        object { body(&$0, value) }
    }

    mutating func list<T>(_ name: String, _ values: [T], _ body: (inout JSONText, T) -> Void) {
        key(name)
        open("[")
        for value in values { object { body(&$0, value) } }
        close("]")
    }

    mutating func strings(_ name: String, _ values: [String]) {
        key(name)
        open("[")
        for value in values {
            separate()
            quote(value)
        }
        close("]")
    }

    mutating func field(_ name: String, _ value: String?) {
        key(name)
        guard let value else { return raw("null") }
        quote(value)
        needsComma = true
    }

    mutating func field(_ name: String, _ value: [Unicode.Scalar]) {
        key(name)
        bytes.append(0x22)
        for scalar in value {
            for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter { escape(byte) }
            if bytes.count >= Self.pieceSize { flush() }
        }
        bytes.append(0x22)
        needsComma = true
    }

    mutating func field(_ name: String, _ value: Int?) {
        key(name)
        raw(value.map(String.init) ?? "null")
    }

    mutating func field(_ name: String, _ value: Bool) {
        key(name)
        raw(value ? "true" : "false")
    }

    mutating func field(_ name: String, _ value: Double?) {
        key(name)
        guard let value, value.isFinite else { return raw("null") }
        raw(value == value.rounded() && abs(value) < 1e15 ? "\(Int64(value))" : "\(value)")
    }

    mutating func span(_ span: PlanReading.Span) {
        object("span") {
            $0.field("start", span.start)
            $0.field("end", span.end)
            $0.field("text", span.text)
        }
    }

    private mutating func separate() {
        if needsComma { bytes.append(0x2C) }
        needsComma = true
    }

    private mutating func open(_ mark: String) {
        if needsComma { bytes.append(0x2C) }
        bytes.append(contentsOf: mark.utf8)
        needsComma = false
    }

    private mutating func close(_ mark: String) {
        bytes.append(contentsOf: mark.utf8)
        needsComma = true
        if bytes.count >= Self.pieceSize { flush() }
    }

    private mutating func key(_ name: String) {
        separate()
        quote(name)
        bytes.append(0x3A)
        needsComma = false
    }

    private mutating func raw(_ value: String) {
        bytes.append(contentsOf: value.utf8)
        needsComma = true
    }

    private mutating func quote(_ value: String) {
        bytes.append(0x22)
        for byte in value.utf8 { escape(byte) }
        bytes.append(0x22)
    }

    private mutating func escape(_ byte: UInt8) {
        switch byte {
        case 0x22: bytes.append(contentsOf: [0x5C, 0x22])
        case 0x5C: bytes.append(contentsOf: [0x5C, 0x5C])
        case 0x0A: bytes.append(contentsOf: [0x5C, 0x6E])
        case 0x09: bytes.append(contentsOf: [0x5C, 0x74])
        case 0x00..<0x20, 0x7F:
            let hex = String(byte, radix: 16)
            bytes.append(contentsOf: ("\\u" + String(repeating: "0", count: 4 - hex.count) + hex).utf8)
        default: bytes.append(byte)
        }
    }
}
