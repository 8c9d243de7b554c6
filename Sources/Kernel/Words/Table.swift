/// A list as a person reads it and takes it away: the same columns on screen, in CSV and in XLSX.
public struct Table: Sendable {
    public struct Column: Sendable {
        public let title: Text
        public let isNumber: Bool
        /// Width in characters, for XLSX.
        public let width: Int

        public init(_ title: Text, number: Bool = false, width: Int = 16) {
            self.title = title
            isNumber = number
            self.width = width
        }
    }

    public enum Cell: Sendable, Hashable {
        case empty
        case text(String)
        case number(Double)
        /// `YYYY-MM-DD`.
        case day(String)
    }

    /// The sheet's and the file's name.
    public let name: Text
    public let columns: [Column]
    public var rows: [[Cell]]

    public init(_ name: Text, columns: [Column], rows: [[Cell]] = []) {
        self.name = name
        self.columns = columns
        self.rows = rows
    }
}
