/// Where in the input a finding stands. Lines, columns, rows and events count from 1, as people do.
public indirect enum Place: Hashable, Sendable {
    /// The input as a whole.
    case whole
    /// Unicode-scalar offsets into the text, the end not included.
    case span(start: Int, end: Int)
    case line(Int, column: Int? = nil)
    /// A cell of a sheet or decision table; `nil` is the whole row or the whole column.
    case cell(row: Int?, column: Int?, sheet: String? = nil)
    /// A JSON pointer (`/eventList/3/epcList/0`) or an XPath.
    case pointer(String)
    /// A named part: a field, a decision, a rule, a site.
    case name(String)
    /// A place inside the part of a larger input, such as event 17 of a document.
    case item(Int, Place)
}

extension Place: CustomStringConvertible {
    public var description: String {
        switch self {
        case .whole: ""
        case .span(let start, let end): "\(start)..<\(end)"
        case .line(let line, nil): "\(line)"
        case .line(let line, let column?): "\(line):\(column)"
        case .cell(let row, let column, let sheet):
            [sheet, row.map { "R\($0)" }, column.map { "C\($0)" }].compactMap { $0 }.joined(separator: " ")
        case .pointer(let path): path
        case .name(let name): name
        case .item(let number, .whole): "#\(number)"
        case .item(let number, let inner): "#\(number) \(inner)"
        }
    }
}
