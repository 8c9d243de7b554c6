import Calendars
import Findings

extension PlanReading {
    /// The reading as JSON, fields in a fixed order. `sha256` is the digest of the source as the caller had it.
    public func json(sha256: String? = nil) -> String {
        var out = JSONText()
        out.object {
            $0.field("schema", "plan-reading/1")
            $0.object("source") {
                $0.field("text", text)
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
        return out.text
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

/// Writes JSON into one string; the caller gives the order.
struct JSONText {
    private(set) var text = ""
    private var needsComma = false

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
        if needsComma { text += "," }
        needsComma = true
    }

    private mutating func open(_ mark: String) {
        if needsComma { text += "," }
        text += mark
        needsComma = false
    }

    private mutating func close(_ mark: String) {
        text += mark
        needsComma = true
    }

    private mutating func key(_ name: String) {
        separate()
        quote(name)
        text += ":"
        needsComma = false
    }

    private mutating func raw(_ value: String) {
        text += value
        needsComma = true
    }

    private mutating func quote(_ value: String) {
        var view = String.UnicodeScalarView()
        view.append("\"")
        for c in value.unicodeScalars {
            switch c {
            case "\"": view.append(contentsOf: "\\\"".unicodeScalars)
            case "\\": view.append(contentsOf: "\\\\".unicodeScalars)
            case "\n": view.append(contentsOf: "\\n".unicodeScalars)
            case "\t": view.append(contentsOf: "\\t".unicodeScalars)
            case "\r": view.append(contentsOf: "\\r".unicodeScalars)
            case _ where c.value < 0x20 || c == "\u{2028}" || c == "\u{2029}" || c == "\u{7F}":
                let hex = String(c.value, radix: 16)
                view.append(contentsOf: ("\\u" + String(repeating: "0", count: 4 - hex.count) + hex).unicodeScalars)
            default: view.append(c)
            }
        }
        view.append("\"")
        text.unicodeScalars.append(contentsOf: view)
    }
}
