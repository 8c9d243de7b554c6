/// The plain fields of sensor data in the order in which both syntaxes write them.
struct SensorScalar {
    enum Kind { case text, number, flag }
    let name: String
    let value: String
    var kind = Kind.text
}

extension SensorMetadata {
    var scalars: [SensorScalar] {
        let times: [(String, Timestamp?)] = [("time", time), ("startTime", startTime), ("endTime", endTime)]
        let texts: [(String, String?)] = [
            ("deviceID", deviceID), ("deviceMetadata", deviceMetadata), ("rawData", rawData),
            ("dataProcessingMethod", dataProcessingMethod), ("bizRules", bizRules),
        ]
        return times.compactMap { entry in entry.1.map { SensorScalar(name: entry.0, value: $0.text) } }
            + texts.compactMap { entry in entry.1.map { SensorScalar(name: entry.0, value: $0) } }
    }
}

extension SensorReport {
    var scalars: [SensorScalar] {
        var all: [SensorScalar] = []
        func add(_ name: String, _ value: String?, _ kind: SensorScalar.Kind = .text) {
            if let value { all.append(SensorScalar(name: name, value: value, kind: kind)) }
        }
        add("type", type)
        add("exception", exception)
        add("deviceID", deviceID)
        add("deviceMetadata", deviceMetadata)
        add("rawData", rawData)
        add("dataProcessingMethod", dataProcessingMethod)
        add("bizRules", bizRules)
        add("time", time?.text)
        add("microorganism", microorganism)
        add("chemicalSubstance", chemicalSubstance)
        add("value", value, .number)
        add("component", component)
        add("stringValue", stringValue)
        add("booleanValue", booleanValue.map { $0 ? "true" : "false" }, .flag)
        add("hexBinaryValue", hexBinaryValue)
        add("uriValue", uriValue)
        add("minValue", minValue, .number)
        add("maxValue", maxValue, .number)
        add("meanValue", meanValue, .number)
        add("sDev", sDev, .number)
        add("percRank", percRank, .number)
        add("percValue", percValue, .number)
        add("uom", uom)
        add("coordinateReferenceSystem", coordinateReferenceSystem)
        return all
    }
}
