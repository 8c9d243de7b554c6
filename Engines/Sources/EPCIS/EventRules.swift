import Findings
import Identifiers

/// Rules of EPCIS 2.0, CBV 2.0 and the Tag Data Standard that no schema states: warnings, since the official schema accepts the event.
///
/// Identities that are malformed or have a wrong check digit, classes where instances belong and the other way round, quantities,
/// parents, error declarations, sensor values. Each finding names event, field, rule and mend.
enum EventRules {
    static func findings(for event: Event, number: Int) -> [Finding] {
        var rules = Check(number: number)
        rules.identities(event)
        rules.quantities(event)
        rules.parents(event)
        rules.standing(event)
        for element in event.sensorElementList { rules.sensors(element) }
        return rules.findings
    }

    private struct Check {
        let number: Int
        var findings: [Finding] = []

        mutating func warn(_ code: FindingCode, _ field: String, _ arguments: [String: String] = [:]) {
            if findings.count < 100 { findings.append(Finding(code, at: .item(number, .name(field)), arguments)) }
        }

        // MARK: Identities

        mutating func identities(_ event: Event) {
            for (field, list) in [
                ("epcList", event.epcList), ("childEPCs", event.childEPCs), ("inputEPCList", event.inputEPCList),
                ("outputEPCList", event.outputEPCList), ("parentID", event.parentID.map { [$0] } ?? []),
            ] { for epc in list { instance(epc, field) } }
            for quantity in event.allQuantities { identity(quantity.epcClass, "epcClass", isClass: true) }
        }

        private mutating func instance(_ text: String, _ field: String) { identity(text, field, isClass: false) }

        private mutating func identity(_ text: String, _ field: String, isClass: Bool) {
            if text.hasPrefix("urn:epc:") {
                guard let epc = try? EPC(reading: text) else {
                    // Schemes without a GS1 key are not known here and not judged.
                    let scheme = text.split(separator: ":").dropFirst(3).first.map(String.init) ?? ""
                    if EPCScheme(rawValue: scheme) != nil { warn(.ruleIdentity, field, ["value": text]) }
                    return
                }
                if isClass, epc.form == .instance { warn(.ruleInstance, field, ["value": text]) }
                if !isClass, epc.form != .instance { warn(.ruleClass, field, ["value": text]) }
            } else if text.hasPrefix("http"), let link = CanonicalLink.of(text), (try? DigitalLink(reading: link)) == nil {
                warn(.ruleIdentity, field, ["value": text])
            }
        }

        // MARK: Quantities, parents

        mutating func quantities(_ event: Event) {
            for quantity in event.allQuantities {
                let value = quantity.quantity.flatMap(Double.init)
                if let value, value < 0 { warn(.ruleQuantityNegative, "quantity", ["value": quantity.quantity ?? ""]) }
                if let value, quantity.uom == nil, value != value.rounded() {
                    warn(.ruleQuantityCount, "quantity", ["value": quantity.quantity ?? ""])
                }
                if quantity.quantity == nil, let uom = quantity.uom { warn(.ruleQuantityUnit, "uom", ["uom": uom]) }
            }
        }

        mutating func parents(_ event: Event) {
            guard event.type == .aggregation else { return }
            if event.parentID == nil, event.action != .observe { warn(.ruleParent, "parentID") }
            if let parent = event.parentID.map(Identity.of), event.childEPCs.contains(where: { Identity.of($0) == parent }) {
                warn(.ruleParentChild, "childEPCs", ["value": event.parentID ?? ""])
            }
        }

        mutating func standing(_ event: Event) {
            if let both = event.persistentDisposition {
                for word in both.set where both.unset.contains(word) {
                    warn(.ruleDisposition, "persistentDisposition", ["word": word])
                }
            }
            guard let declaration = event.errorDeclaration else { return }
            if event.eventID == nil { warn(.ruleErrorID, "eventID") }
            if let id = event.eventID, declaration.correctiveEventIDs.contains(id) {
                warn(.ruleErrorSelf, "correctiveEventIDs", ["id": id])
            }
        }

        // MARK: Sensor data

        mutating func sensors(_ element: SensorElement) {
            if let metadata = element.metadata {
                if (metadata.startTime == nil) != (metadata.endTime == nil) { warn(.ruleSensorPeriod, "sensorMetadata") }
                if let start = metadata.startTime, let end = metadata.endTime, end < start {
                    warn(.ruleSensorOrder, "sensorMetadata")
                }
            }
            for report in element.reports {
                let numbers = [report.value, report.minValue, report.maxValue, report.meanValue].compactMap { $0 }
                let needsUnit =
                    Vocabulary.measurement.words.contains(report.type ?? "") && report.type != "Count"
                    && report.type != "Dimensionless"
                if !numbers.isEmpty, report.uom == nil, needsUnit {
                    warn(.ruleSensorUnit, "sensorReport", ["type": report.type ?? ""])
                }
                if let low = report.minValue.flatMap(Double.init), let high = report.maxValue.flatMap(Double.init), low > high {
                    warn(.ruleSensorRange, "sensorReport", ["low": report.minValue ?? "", "high": report.maxValue ?? ""])
                }
                if (report.percRank == nil) != (report.percValue == nil) { warn(.ruleSensorPercentile, "sensorReport") }
            }
        }
    }
}

extension Event {
    var allQuantities: [Quantity] { quantityList + childQuantityList + inputQuantityList + outputQuantityList }
}

extension FindingCode {
    public static let ruleIdentity = FindingCode(
        "epcis.rule.identity", .warning,
        zh: "“{value}”不合 GS1 标识的规则（分段、长度、字符或校验位），请与标签核对。",
        en: "“{value}” breaks a rule of its GS1 key: fields, length, characters or check digit. Compare it with the label.")
    public static let ruleClass = FindingCode(
        "epcis.rule.class", .warning,
        zh: "“{value}”是一类商品，应写在数量列表里，此处要单个物品。", en: "“{value}” names a class; here instances belong. Put it into the quantity list."
    )
    public static let ruleInstance = FindingCode(
        "epcis.rule.instance", .warning,
        zh: "“{value}”是单个物品，epcClass 应为一类商品或一个批次。",
        en: "“{value}” names one thing; an epcClass is a class or a lot. Put it into the EPC list.")
    public static let ruleQuantityNegative = FindingCode(
        "epcis.rule.quantity-negative", .warning, zh: "数量“{value}”为负。", en: "The quantity “{value}” is negative.")
    public static let ruleQuantityCount = FindingCode(
        "epcis.rule.quantity-count", .warning,
        zh: "数量“{value}”没有计量单位，按件数应为整数。", en: "Without a unit the quantity “{value}” counts things and must be whole. Add the uom.")
    public static let ruleQuantityUnit = FindingCode(
        "epcis.rule.quantity-unit", .warning, zh: "有计量单位“{uom}”而没有数量。", en: "There is a unit, “{uom}”, and no quantity.")
    public static let ruleParent = FindingCode(
        "epcis.rule.parent", .warning,
        zh: "action 为 ADD 或 DELETE 的 AggregationEvent 须写 parentID。",
        en: "An AggregationEvent with action ADD or DELETE needs a parentID.")
    public static let ruleParentChild = FindingCode(
        "epcis.rule.parent-child", .warning, zh: "“{value}”既是上级又在其内。", en: "“{value}” is parent and child of itself.")
    public static let ruleDisposition = FindingCode(
        "epcis.rule.disposition", .warning, zh: "“{word}”同时在 set 与 unset 中。", en: "“{word}” is both set and unset.")
    public static let ruleErrorID = FindingCode(
        "epcis.rule.error-id", .warning,
        zh: "更正声明须重复原事件的 eventID，此处没有。", en: "An error declaration repeats the eventID of the event it voids; there is none.")
    public static let ruleErrorSelf = FindingCode(
        "epcis.rule.error-self", .warning, zh: "更正事件“{id}”就是被更正的事件本身。", en: "The event names itself, “{id}”, as its correction.")
    public static let ruleSensorPeriod = FindingCode(
        "epcis.rule.sensor-period", .warning, zh: "startTime 与 endTime 应同时给出。", en: "startTime and endTime belong together.")
    public static let ruleSensorOrder = FindingCode(
        "epcis.rule.sensor-order", .warning, zh: "endTime 早于 startTime。", en: "endTime is before startTime.")
    public static let ruleSensorUnit = FindingCode(
        "epcis.rule.sensor-unit", .warning, zh: "“{type}”的数值没有计量单位。", en: "A value of “{type}” has no unit. Add the uom.")
    public static let ruleSensorRange = FindingCode(
        "epcis.rule.sensor-range", .warning, zh: "最小值 {low} 大于最大值 {high}。", en: "The minimum {low} is above the maximum {high}.")
    public static let ruleSensorPercentile = FindingCode(
        "epcis.rule.sensor-percentile", .warning, zh: "percRank 与 percValue 应同时给出。", en: "percRank and percValue belong together.")
}
