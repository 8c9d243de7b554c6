import Kernel

/// A ledger on screen: numbers right, sticky head, on a phone one record below the other.
public struct TableView: Sendable {
    public struct Column: Sendable {
        let title: String
        let isNumber: Bool

        public init(_ title: String, number: Bool = false) {
            self.title = title
            isNumber = number
        }
    }

    public let caption: String
    public let columns: [Column]
    /// The first cell of a row is its heading.
    public var rows: [[HTML]]
    public var name: String

    public init(_ caption: String, _ columns: [Column], name: String = "", rows: [[HTML]]) {
        self.caption = caption
        self.columns = columns
        self.rows = rows
        self.name = name
    }

    public var html: HTML {
        """
        <div class="tb-wrap"><table class="tb stack \(name)"><caption class="vh">\(caption)</caption><thead><tr>\(columns.html {
            "<th scope=\"col\"\(if: $0.isNumber, " class=\"r\"")>\($0.title)</th>"
        })</tr></thead><tbody>\(rows.html(row))</tbody></table></div>
        """
    }

    private func row(_ cells: [HTML]) -> HTML {
        "<tr>\(zip(columns, cells).enumerated().html { index, pair in index == 0 ? "<th scope=\"row\">\(pair.1)</th>" : "<td data-l=\"\(pair.0.title)\"\(if: pair.0.isNumber, " class=\"r\"")>\(pair.1)</td>" })</tr>"
    }
}
