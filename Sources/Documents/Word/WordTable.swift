/// Resolves the merges of a Word table to row and column spans.
enum WordTable {
    struct Cell {
        var text: String
        var width: Int
        var continuesAbove: Bool
        var continuesLeft: Bool
    }

    /// Grid columns that a row leaves out at its beginning.
    static func gap(_ width: Int) -> [Cell] {
        width > 0 ? [Cell(text: "", width: min(width, 64), continuesAbove: false, continuesLeft: false)] : []
    }

    /// A cell that continues the one above, at the same grid column, makes that one taller and disappears with whatever
    /// text it holds, which Word does not print. A continuation with nothing above it stands for itself.
    static func resolve(_ rows: [[Cell]]) -> [[DocumentCell]] {
        var out: [[DocumentCell]] = []
        var open: [Int: (row: Int, index: Int)] = [:]
        for row in rows {
            var cells: [DocumentCell] = []
            var column = 0
            var next: [Int: (row: Int, index: Int)] = [:]
            for cell in row {
                if cell.continuesLeft, !cells.isEmpty {
                    cells[cells.count - 1].columnSpan += cell.width
                } else if cell.continuesAbove, let above = open[column] {
                    out[above.row][above.index].rowSpan += 1
                    next[column] = above
                } else {
                    next[column] = (out.count, cells.count)
                    cells.append(DocumentCell(cell.text, columnSpan: cell.width))
                }
                column += cell.width
            }
            open = next
            out.append(cells)
        }
        return out
    }
}
