import Findings

extension EventQuery {
    /// The events that match, in the order asked for, cut at `eventCountLimit`; refused when there are more than `maxEventCount`.
    public func select(from events: [Event], in context: QueryContext = QueryContext()) throws(Unreadable) -> [Event] {
        var found = events.filter { matches($0, in: context) }
        if let maxEventCount, found.count > maxEventCount {
            throw Unreadable(Finding(.queryTooLarge, ["limit": "\(maxEventCount)"]))
        }
        if let order { found = order.sorted(found) }
        if let eventCountLimit { found = Array(found.prefix(eventCountLimit)) }
        return found
    }

    public func matches(_ event: Event, in context: QueryContext = QueryContext()) -> Bool {
        conditions.allSatisfy { $0.matches(event, context) }
    }
}

extension EventQuery.Order {
    /// Stable: events alike in the key keep their order.
    func sorted(_ events: [Event]) -> [Event] {
        let keyed = events.enumerated().map { ($0.offset, key($0.element), $0.element) }
        let ordered = keyed.sorted { a, b in
            if a.1 == b.1 { return a.0 < b.0 }
            guard let left = a.1 else { return false }
            guard let right = b.1 else { return true }
            return isDescending ? left > right : left < right
        }
        return ordered.map(\.2)
    }

    private func key(_ event: Event) -> SortKey? {
        switch key {
        case .eventTime: SortKey(number: Double(event.eventTime.milliseconds))
        case .recordTime: event.recordTime.map { SortKey(number: Double($0.milliseconds)) }
        case .extensionField(let field):
            EventQuery.values(of: field, in: event.extensions, isInner: false).first.map(SortKey.init(text:))
        }
    }

    private struct SortKey: Comparable {
        var number: Double?
        var text = ""

        init(number: Double) { self.number = number }
        init(text: String) {
            self.text = text
            number = Double(text) ?? Timestamp(text).map { Double($0.milliseconds) }
        }

        static func < (a: SortKey, b: SortKey) -> Bool {
            if let left = a.number, let right = b.number { return left < right }
            return a.text < b.text
        }
    }
}

extension EventQuery.Condition {
    func matches(_ event: Event, _ context: QueryContext) -> Bool {
        switch self {
        case .eventTypes(let names): names.contains(event.type.name)
        case .time(let field, let comparison, let moment): times(field, event).contains { comparison.holds($0, moment) }
        case .text(let field, let values): text(field, values, event)
        case .within(let field, let places): within(field, places, event, context)
        case .reference(let list, let type, let values): reference(list, type, values, event)
        case .identity(let role, let patterns):
            identities(role, event).contains { text in
                let identity = Identity.of(text)
                return patterns.contains { $0.matches(identity) }
            }
        case .quantity(let comparison, let number, let uom):
            quantities(event).contains { quantity in
                guard let value = quantity.quantity.flatMap(Double.init) else { return false }
                return comparison.holds(value, number) && (uom == nil || quantity.uom == uom)
            }
        case .sensor(let field, let comparison, let number, let uom): sensor(field, comparison, number, uom, event)
        case .field(let scope, let reference, let isInner, let comparison, let values):
            fieldValues(scope, reference, isInner, event).contains { EventQuery.holds($0, comparison, values) }
        case .fieldExists(let scope, let reference, let isInner): !fieldValues(scope, reference, isInner, event).isEmpty
        case .hasAttribute(let field, let names):
            subjects(field, event).contains { id in names.contains { !context.attributes(of: id, named: $0).isEmpty } }
        case .attribute(let field, let name, let values):
            subjects(field, event).contains { id in context.attributes(of: id, named: name).contains { values.contains($0) } }
        case .hasErrorDeclaration: event.errorDeclaration != nil
        case .hasSensorElements: !event.sensorElementList.isEmpty
        }
    }

    private func times(_ field: EventQuery.TimeField, _ event: Event) -> [Int64] {
        let metadata = event.sensorElementList.compactMap(\.metadata)
        switch field {
        case .eventTime: return [event.eventTime.milliseconds]
        case .recordTime: return event.recordTime.map { [$0.milliseconds] } ?? []
        case .errorDeclarationTime: return event.errorDeclaration.map { [$0.declarationTime.milliseconds] } ?? []
        case .time:
            let reports = event.sensorElementList.flatMap(\.reports)
            return metadata.compactMap { $0.time?.milliseconds } + reports.compactMap { $0.time?.milliseconds }
        case .startTime: return metadata.compactMap { $0.startTime?.milliseconds }
        case .endTime: return metadata.compactMap { $0.endTime?.milliseconds }
        }
    }

    // MARK: Text

    private func text(_ field: EventQuery.TextField, _ values: [String], _ event: Event) -> Bool {
        func words(_ list: Vocabulary, _ mine: [String]) -> Bool {
            let wanted = Set(values.map { list.web(list.bare($0)) })
            return mine.contains { wanted.contains(list.web($0)) }
        }
        func ids(_ mine: [String?]) -> Bool {
            let wanted = Set(values.map(Identity.of))
            return mine.contains { $0.map { wanted.contains(Identity.of($0)) } ?? false }
        }
        let reports = event.sensorElementList.flatMap(\.reports)
        let metadata = event.sensorElementList.compactMap(\.metadata)
        switch field {
        case .action: return event.action.map { values.contains($0.rawValue) } ?? false
        case .bizStep: return words(.bizStep, event.bizStep.map { [$0] } ?? [])
        case .disposition: return words(.disposition, event.disposition.map { [$0] } ?? [])
        case .persistentDispositionSet: return words(.disposition, event.persistentDisposition?.set ?? [])
        case .persistentDispositionUnset: return words(.disposition, event.persistentDisposition?.unset ?? [])
        case .errorReason: return words(.errorReason, event.errorDeclaration?.reason.map { [$0] } ?? [])
        case .type: return words(.measurement, reports.compactMap(\.type))
        case .transformationID: return ids([event.transformationID])
        case .eventID: return ids([event.eventID])
        case .correctiveEventID: return ids(event.errorDeclaration?.correctiveEventIDs ?? [])
        case .readPoint: return ids([event.readPoint?.id])
        case .bizLocation: return ids([event.bizLocation?.id])
        case .deviceID: return ids(metadata.map(\.deviceID) + reports.map(\.deviceID))
        case .dataProcessingMethod: return ids(metadata.map(\.dataProcessingMethod) + reports.map(\.dataProcessingMethod))
        case .bizRules: return ids(metadata.map(\.bizRules) + reports.map(\.bizRules))
        case .microorganism: return ids(reports.map(\.microorganism))
        case .chemicalSubstance: return ids(reports.map(\.chemicalSubstance))
        case .uriValue: return ids(reports.map(\.uriValue))
        case .stringValue: return reports.contains { $0.stringValue.map(values.contains) ?? false }
        case .booleanValue: return reports.contains { $0.booleanValue.map { values.contains($0 ? "true" : "false") } ?? false }
        case .hexBinaryValue:
            let wanted = values.map { $0.lowercased() }
            return reports.contains { $0.hexBinaryValue.map { wanted.contains($0.lowercased()) } ?? false }
        }
    }

    private func within(_ field: EventQuery.TextField, _ places: [String], _ event: Event, _ context: QueryContext) -> Bool {
        guard let id = field == .readPoint ? event.readPoint?.id : event.bizLocation?.id else { return false }
        let mine = Identity.of(id)
        return places.contains { context.descendants(of: $0).contains(mine) }
    }

    private func reference(_ list: EventQuery.ReferenceList, _ type: String, _ values: [String], _ event: Event) -> Bool {
        let words: Vocabulary = list == .bizTransaction ? .bizTransactionType : .sourceDestinationType
        let references: [TypedReference]
        switch list {
        case .bizTransaction: references = event.bizTransactionList
        case .source: references = event.sourceList
        case .destination: references = event.destinationList
        }
        let wanted = Set(values.map(Identity.of))
        let kind = words.web(words.bare(type))
        return references.contains { $0.type.map { words.web($0) == kind } ?? false && wanted.contains(Identity.of($0.id)) }
    }

    // MARK: What

    private func identities(_ role: EventQuery.Role, _ event: Event) -> [String] {
        switch role {
        case .epc: event.epcList + event.childEPCs
        case .parentID: event.parentID.map { [$0] } ?? []
        case .inputEPC: event.inputEPCList
        case .outputEPC: event.outputEPCList
        case .anyEPC:
            event.epcList + event.childEPCs + event.inputEPCList + event.outputEPCList + (event.parentID.map { [$0] } ?? [])
        case .epcClass: (event.quantityList + event.childQuantityList).map(\.epcClass)
        case .inputEPCClass: event.inputQuantityList.map(\.epcClass)
        case .outputEPCClass: event.outputQuantityList.map(\.epcClass)
        case .anyEPCClass: quantities(event).map(\.epcClass)
        }
    }

    private func quantities(_ event: Event) -> [Quantity] {
        event.quantityList + event.childQuantityList + event.inputQuantityList + event.outputQuantityList
    }

    private func sensor(
        _ field: EventQuery.SensorNumber, _ comparison: EventQuery.Comparison, _ number: Double, _ uom: String?, _ event: Event
    ) -> Bool {
        event.sensorElementList.flatMap(\.reports).contains { report in
            let text: String?
            switch field {
            case .value: text = report.value
            case .minValue: text = report.minValue
            case .maxValue: text = report.maxValue
            case .meanValue: text = report.meanValue
            case .sDev: text = report.sDev
            case .percValue: text = report.percValue
            case .percRank: text = report.percRank
            }
            guard let value = text.flatMap(Double.init) else { return false }
            return comparison.holds(value, number) && (uom == nil || report.uom == uom)
        }
    }

    // MARK: Extensions and master data

    private func fieldValues(
        _ scope: EventQuery.Scope, _ reference: EventQuery.FieldReference, _ isInner: Bool, _ event: Event
    ) -> [String] {
        let lists: [[ExtensionField]]
        switch scope {
        case .event: lists = [event.extensions]
        case .ilmd: lists = [event.ilmd]
        case .errorDeclaration: lists = [event.errorDeclaration?.extensions ?? []]
        case .sensorElement: lists = event.sensorElementList.map(\.extensions)
        case .sensorMetadata: lists = event.sensorElementList.compactMap { $0.metadata?.extensions }
        case .sensorReport: lists = event.sensorElementList.flatMap { $0.reports.map(\.extensions) }
        case .readPoint: lists = [event.readPoint?.extensions ?? []]
        case .bizLocation: lists = [event.bizLocation?.extensions ?? []]
        }
        return lists.flatMap { EventQuery.values(of: reference, in: $0, isInner: isInner) }
    }

    private func subjects(_ field: String, _ event: Event) -> [String] {
        switch field {
        case "readPoint": event.readPoint.map { [$0.id] } ?? []
        case "bizLocation": event.bizLocation.map { [$0.id] } ?? []
        case "epc": identities(.anyEPC, event)
        case "epcClass": identities(.anyEPCClass, event)
        case "bizTransaction": event.bizTransactionList.map(\.id)
        case "source": event.sourceList.map(\.id)
        case "destination": event.destinationList.map(\.id)
        case "parentID": event.parentID.map { [$0] } ?? []
        default: []
        }
    }
}

extension EventQuery {
    /// The values of a field, at the top of the list or at any depth; a structure counts as a value without text.
    static func values(of reference: FieldReference, in fields: [ExtensionField], isInner: Bool) -> [String] {
        var values: [String] = []
        func take(_ value: ExtensionValue) {
            if case .list(let items) = value { for item in items { take(item) } } else { values.append(value.scalar ?? "") }
        }
        func descend(_ value: ExtensionValue) {
            switch value {
            case .list(let items): for item in items { descend(item) }
            case .object(let inner, _): walk(inner, true)
            default: break
            }
        }
        func walk(_ fields: [ExtensionField], _ isTaken: Bool) {
            for field in fields {
                if isTaken, reference.matches(field.name) { take(field.value) }
                if isInner { descend(field.value) }
            }
        }
        // INNER asks for fields inside a field, at whatever depth.
        walk(fields, !isInner)
        return values
    }

    static func holds(_ value: String, _ comparison: Comparison, _ wanted: [String]) -> Bool {
        wanted.contains { other in
            if let a = Double(value), let b = Double(other) { return comparison.holds(a, b) }
            if let a = Timestamp(value), let b = Timestamp(other) { return comparison.holds(a.milliseconds, b.milliseconds) }
            if comparison == .equal { return value == other || Identity.of(value) == Identity.of(other) }
            return false
        }
    }
}
