import Foundation

/// A horizontal or vertical line drawn on a page: a stroke, or a filled rectangle so thin that it is one.
struct PDFRuling {
    let isHorizontal: Bool
    /// y of a horizontal, x of a vertical.
    var at: Double
    var from: Double
    var to: Double
}

/// Finds the rulings in what `pdftocairo -svg` writes. Glyphs stand in `defs` and are passed over.
final class PDFRulingReader: XMLReceiver {
    private(set) var rulings: [PDFRuling] = []
    /// A page with more lines than a table could have is a drawing.
    private(set) var isDrawing = false
    private var hiddenDepth = 0
    private var matrices: [Matrix] = [Matrix()]

    static let most = 4_000
    private static let thickest = 3.0
    private static let shortest = 4.0

    private struct Matrix {
        var a = 1.0, b = 0.0, c = 0.0, d = 1.0, e = 0.0, f = 0.0

        func apply(_ x: Double, _ y: Double) -> (x: Double, y: Double) { (a * x + c * y + e, b * x + d * y + f) }

        func after(_ m: Matrix) -> Matrix {  // m first, then self
            Matrix(
                a: a * m.a + c * m.b, b: b * m.a + d * m.b, c: a * m.c + c * m.d, d: b * m.c + d * m.d, e: a * m.e + c * m.f + e,
                f: b * m.e + d * m.f + f)
        }

        init(a: Double = 1, b: Double = 0, c: Double = 0, d: Double = 1, e: Double = 0, f: Double = 0) {
            (self.a, self.b, self.c, self.d, self.e, self.f) = (a, b, c, d, e, f)
        }

        /// `matrix(a,b,c,d,e,f)`, the only form that cairo writes.
        init?(_ text: String) {
            guard let open = text.firstIndex(of: "("), text.hasPrefix("matrix") else { return nil }
            let numbers = text[text.index(after: open)...].split { $0 == "," || $0 == " " || $0 == ")" }.compactMap { Double($0) }
            guard numbers.count == 6 else { return nil }
            self.init(a: numbers[0], b: numbers[1], c: numbers[2], d: numbers[3], e: numbers[4], f: numbers[5])
        }
    }

    func start(_ name: UnsafePointer<CChar>, _ attributes: XMLAttributes) throws {
        if hiddenDepth > 0 || equal(name, "defs") || equal(name, "symbol") || equal(name, "clipPath") || equal(name, "mask")
            || equal(name, "pattern")
        {
            hiddenDepth += 1
            return
        }
        let own = attributes.string("transform").flatMap { Matrix($0) } ?? Matrix()
        let matrix = (matrices.last ?? Matrix()).after(own)
        matrices.append(matrix)
        if equal(name, "path"), !isDrawing, let path = attributes.string("d") {
            take(path, style: attributes.string("style") ?? "", matrix: matrix)
        }
    }

    func end(_ name: UnsafePointer<CChar>) throws {
        if hiddenDepth > 0 { hiddenDepth -= 1 } else if matrices.count > 1 { matrices.removeLast() }
    }

    func characters(_ bytes: UnsafeRawBufferPointer) {}

    private func take(_ path: String, style: String, matrix: Matrix) {
        let white = "rgb(100%,100%,100%)"
        let isStroked = style.contains("stroke:rgb") && !style.contains("stroke:" + white)
        let isFilled = style.contains("fill:rgb") && !style.contains("fill:" + white)
        guard isStroked || isFilled, path.utf8.count < 1 << 16 else { return }
        for points in Self.subpaths(path, matrix) {
            if isFilled, let ruling = Self.thinRectangle(points) {
                add(ruling)
            } else if isStroked {
                for (a, b) in zip(points, points.dropFirst()) { add(Self.segment(a, b)) }
            }
        }
    }

    private func add(_ ruling: PDFRuling?) {
        guard let ruling, ruling.to - ruling.from >= Self.shortest else { return }
        rulings.append(ruling)
        if rulings.count > Self.most { (rulings, isDrawing) = ([], true) }
    }

    /// Straight subpaths; one with a curve in it is no ruling.
    private static func subpaths(_ path: String, _ matrix: Matrix) -> [[(x: Double, y: Double)]] {
        var all: [[(x: Double, y: Double)]] = []
        var current: [(x: Double, y: Double)] = []
        var isCurved = false
        func close() {
            if !isCurved, current.count > 1 { all.append(current) }
            current = []
            isCurved = false
        }
        var command: Character = "M"
        var numbers: [Double] = []
        for word in path.split(separator: " ") {
            if let letter = word.first, letter.isLetter, word.utf8.count == 1 {
                command = letter
                numbers = []
                if letter == "M" { close() }
                if letter == "Z", let first = current.first { current.append(first) }
                if letter == "C" { isCurved = true }
            } else if let number = Double(word), number.isFinite {
                numbers.append(number)
                if numbers.count == 2, command == "M" || command == "L" {
                    current.append(matrix.apply(numbers[0], numbers[1]))
                    numbers = []
                }
            }
        }
        close()
        return all
    }

    private static func thinRectangle(_ points: [(x: Double, y: Double)]) -> PDFRuling? {
        guard points.count >= 4, points.count <= 6, let xMin = points.map(\.x).min(), let xMax = points.map(\.x).max(),
            let yMin = points.map(\.y).min(), let yMax = points.map(\.y).max()
        else { return nil }
        if yMax - yMin <= thickest, xMax - xMin > yMax - yMin {
            return PDFRuling(isHorizontal: true, at: (yMin + yMax) / 2, from: xMin, to: xMax)
        }
        if xMax - xMin <= thickest, yMax - yMin > xMax - xMin {
            return PDFRuling(isHorizontal: false, at: (xMin + xMax) / 2, from: yMin, to: yMax)
        }
        return nil
    }

    private static func segment(_ a: (x: Double, y: Double), _ b: (x: Double, y: Double)) -> PDFRuling? {
        if abs(a.y - b.y) < 0.5 {
            return PDFRuling(isHorizontal: true, at: (a.y + b.y) / 2, from: min(a.x, b.x), to: max(a.x, b.x))
        }
        if abs(a.x - b.x) < 0.5 {
            return PDFRuling(isHorizontal: false, at: (a.x + b.x) / 2, from: min(a.y, b.y), to: max(a.y, b.y))
        }
        return nil
    }
}
