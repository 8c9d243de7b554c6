import Findings

@testable import EPCIS

/// A document of our own with every kind of field that a query can ask for.
enum Sample {
    static let json = """
        {
          "@context": ["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld", {"ex": "https://ns.example.com/epcis/"}],
          "type": "EPCISDocument", "schemaVersion": "2.0", "creationDate": "2026-03-01T00:00:00Z",
          "epcisHeader": {"epcisMasterData": {"vocabularyList": [
            {"type": "urn:epcglobal:epcis:vtype:BusinessLocation", "vocabularyElementList": [
              {"id": "urn:epc:id:sgln:6901234.00001.0", "attributes": [{"id": "urn:epcglobal:cbv:mda:city", "attribute": "徐州"}],
               "children": ["urn:epc:id:sgln:6901234.00002.0"]}]}]}},
          "epcisBody": {"eventList": [
            {"type": "ObjectEvent", "eventID": "urn:uuid:e1", "eventTime": "2026-03-01T08:00:00+08:00", "recordTime": "2026-03-01T09:00:00+08:00",
             "eventTimeZoneOffset": "+08:00", "action": "ADD", "bizStep": "commissioning", "disposition": "active",
             "epcList": ["urn:epc:id:sgtin:6901234.012345.S1"], "quantityList": [{"epcClass": "urn:epc:class:lgtin:6901234.012345.L1", "quantity": 7.5, "uom": "KGM"}],
             "readPoint": {"id": "urn:epc:id:sgln:6901234.00003.0", "ex:door": "7"}, "bizLocation": {"id": "urn:epc:id:sgln:6901234.00002.0"},
             "bizTransactionList": [{"type": "po", "bizTransaction": "urn:epc:id:gdti:6901234.00005.PO1"}],
             "sourceList": [{"type": "owning_party", "source": "urn:epc:id:pgln:6901234.00006"}],
             "destinationList": [{"type": "owning_party", "destination": "urn:epc:id:pgln:6901234.00007"}],
             "persistentDisposition": {"set": ["completeness_verified"], "unset": ["completeness_inferred"]},
             "ilmd": {"cbvmda:lotNumber": "L1", "ex:maker": {"ex:line": 3}}, "ex:score": 12, "ex:note": "kühl"},
            {"type": "AggregationEvent", "eventID": "urn:uuid:e2", "eventTime": "2026-03-02T08:00:00+08:00", "eventTimeZoneOffset": "+08:00",
             "action": "ADD", "bizStep": "packing", "parentID": "urn:epc:id:sscc:6901234.0000000001",
             "childEPCs": ["https://id.gs1.org/01/06901234123456/21/S1"], "ex:outer": {"ex:inner": "2026-01-01T00:00:00Z"}},
            {"type": "TransformationEvent", "eventID": "urn:uuid:e3", "eventTime": "2026-03-03T08:00:00+08:00", "eventTimeZoneOffset": "+08:00",
             "transformationID": "urn:epc:id:gdti:6901234.00005.T1", "inputEPCList": ["urn:epc:id:giai:6901234.A1"],
             "outputQuantityList": [{"epcClass": "urn:epc:idpat:sgtin:6901234.012345.*", "quantity": 10}],
             "sensorElementList": [{"sensorMetadata": {"time": "2026-03-03T00:00:00Z", "startTime": "2026-03-02T23:00:00Z",
               "endTime": "2026-03-03T00:00:00Z", "deviceID": "urn:epc:id:giai:6901234.D1", "bizRules": "https://example.com/rules/1", "ex:m": "1"},
               "sensorReport": [{"type": "Temperature", "value": 5.5, "minValue": 4, "maxValue": 6, "meanValue": 5, "sDev": 0.5,
                 "percRank": 50, "percValue": 5.1, "uom": "CEL", "stringValue": "ok", "booleanValue": true, "hexBinaryValue": "F0",
                 "uriValue": "https://example.com/u", "microorganism": "https://example.com/micro", "chemicalSubstance": "https://example.com/chem",
                 "dataProcessingMethod": "https://example.com/method", "ex:r": 2}], "ex:e": "3"}]},
            {"type": "ObjectEvent", "eventID": "urn:uuid:e4", "eventTime": "2026-03-04T08:00:00+08:00", "eventTimeZoneOffset": "+08:00",
             "action": "OBSERVE", "bizStep": "shipping", "disposition": "in_transit", "epcList": ["urn:epc:id:sscc:6901234.0000000001"],
             "errorDeclaration": {"declarationTime": "2026-03-05T00:00:00Z", "reason": "incorrect_data", "correctiveEventIDs": ["urn:uuid:e9"], "ex:who": "QA"}}
          ]}
        }
        """

    static func document() throws -> EPCISDocument { try EPCISReader.read(Array(json.utf8)).value }
}
