import Findings
import Testing

@testable import EPCIS

@Suite struct QueryTests {
    static func ids(_ query: String) throws -> [String] {
        let document = try Sample.document()
        let found = try EventQuery(get: query, context: QueryContext(document)).select(
            from: document.events, in: QueryContext(document))
        return found.compactMap { $0.eventID?.replacing("urn:uuid:", with: "") }
    }

    @Test func theSampleIsAccepted() throws { #expect(try EPCISReader.read(Array(Sample.json.utf8)).findings.isEmpty) }

    /// Each parameter family with what it hits and a value that misses.
    @Test(arguments: [
        ("eventType=ObjectEvent", "e1 e4", "eventType=AssociationEvent"),
        ("GE_eventTime=2026-03-03T00:00:00Z", "e3 e4", "GE_eventTime=2027-01-01T00:00:00Z"),
        ("LT_eventTime=2026-03-02T08:00:00+08:00", "e1", "LT_eventTime=2020-01-01T00:00:00Z"),
        ("GE_recordTime=2026-03-01T01:00:00Z", "e1", "LT_recordTime=2026-03-01T01:00:00Z"),
        ("EQ_action=ADD", "e1 e2", "EQ_action=DELETE"),
        ("EQ_bizStep=shipping|packing", "e2 e4", "EQ_bizStep=receiving"),
        ("EQ_bizStep=https://ref.gs1.org/cbv/BizStep-shipping", "e4", "EQ_bizStep=urn:epcglobal:cbv:bizstep:receiving"),
        ("EQ_disposition=in_transit,active", "e1 e4", "EQ_disposition=stolen"),
        ("EQ_persistentDisposition_set=completeness_verified", "e1", "EQ_persistentDisposition_set=available"),
        ("EQ_persistentDisposition_unset=completeness_inferred", "e1", "EQ_persistentDisposition_unset=available"),
        ("EQ_readPoint=https://id.gs1.org/414/6901234000030", "e1", "EQ_readPoint=urn:epc:id:sgln:6901234.00009.0"),
        ("EQ_bizLocation=urn:epc:id:sgln:6901234.00002.0", "e1", "EQ_bizLocation=urn:epc:id:sgln:6901234.00001.0"),
        ("WD_bizLocation=urn:epc:id:sgln:6901234.00001.0", "e1", "WD_readPoint=urn:epc:id:sgln:6901234.00001.0"),
        ("EQ_transformationID=urn:epc:id:gdti:6901234.00005.T1", "e3", "EQ_transformationID=urn:x:y"),
        ("EQ_eventID=urn:uuid:e2", "e2", "EQ_eventID=urn:uuid:e9"),
        ("EQ_errorReason=incorrect_data", "e4", "EQ_errorReason=did_not_occur"),
        ("EQ_correctiveEventID=urn:uuid:e9", "e4", "EQ_correctiveEventID=urn:uuid:e1"),
        ("GE_errorDeclarationTime=2026-03-05T00:00:00Z", "e4", "LT_errorDeclarationTime=2026-03-05T00:00:00Z"),
        ("GE_errorDeclaration_Time=2026-03-05T00:00:00Z", "e4", "LT_errorDeclaration_Time=2026-03-05T00:00:00Z"),
        ("EXISTS_errorDeclaration=true", "e4", "EXISTS_errorDeclaration=true&EQ_eventID=urn:uuid:e1"),
        ("EXISTS_sensorElementList=true", "e3", "EXISTS_sensorElementList=true&EQ_action=ADD"),
        ("EQ_bizTransaction_po=urn:epc:id:gdti:6901234.00005.PO1", "e1", "EQ_bizTransaction_inv=urn:epc:id:gdti:6901234.00005.PO1"),
        ("EQ_source_owning_party=https://id.gs1.org/417/6901234000061", "e1", "EQ_source_location=urn:epc:id:pgln:6901234.00006"),
        (
            "EQ_destination_owning_party=urn:epc:id:pgln:6901234.00007", "e1",
            "EQ_destination_owning_party=urn:epc:id:pgln:6901234.00006"
        ),
        ("MATCH_epc=urn:epc:id:sgtin:6901234.012345.S1", "e1 e2", "MATCH_epc=urn:epc:id:sgtin:6901234.012345.S2"),
        ("MATCH_epc=urn:epc:idpat:sgtin:6901234.012345.*", "e1 e2", "MATCH_epc=urn:epc:idpat:sgtin:6901234.054321.*"),
        ("MATCH_epc=urn:epc:idpat:sgtin:6901234.*.*", "e1 e2", "MATCH_epc=urn:epc:idpat:sgtin:6901235.*.*"),
        ("MATCH_anyEPC=urn:epc:idpat:sscc:*.*", "e2 e4", "MATCH_anyEPC=urn:epc:idpat:grai:*.*.*"),
        ("MATCH_parentID=https://id.gs1.org/00/069012340000000016", "e2", "MATCH_parentID=urn:epc:id:sscc:6901234.0000000009"),
        ("MATCH_inputEPC=urn:epc:idpat:giai:6901234.*", "e3", "MATCH_inputEPC=urn:epc:idpat:giai:6901235.*"),
        ("MATCH_anyEPC=urn:epc:id:giai:6901234.A1", "e3", "MATCH_outputEPC=urn:epc:id:giai:6901234.A1"),
        ("MATCH_epcClass=urn:epc:class:lgtin:6901234.012345.L1", "e1", "MATCH_epcClass=urn:epc:class:lgtin:6901234.012345.L2"),
        (
            "MATCH_outputEPCClass=https://id.gs1.org/01/06901234123456", "e3",
            "MATCH_inputEPCClass=https://id.gs1.org/01/06901234123456"
        ),
        ("MATCH_anyEPCClass=urn:epc:idpat:sgtin:6901234.012345.*|urn:x:y", "e3", "MATCH_anyEPCClass=urn:x:y"),
        ("GE_quantity=7.5", "e1 e3", "GT_quantity=10"),
        ("EQ_quantity_KGM=7.5", "e1", "EQ_quantity_GRM=7.5"),
        ("LT_quantity=8", "e1", "LE_quantity=1"),
        ("GE_time=2026-03-03T00:00:00Z", "e3", "LT_time=2026-03-03T00:00:00Z"),
        ("GE_startTime=2026-03-02T23:00:00Z", "e3", "GE_startTime=2026-03-02T23:30:00Z"),
        ("LT_endTime=2026-03-03T00:00:01Z", "e3", "LT_endTime=2026-03-03T00:00:00Z"),
        ("EQ_type=gs1:Temperature", "e3", "EQ_type=Pressure"),
        ("EQ_deviceID=urn:epc:id:giai:6901234.D1", "e3", "EQ_deviceID=urn:x:y"),
        ("EQ_dataProcessingMethod=https://example.com/method", "e3", "EQ_dataProcessingMethod=urn:x:y"),
        ("EQ_microorganism=https://example.com/micro", "e3", "EQ_microorganism=urn:x:y"),
        ("EQ_chemicalSubstance=https://example.com/chem", "e3", "EQ_chemicalSubstance=urn:x:y"),
        ("EQ_bizRules=https://example.com/rules/1", "e3", "EQ_bizRules=urn:x:y"),
        ("EQ_stringValue=ok", "e3", "EQ_stringValue=no"), ("EQ_booleanValue=true", "e3", "EQ_booleanValue=false"),
        ("EQ_hexBinaryValue=f0", "e3", "EQ_hexBinaryValue=00"), ("EQ_uriValue=https://example.com/u", "e3", "EQ_uriValue=urn:x:y"),
        ("GE_value_CEL=5.5", "e3", "GE_value_KEL=5.5"), ("LT_minValue_CEL=5", "e3", "LT_minValue_CEL=4"),
        ("GT_maxValue_CEL=5", "e3", "GT_maxValue_CEL=6"), ("LE_meanValue_CEL=5", "e3", "LT_meanValue_CEL=5"),
        ("EQ_sDev_CEL=0.5", "e3", "EQ_sDev_CEL=1"), ("GE_percValue_CEL=5.1", "e3", "GE_percValue_CEL=5.2"),
        ("GE_percRank=50", "e3", "GT_percRank=50"), ("EQ_ex:score=12", "e1", "EQ_ex:score=13"),
        ("GT_ex:score=11.5", "e1", "GT_ex:score=12"), ("EQ_ex:note=k%C3%BChl", "e1", "EQ_ex:note=warm"),
        ("EQ_INNER_ex:inner=2026-01-01T08:00:00%2B08:00", "e2", "EQ_ex:inner=2026-01-01T00:00:00Z"),
        ("LT_INNER_ex:inner=2026-06-01T00:00:00Z", "e2", "GT_INNER_ex:inner=2026-06-01T00:00:00Z"),
        ("EQ_ILMD_cbvmda:lotNumber=L1", "e1", "EQ_ILMD_cbvmda:lotNumber=L2"),
        ("EQ_INNER_ILMD_ex:line=3", "e1", "GT_INNER_ILMD_ex:line=3"),
        ("EXISTS_ex:score=true", "e1", "EXISTS_ex:nothing=true"), ("EXISTS_INNER_ex:inner=true", "e2", "EXISTS_ex:inner=true"),
        ("EXISTS_ILMD_ex:maker=true", "e1", "EXISTS_ILMD_ex:line=true"),
        ("EXISTS_INNER_ILMD_ex:line=true", "e1", "EXISTS_INNER_ILMD_ex:maker=true"),
        ("EQ_ERROR_DECLARATION_ex:who=QA", "e4", "EQ_ERROR_DECLARATION_ex:who=QC"),
        ("EXISTS_ERROR_DECLARATION_ex:who=true", "e4", "EXISTS_INNER_ERROR_DECLARATION_ex:who=true"),
        ("EQ_SENSORELEMENT_ex:e=3", "e3", "EQ_SENSORELEMENT_ex:e=4"),
        ("EQ_SENSORMETADATA_ex:m=1", "e3", "EXISTS_SENSORMETADATA_ex:e=true"),
        ("GE_SENSORREPORT_ex:r=2", "e3", "GT_SENSORREPORT_ex:r=2"), ("EQ_readPoint_ex:door=7", "e1", "EQ_bizLocation_ex:door=7"),
        ("HASATTR_bizLocation=city", "", "HASATTR_bizLocation=street"),
        ("EQATTR_bizLocation_city=徐州", "", "EQ_ATTR_bizLocation_city=泰州"),
    ])
    func everyFamilyHitsAndMisses(query: String, hits: String, miss: String) throws {
        #expect(try Self.ids(query).sorted().joined(separator: " ") == hits)
        #expect(try Self.ids(miss).isEmpty)
    }

    @Test func attributesComeFromMasterData() throws {
        var document = try Sample.document()
        document.events[0].bizLocation = Location(id: "https://id.gs1.org/414/6901234000016")
        let context = QueryContext(document)
        for query in [
            "HASATTR_bizLocation=urn:epcglobal:cbv:mda:city", "EQATTR_bizLocation_city=徐州", "EQ_ATTR_bizLocation_city=徐州",
        ] {
            #expect(try EventQuery(get: query, context: context).select(from: document.events, in: context).count == 1, "\(query)")
        }
    }

    @Test func orderAndLimits() throws {
        #expect(try Self.ids("orderBy=eventTime") == ["e4", "e3", "e2", "e1"])
        #expect(try Self.ids("orderBy=eventTime&orderDirection=ASC&eventCountLimit=2") == ["e1", "e2"])
        #expect(try Self.ids("maxEventCount=4").count == 4)
        #expect(throws: Unreadable.self) { try Self.ids("maxEventCount=3") }
        #expect(throws: Unreadable.self) { try Self.ids("maxEventCount=3&eventCountLimit=3") }
    }

    @Test(arguments: [
        "EQ_nothing=1", "XX_eventTime=1", "GE_eventTime=yesterday", "GT_eventTime=2026-01-01T00:00:00Z", "WD_epc=x", "MATCH_any=x",
        "eventCountLimit=0", "orderDirection=UP", "EQ_=1", "EXISTS_field=true", "GE_quantity=many", "GE_value_celsius=1",
    ])
    func whatTheStandardDoesNotKnowIsRefused(query: String) throws {
        #expect(throws: Unreadable.self) { try EventQuery(get: query) }
    }

    @Test func theJSONFormSaysTheSame() throws {
        let document = try Sample.document()
        let json = """
            {"query": {"eventType": ["ObjectEvent"], "EQ_bizStep": ["shipping", "commissioning"], "GE_quantity": 7, "EQ_ILMD_cbvmda:lotNumber": "L1"}}
            """
        let query = try EventQuery(json: Array(json.utf8), context: QueryContext(document))
        #expect(try query.select(from: document.events).map(\.eventID) == ["urn:uuid:e1"])
        let same = try EventQuery(
            get: "eventType=ObjectEvent&EQ_bizStep=shipping&EQ_bizStep=commissioning&GE_quantity=7&EQ_ILMD_cbvmda:lotNumber=L1",
            context: QueryContext(document))
        #expect(same == query)
        #expect(throws: Unreadable.self) { try EventQuery(json: Array("{\"EQ_x\": 1}".utf8)) }
        #expect(throws: Unreadable.self) { try EventQuery(json: Array("[1".utf8)) }
    }
}
