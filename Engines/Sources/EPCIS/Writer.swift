/// Writing of traceability documents, in either syntax of EPCIS 2.0.
///
/// ```swift
/// let document = try EPCISReader.read(bytes).value
/// let xml = EPCISWriter.write(document, .xml)
/// ```
public enum EPCISWriter {
    public static func write(_ document: EPCISDocument, _ syntax: EPCISReader.Syntax) -> [UInt8] {
        switch syntax {
        case .json: JSONWriter.write(document)
        case .xml: XMLWriter.write(document)
        }
    }
}
