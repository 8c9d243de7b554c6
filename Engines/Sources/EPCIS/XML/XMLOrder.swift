/// What the XML schema asks of the elements of an event besides their names.
extension EventField {
    private static let base: [EventField] = [
        .eventTime, .recordTime, .eventTimeZoneOffset, .eventID, .errorDeclaration, .certificationInfo,
    ]
    private static let why: [EventField] = [.bizStep, .disposition, .readPoint, .bizLocation]
    private static let how: [EventField] = [.sourceList, .destinationList, .sensorElementList, .persistentDisposition]

    /// The order of the XML schema; nil for types of somebody's own.
    static func xmlOrder(of type: EventType) -> [EventField]? {
        switch type {
        case .object: base + [.epcList, .action] + why + [.bizTransactionList, .quantityList] + how + [.ilmd]
        case .aggregation: base + [.parentID, .childEPCs, .action] + why + [.bizTransactionList, .childQuantityList] + how
        case .transaction: base + [.bizTransactionList, .parentID, .epcList, .action] + why + [.quantityList] + how
        case .transformation:
            base + [.inputEPCList, .inputQuantityList, .outputEPCList, .outputQuantityList, .transformationID] + why
                + [.bizTransactionList] + how + [.ilmd]
        case .association: base + [.parentID, .childEPCs, .childQuantityList, .action] + why + [.bizTransactionList] + how
        case .other: nil
        }
    }

    static func required(in type: EventType) -> [EventField] {
        switch type {
        case .object, .aggregation: [.eventTime, .eventTimeZoneOffset, .action]
        case .transaction: [.eventTime, .eventTimeZoneOffset, .bizTransactionList, .action]
        case .association: [.eventTime, .eventTimeZoneOffset, .parentID, .action]
        case .transformation, .other: [.eventTime, .eventTimeZoneOffset]
        }
    }
}
