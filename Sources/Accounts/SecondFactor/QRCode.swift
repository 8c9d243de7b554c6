import Kernel

/// A QR code (ISO/IEC 18004:2015, model 2) of a short text in bytes: versions 1 to 10, error correction level L, mask chosen by the
/// penalty of clause 7.8.3. Holds up to 271 bytes; an authenticator's link has about 100.
struct QRCode: Sendable, Hashable {
    let size: Int
    /// Row by row; true is dark.
    let modules: [Bool]

    /// Total data codewords, error correction codewords a block, blocks, of level L by version (table 9).
    private static let capacities: [(data: Int, correction: Int, blocks: Int)] = [
        (19, 7, 1), (34, 10, 1), (55, 15, 1), (80, 20, 1), (108, 26, 1), (136, 18, 2), (156, 20, 2), (194, 24, 2), (232, 30, 2),
        (274, 18, 4),
    ]
    /// Centres of the alignment patterns by version (annex E).
    private static let alignments: [[Int]] = [
        [], [6, 18], [6, 22], [6, 26], [6, 30], [6, 34], [6, 22, 38], [6, 24, 42], [6, 26, 46], [6, 28, 50],
    ]

    /// Nil where the text is too long.
    init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard
            let version = (1...10).first(where: { QRCode.capacities[$0 - 1].data * 8 >= 4 + ($0 < 10 ? 8 : 16) + bytes.count * 8 })
        else {
            return nil
        }
        let codewords = QRCode.interleaved(QRCode.data(bytes, version), version)
        var drawing = Drawing(version, QRCode.alignments[version - 1])
        drawing.place(codewords)
        let best = (0..<8).map { drawing.masked($0) }.min { $0.penalty < $1.penalty } ?? drawing
        size = best.size
        modules = best.dark
    }

    /// Mode 0100, the count, the bytes, a terminator, then the pad bytes (clause 7.4).
    private static func data(_ bytes: [UInt8], _ version: Int) -> [UInt8] {
        let capacity = capacities[version - 1].data
        var bits: [Bool] = []
        func add(_ value: Int, _ count: Int) { for shift in (0..<count).reversed() { bits.append(value >> shift & 1 == 1) } }
        add(4, 4)
        add(bytes.count, version < 10 ? 8 : 16)
        for byte in bytes { add(Int(byte), 8) }
        add(0, min(4, capacity * 8 - bits.count))
        while bits.count % 8 != 0 { bits.append(false) }
        var out = stride(from: 0, to: bits.count, by: 8).map { start in
            bits[start..<start + 8].reduce(UInt8(0)) { $0 << 1 | ($1 ? 1 : 0) }
        }
        var pad: UInt8 = 0xEC
        while out.count < capacity {
            out.append(pad)
            pad ^= 0xEC ^ 0x11
        }
        return out
    }

    /// Blocks side by side, the longer ones last, then their error correction (clause 7.6).
    private static func interleaved(_ data: [UInt8], _ version: Int) -> [UInt8] {
        let (_, correction, count) = capacities[version - 1]
        let short = data.count / count
        let longer = data.count % count
        var blocks: [[UInt8]] = []
        var start = 0
        for index in 0..<count {
            let length = short + (index >= count - longer ? 1 : 0)
            blocks.append(Array(data[start..<start + length]))
            start += length
        }
        var out: [UInt8] = []
        for index in 0...short { for block in blocks where index < block.count { out.append(block[index]) } }
        let checks = blocks.map { ReedSolomon.remainder($0, correction) }
        for index in 0..<correction { for check in checks { out.append(check[index]) } }
        return out
    }

    /// One path of dark runs; four modules of quiet around it (clause 6.3.8).
    func html(label: String) -> HTML {
        var path = ""
        for y in 0..<size {
            var x = 0
            while x < size {
                var end = x
                while end < size, modules[y * size + end] { end += 1 }
                if end > x { path += "M\(x + 4) \(y + 4)h\(end - x)v1h-\(end - x)z" }
                x = max(end, x + 1)
            }
        }
        let side = size + 8
        return """
            <svg class="qr" viewBox="0 0 \(side) \(side)" width="\(side * 4)" height="\(side * 4)" role="img" aria-label="\(label)">\
            <rect width="\(side)" height="\(side)" fill="#fff"/><path d="\(path)" fill="#000"/></svg>
            """
    }
}

/// Codewords over GF(2^8) with the polynomial x^8 + x^4 + x^3 + x^2 + 1 (clause 7.5.2).
private enum ReedSolomon {
    static func remainder(_ data: [UInt8], _ count: Int) -> [UInt8] {
        var generator: [UInt8] = Array(repeating: 0, count: count - 1) + [1]
        var root: UInt8 = 1
        for _ in 0..<count {
            for index in 0..<count {
                generator[index] = times(generator[index], root)
                if index + 1 < count { generator[index] ^= generator[index + 1] }
            }
            root = times(root, 2)
        }
        var rest = [UInt8](repeating: 0, count: count)
        for byte in data {
            let factor = byte ^ rest[0]
            rest = Array(rest.dropFirst()) + [0]
            for index in 0..<count { rest[index] ^= times(generator[index], factor) }
        }
        return rest
    }

    private static func times(_ a: UInt8, _ b: UInt8) -> UInt8 {
        var product = 0
        for shift in (0..<8).reversed() {
            product = product << 1 ^ (product >> 7) * 0x11D
            product ^= (Int(b) >> shift & 1) * Int(a)
        }
        return UInt8(truncatingIfNeeded: product)
    }
}

/// The square while it is drawn: the patterns first, then the data around them.
private struct Drawing {
    let version: Int
    let size: Int
    var dark: [Bool]
    private var fixed: [Bool]

    init(_ version: Int, _ alignments: [Int]) {
        self.version = version
        size = version * 4 + 17
        dark = Array(repeating: false, count: size * size)
        fixed = dark
        for i in 0..<size {
            set(6, i, i % 2 == 0)
            set(i, 6, i % 2 == 0)
        }
        for (x, y) in [(3, 3), (size - 4, 3), (3, size - 4)] { finder(x, y) }
        for x in alignments { for y in alignments where !isCorner(x, y, alignments) { alignment(x, y) } }
        format(0)
        if version >= 7 { versionBits() }
    }

    private mutating func set(_ x: Int, _ y: Int, _ isDark: Bool) {
        guard (0..<size).contains(x), (0..<size).contains(y) else { return }
        dark[y * size + x] = isDark
        fixed[y * size + x] = true
    }

    private mutating func finder(_ x: Int, _ y: Int) {
        for dx in -4...4 {
            for dy in -4...4 {
                let ring = max(abs(dx), abs(dy))
                set(x + dx, y + dy, ring != 2 && ring != 4)
            }
        }
    }

    private mutating func alignment(_ x: Int, _ y: Int) {
        for dx in -2...2 { for dy in -2...2 { set(x + dx, y + dy, max(abs(dx), abs(dy)) != 1) } }
    }

    /// The three corners belong to the finders.
    private func isCorner(_ x: Int, _ y: Int, _ centres: [Int]) -> Bool {
        let (first, last) = (centres.first ?? 0, centres.last ?? 0)
        return (x == first && y == first) || (x == first && y == last) || (x == last && y == first)
    }

    /// Level L and the mask, with its BCH code (clause 7.9).
    private mutating func format(_ mask: Int) {
        let data = 1 << 3 | mask
        var rest = data
        for _ in 0..<10 { rest = rest << 1 ^ (rest >> 9) * 0x537 }
        let bits = (data << 10 | rest) ^ 0x5412
        func bit(_ i: Int) -> Bool { bits >> i & 1 == 1 }
        for i in 0...5 { set(8, i, bit(i)) }
        set(8, 7, bit(6))
        set(8, 8, bit(7))
        set(7, 8, bit(8))
        for i in 9..<15 { set(14 - i, 8, bit(i)) }
        for i in 0..<8 { set(size - 1 - i, 8, bit(i)) }
        for i in 8..<15 { set(8, size - 15 + i, bit(i)) }
        set(8, size - 8, true)
    }

    /// The version with its Golay code (clause 7.10).
    private mutating func versionBits() {
        var rest = version
        for _ in 0..<12 { rest = rest << 1 ^ (rest >> 11) * 0x1F25 }
        let bits = version << 12 | rest
        for i in 0..<18 {
            let isDark = bits >> i & 1 == 1
            set(size - 11 + i % 3, i / 3, isDark)
            set(i / 3, size - 11 + i % 3, isDark)
        }
    }

    /// Two columns at a time from the right, up and down by turns (clause 7.7.3).
    mutating func place(_ codewords: [UInt8]) {
        var index = 0
        var right = size - 1
        while right >= 1 {
            if right == 6 { right = 5 }
            for step in 0..<size {
                for x in [right, right - 1] {
                    let y = (right + 1) & 2 == 0 ? size - 1 - step : step
                    if !fixed[y * size + x], index < codewords.count * 8 {
                        dark[y * size + x] = codewords[index >> 3] >> (7 - UInt8(index & 7)) & 1 == 1
                        index += 1
                    }
                }
            }
            right -= 2
        }
    }

    /// Table 10.
    func masked(_ mask: Int) -> Drawing {
        var out = self
        for y in 0..<size {
            for x in 0..<size where !fixed[y * size + x] {
                let flips =
                    switch mask {
                    case 0: (x + y) % 2 == 0
                    case 1: y % 2 == 0
                    case 2: x % 3 == 0
                    case 3: (x + y) % 3 == 0
                    case 4: (x / 3 + y / 2) % 2 == 0
                    case 5: x * y % 2 + x * y % 3 == 0
                    case 6: (x * y % 2 + x * y % 3) % 2 == 0
                    default: ((x + y) % 2 + x * y % 3) % 2 == 0
                    }
                if flips { out.dark[y * size + x].toggle() }
            }
        }
        out.format(mask)
        return out
    }

    /// Runs of one colour, squares of one colour, patterns like a finder's, and too much of one colour (clause 7.8.3).
    var penalty: Int {
        var sum = 0
        let like: [[Bool]] = [
            [true, false, true, true, true, false, true, false, false, false, false],
            [false, false, false, false, true, false, true, true, true, false, true],
        ]
        for isColumn in [false, true] {
            for a in 0..<size {
                let line = (0..<size).map { b in isColumn ? dark[b * size + a] : dark[a * size + b] }
                var run = 1
                for b in 1..<size {
                    run = line[b] == line[b - 1] ? run + 1 : 1
                    if run == 5 { sum += 3 } else if run > 5 { sum += 1 }
                }
                for start in 0...(size - 11) where like.contains(where: { $0.elementsEqual(line[start..<start + 11]) }) {
                    sum += 40
                }
            }
        }
        for y in 0..<size - 1 {
            for x in 0..<size - 1 {
                let corner = dark[y * size + x]
                if dark[y * size + x + 1] == corner, dark[(y + 1) * size + x] == corner, dark[(y + 1) * size + x + 1] == corner {
                    sum += 3
                }
            }
        }
        let share = dark.count(where: { $0 }) * 20
        return sum + abs(share - dark.count * 10) / dark.count * 10
    }
}
