/// The two largest eigenpairs of a connected part below the trivial one, each with its residual.
///
/// Block Lanczos of width two with full reorthogonalisation, the trivial vector projected out, restarted with the best Ritz
/// vectors when the basis is full (thick restart, Wu and Simon 2000). The width of two lets a double eigenvalue show itself,
/// which a single start vector cannot see. The residual ||A v - lambda v|| is computed anew from the result; with the gap to
/// the next eigenvalue it bounds the angle to the true vector by residual / gap (Davis and Kahan 1970).
/// The start vectors are a fixed sequence, so equal tables give equal bytes.
struct Lanczos {
    struct Pair {
        let value: Double
        let vector: [Double]
        let residual: Double
    }

    /// Descending; fewer than two where the space below the trivial vector is smaller.
    let pairs: [Pair]
    let steps: Int
    let isConverged: Bool

    static let enough = 4e-16
    static let enoughForGap = 1e-9
    static let widestBasis = 160
    static let kept = 24
    static let mostSteps = 4_000

    init(_ matrix: NormalisedPresence) {
        var run = Run(matrix)
        run.iterate()
        let ritz = run.ritz
        pairs = ritz.map { value, vector in
            let image = matrix.apply(vector.map { SIMD2($0, 0) })
            var residual = CompensatedSum()
            for (a, v) in zip(image, vector) { residual.add((a.x - value * v) * (a.x - value * v)) }
            return Pair(value: value, vector: vector, residual: residual.value.squareRoot())
        }
        steps = run.steps
        isConverged = !run.isStuck && pairs.allSatisfy { $0.residual < 1e-6 } && pairs.first.map { $0.residual < 1e-12 } ?? true
    }

    /// The state of one iteration: an orthonormal basis and A projected on it.
    private struct Run {
        let matrix: NormalisedPresence
        let n: Int
        let trivial: [Double]
        var basis: [[Double]] = []
        var projected: [[Double]] = []
        var block: [[Double]] = []
        var steps = 0
        var seed: UInt64 = 0x9E37_79B9_7F4A_7C15
        var eigen: SymmetricEigen?
        var ritz: [(Double, [Double])] = []
        /// The projected problem could not be solved.
        var isStuck = false

        init(_ matrix: NormalisedPresence) {
            self.matrix = matrix
            n = matrix.size
            trivial = matrix.trivial
        }

        mutating func iterate() {
            block = fresh(2)
            var nextCheck = 12
            while !block.isEmpty, steps < Lanczos.mostSteps {
                let coupling = expand()
                if block.isEmpty || basis.count >= nextCheck || basis.count + 2 > Lanczos.widestBasis {
                    if check(coupling) { return }
                    nextCheck = basis.count + max(6, basis.count / 3)
                }
                if basis.count + 2 > Lanczos.widestBasis {
                    restart()
                    nextCheck = basis.count + 20
                }
            }
        }

        /// Adds the block to the basis and makes the next one from A times it. Returns how the last two rows couple to it.
        private mutating func expand() -> [[Double]] {
            steps += 1
            let first = basis.count
            let width = block.count
            let pad = block.count == 1
            var packed = [SIMD2<Double>](repeating: .zero, count: n)
            for at in 0..<n { packed[at] = SIMD2(block[0][at], pad ? 0 : block[1][at]) }
            let image = matrix.apply(packed)
            basis.append(contentsOf: block)
            for row in projected.indices { projected[row].append(contentsOf: [Double](repeating: 0, count: width)) }
            for _ in 0..<width { projected.append([Double](repeating: 0, count: basis.count)) }
            var next: [[Double]] = []
            var coupling: [[Double]] = []
            for column in 0..<width {
                var w = image.map { column == 0 ? $0.x : $0.y }
                let before = norm(w)
                var h = orthogonalise(&w)
                let again = orthogonalise(&w)
                for row in h.indices { h[row] += again[row] }
                for row in 0..<basis.count {
                    projected[row][first + column] = h[row]
                    projected[first + column][row] = h[row]
                }
                var coupled = next.map { dot($0, w) }
                for (other, amount) in zip(next, coupled) { subtract(amount, other, from: &w) }
                let rest = norm(w)
                if rest > 1e-14 * max(before, 1e-3) {
                    for at in 0..<n { w[at] /= rest }
                    // Cancellation may have left a part along the basis; it must go before the vector joins it.
                    if rest < 1e-6 * before { _ = orthogonalise(&w) }
                    coupled.append(rest)
                    next.append(w)
                }
                coupling.append(coupled)
            }
            block = next
            if block.isEmpty, basis.count < n - 1 { block = fresh(2) }
            return coupling
        }

        /// Solves the projected problem; true when the two leading pairs are settled.
        private mutating func check(_ coupling: [[Double]]) -> Bool {
            let m = basis.count
            guard let eigen = SymmetricEigen(projected.flatMap { $0 }, size: m) else {
                isStuck = true
                return true
            }
            self.eigen = eigen
            let wanted = min(2, m)
            var residuals: [Double] = []
            for pair in 0..<wanted {
                var parts: [Double] = []
                for (column, coupled) in coupling.enumerated() {
                    let tail = eigen.vectors[pair * m + m - coupling.count + column]
                    for (place, amount) in coupled.enumerated() {
                        if place < parts.count { parts[place] += amount * tail } else { parts.append(amount * tail) }
                    }
                }
                residuals.append(parts.reduce(0) { $0 + $1 * $1 }.squareRoot())
            }
            let settled = residuals[0] < Lanczos.enough && (wanted < 2 || residuals[1] < Lanczos.enoughForGap)
            let done = block.isEmpty || settled || steps >= Lanczos.mostSteps
            if done { ritz = (0..<wanted).map { (eigen.values[$0], combine(eigen, $0)) } }
            return done
        }

        private mutating func restart() {
            guard let eigen else { return }
            let keep = min(Lanczos.kept, basis.count)
            let vectors = (0..<keep).map { combine(eigen, $0) }
            projected = (0..<keep).map { row in (0..<keep).map { $0 == row ? eigen.values[row] : 0 } }
            basis = vectors
        }

        private func combine(_ eigen: SymmetricEigen, _ pair: Int) -> [Double] {
            var out = [Double](repeating: 0, count: n)
            for (place, vector) in basis.enumerated() {
                subtract(-eigen.vectors[pair * basis.count + place], vector, from: &out)
            }
            let length = norm(out)
            return length > 0 ? out.map { $0 / length } : out
        }

        /// Up to `count` orthonormal vectors outside the basis, from a fixed sequence.
        private mutating func fresh(_ count: Int) -> [[Double]] {
            var made: [[Double]] = []
            let room = min(count, n - 1 - basis.count)
            var tries = 0
            while made.count < room, tries < 4 * count {
                tries += 1
                var vector = (0..<n).map { _ in random() }
                for _ in 0..<2 {
                    _ = orthogonalise(&vector)
                    for other in made { subtract(dot(other, vector), other, from: &vector) }
                }
                let length = norm(vector)
                if length < 1e-8 { continue }
                made.append(vector.map { $0 / length })
            }
            return made
        }

        /// Removes the parts along the trivial vector and the basis; returns the coefficients on the basis.
        private func orthogonalise(_ w: inout [Double]) -> [Double] {
            subtract(dot(trivial, w), trivial, from: &w)
            var coefficients: [Double] = []
            coefficients.reserveCapacity(basis.count)
            for vector in basis {
                let amount = dot(vector, w)
                subtract(amount, vector, from: &w)
                coefficients.append(amount)
            }
            return coefficients
        }

        /// SplitMix64 (Steele, Lea and Flood 2014), mapped to -1..<1.
        private mutating func random() -> Double {
            seed &+= 0x9E37_79B9_7F4A_7C15
            var z = seed
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            z ^= z >> 31
            return Double(z >> 11) * 0x1p-52 - 1
        }
    }
}

/// Eight running sums: a fixed order, whatever the machine does at once.
private func dot(_ a: [Double], _ b: [Double]) -> Double {
    a.withUnsafeBytes { a in
        b.withUnsafeBytes { b in
            let end = min(a.count, b.count)
            var sums = SIMD8<Double>.zero
            var at = 0
            while at + 64 <= end {
                sums +=
                    a.loadUnaligned(fromByteOffset: at, as: SIMD8<Double>.self)
                    * b.loadUnaligned(fromByteOffset: at, as: SIMD8<Double>.self)
                at += 64
            }
            var sum = sums.sum()
            while at < end {
                sum += a.load(fromByteOffset: at, as: Double.self) * b.load(fromByteOffset: at, as: Double.self)
                at += 8
            }
            return sum
        }
    }
}

private func subtract(_ amount: Double, _ a: [Double], from b: inout [Double]) {
    a.withUnsafeBufferPointer { a in
        b.withUnsafeMutableBufferPointer { b in
            for at in 0..<min(a.count, b.count) { b[at] -= amount * a[at] }
        }
    }
}

private func norm(_ a: [Double]) -> Double { dot(a, a).squareRoot() }
