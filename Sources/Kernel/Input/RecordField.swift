extension RecordID: FieldValue {
    public static func parse(_ text: String) throws(Mistake) -> RecordID {
        if let id = RecordID(text) { return id }
        throw Mistake(Text("“\(text)”不是记录编号。", "“\(text)” is not a record id."))
    }
    public var printed: String { description }
    public static var control: Control { .hidden }
    public static var schema: JSON { ["type": "string", "pattern": "^[0-7][0-9A-HJKMNP-TV-Z]{25}$"] }
}

extension RecordID {
    /// The id of nothing: what an input holds before its field is read.
    public static let zero = RecordID(high: 0, low: 0)
}
