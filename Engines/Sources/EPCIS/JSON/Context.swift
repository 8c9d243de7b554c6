/// The prefixes that a JSON-LD document declares, without going to the network.
///
/// Addresses of the EPCIS contexts stand for the prefixes those contexts define; any other address is unknown and declares nothing.
/// Inline objects declare `prefix: "namespace"`.
struct Context {
    private(set) var prefixes: [(prefix: String, namespace: String)] = []
    /// Addresses of contexts whose content is not known here.
    private(set) var unknown: [String] = []
    private var byPrefix: [String: String] = Context.standard
    /// The prefixes declared in the document itself.
    private(set) var declared: [String: String] = [:]

    static let standard: [String: String] = [
        "epcis": "https://ref.gs1.org/epcis/", "cbv": "https://ref.gs1.org/cbv/", "cbvmda": "urn:epcglobal:cbv:mda:",
        "gs1": "https://gs1.org/voc/", "rdfs": "http://www.w3.org/2000/01/rdf-schema#", "owl": "http://www.w3.org/2002/07/owl#",
        "xsd": "http://www.w3.org/2001/XMLSchema#", "dcterms": "http://purl.org/dc/terms/",
    ]

    init() {}

    mutating func declare(_ prefix: String, _ namespace: String) {
        byPrefix[prefix] = namespace
        declared[prefix] = namespace
        prefixes.removeAll { $0.prefix == prefix }
        prefixes.append((prefix, namespace))
    }

    mutating func refer(_ address: String) {
        let isStandard = address.hasSuffix("epcis-context.jsonld") || address.hasSuffix("epcis-context-simple.jsonld")
        if !isStandard { unknown.append(address) }
    }

    subscript(prefix: String) -> String? { byPrefix[prefix] }

    /// Takes a name apart: by its prefix, or where it is an address, behind its last `/` or `#`.
    func name(_ text: String) -> FieldName {
        guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) else { return FieldName(namespace: "", local: text) }
        let prefix = String(text[..<colon])
        if let namespace = byPrefix[prefix] {
            return FieldName(namespace: namespace, local: String(text[text.utf8.index(after: colon)...]), prefix: prefix)
        }
        let isAddress = prefix == "http" || prefix == "https" || prefix == "urn"
        let marks: [UInt8] = prefix == "urn" ? [UInt8(ascii: ":")] : [UInt8(ascii: "/"), UInt8(ascii: "#")]
        if isAddress, let cut = text.utf8.lastIndex(where: { marks.contains($0) }) {
            let after = text.utf8.index(after: cut)
            if after < text.endIndex { return FieldName(namespace: String(text[..<after]), local: String(text[after...])) }
        }
        return FieldName(namespace: "", local: text)
    }
}
