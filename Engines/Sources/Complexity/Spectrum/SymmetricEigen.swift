/// All eigenvalues and eigenvectors of a small dense symmetric matrix, eigenvalues descending.
///
/// Householder reduction to tridiagonal form, then the implicit QL iteration (Bowdler, Martin, Reinsch and Wilkinson 1968;
/// Golub and Van Loan, Matrix Computations, 8.3). Used for the projected matrices of Lanczos, up to a few hundred rows.
/// Nil where an eigenvalue does not settle in 60 sweeps, which a finite symmetric matrix is not known to do.
struct SymmetricEigen {
    let values: [Double]
    /// Vector i is `vectors[i * n..<(i + 1) * n]`.
    let vectors: [Double]

    init?(_ matrix: [Double], size n: Int) {
        var z = matrix
        var d = [Double](repeating: 0, count: n)
        var e = [Double](repeating: 0, count: n)
        Self.tridiagonalise(&z, &d, &e, n)
        // From here on eigenvector i is row i: the rotations of the QL sweeps then run along memory.
        for row in 0..<n { for column in 0..<row { z.swapAt(row * n + column, column * n + row) } }
        let floor = Double.ulpOfOne * 1e-3 * matrix.reduce(0) { max($0, abs($1)) }
        guard Self.iterate(&z, &d, &e, n, floor: floor) else { return nil }
        let order = (0..<n).sorted { d[$0] > d[$1] }
        values = order.map { d[$0] }
        vectors = order.flatMap { z[($0 * n)..<(($0 + 1) * n)] }
    }

    /// A = Q T Q': diagonal in `d`, subdiagonal in `e[1...]`, Q in `a`.
    private static func tridiagonalise(_ a: inout [Double], _ d: inout [Double], _ e: inout [Double], _ n: Int) {
        if n == 0 { return }
        for i in stride(from: n - 1, to: 0, by: -1) {
            let scale = (0..<i).reduce(0.0) { $0 + abs(a[i * n + $1]) }
            if i == 1 || scale == 0 {
                e[i] = a[i * n + i - 1]
                d[i] = 0
                continue
            }
            var h = 0.0
            for k in 0..<i {
                a[i * n + k] /= scale
                h += a[i * n + k] * a[i * n + k]
            }
            let f = a[i * n + i - 1]
            let g = f >= 0 ? -h.squareRoot() : h.squareRoot()
            e[i] = scale * g
            h -= f * g
            a[i * n + i - 1] = f - g
            reflect(&a, &e, row: i, h: h, n)
            d[i] = h
        }
        d[0] = 0
        e[0] = 0
        accumulate(&a, &d, n)
    }

    private static func reflect(_ a: inout [Double], _ e: inout [Double], row i: Int, h: Double, _ n: Int) {
        var sum = 0.0
        for j in 0..<i {
            a[j * n + i] = a[i * n + j] / h
            var g = 0.0
            for k in 0...j { g += a[j * n + k] * a[i * n + k] }
            for k in (j + 1)..<max(i, j + 1) { g += a[k * n + j] * a[i * n + k] }
            e[j] = g / h
            sum += e[j] * a[i * n + j]
        }
        let half = sum / (h + h)
        for j in 0..<i {
            let f = a[i * n + j]
            let g = e[j] - half * f
            e[j] = g
            for k in 0...j { a[j * n + k] -= f * e[k] + g * a[i * n + k] }
        }
    }

    private static func accumulate(_ a: inout [Double], _ d: inout [Double], _ n: Int) {
        for i in 0..<n {
            if d[i] != 0 {
                for j in 0..<i {
                    var g = 0.0
                    for k in 0..<i { g += a[i * n + k] * a[k * n + j] }
                    for k in 0..<i { a[k * n + j] -= g * a[k * n + i] }
                }
            }
            d[i] = a[i * n + i]
            a[i * n + i] = 1
            for j in 0..<i {
                a[j * n + i] = 0
                a[i * n + j] = 0
            }
        }
    }

    private static func iterate(_ z: inout [Double], _ d: inout [Double], _ e: inout [Double], _ n: Int, floor: Double) -> Bool {
        if n == 0 { return true }
        for i in 1..<max(n, 1) { e[i - 1] = e[i] }
        e[n - 1] = 0
        for l in 0..<n {
            var sweeps = 0
            while true {
                var m = l
                while m < n - 1, abs(e[m]) > .ulpOfOne * (abs(d[m]) + abs(d[m + 1])) + floor { m += 1 }
                if m == l { break }
                sweeps += 1
                if sweeps > 60 { return false }
                sweep(&z, &d, &e, from: l, to: m, n)
            }
        }
        return true
    }

    private static func sweep(_ z: inout [Double], _ d: inout [Double], _ e: inout [Double], from l: Int, to m: Int, _ n: Int) {
        var g = (d[l + 1] - d[l]) / (2 * e[l])
        var r = (g * g + 1).squareRoot()
        g = d[m] - d[l] + e[l] / (g + (g >= 0 ? r : -r))
        var s = 1.0
        var c = 1.0
        var p = 0.0
        for i in stride(from: m - 1, through: l, by: -1) {
            let f = s * e[i]
            let b = c * e[i]
            r = (f * f + g * g).squareRoot()
            e[i + 1] = r
            if r == 0 {
                d[i + 1] -= p
                e[m] = 0
                return
            }
            s = f / r
            c = g / r
            g = d[i + 1] - p
            r = (d[i] - g) * s + 2 * c * b
            p = s * r
            d[i + 1] = g + p
            g = c * r - b
            for k in 0..<n {
                let upper = z[(i + 1) * n + k]
                z[(i + 1) * n + k] = s * z[i * n + k] + c * upper
                z[i * n + k] = c * z[i * n + k] - s * upper
            }
        }
        d[l] -= p
        e[l] = g
        e[m] = 0
    }
}
