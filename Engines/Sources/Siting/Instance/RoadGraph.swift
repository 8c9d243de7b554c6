import Findings

/// Undirected roads between vertices; distances are all-pairs shortest paths (Dijkstra with a binary heap from each vertex).
struct RoadGraph {
    private var roads: [[Int: Double]]

    init(vertices: Int) { roads = Array(repeating: [:], count: vertices) }

    /// A repeated edge replaces the former.
    mutating func set(_ a: Int, _ b: Int, _ length: Double) {
        guard a != b else { return }
        roads[a][b] = length
        roads[b][a] = length
    }

    /// Row after row; throws where a vertex cannot be reached.
    func distances() throws -> [Double] {
        let count = roads.count
        // Neighbours in ascending order, so that nothing depends on the hashing of dictionaries.
        var start = [0]
        var target: [Int32] = []
        var length: [Double] = []
        for vertex in roads {
            for (other, road) in vertex.sorted(by: { $0.key < $1.key }) {
                target.append(Int32(other))
                length.append(road)
            }
            start.append(target.count)
        }
        var table = [Double](repeating: .infinity, count: count * count)
        var heap = Heap()
        let longest = length.max() ?? 0
        let isWhole = longest <= Buckets.longest && length.allSatisfy { $0 == $0.rounded() }
        var buckets = Buckets(longest: isWhole ? Int(longest) : 0)
        for from in 0..<count {
            if isWhole {
                buckets.reach(from, start, target, length, &table)
                if from == 0, let far = (0..<count).first(where: { table[$0] == .infinity }) { throw unconnected(far) }
                continue
            }
            table.withUnsafeMutableBufferPointer { table in
                let row = UnsafeMutableBufferPointer(rebasing: table[from * count..<(from + 1) * count])
                row[from] = 0
                heap.push((0, Int32(from)))
                while let (reached, vertex) = heap.pop() {
                    if reached > row[Int(vertex)] { continue }
                    for k in start[Int(vertex)]..<start[Int(vertex) + 1] {
                        let sum = reached + length[k]
                        if sum < row[Int(target[k])] {
                            row[Int(target[k])] = sum
                            heap.push((sum, target[k]))
                        }
                    }
                }
            }
            if from == 0, let far = (0..<count).first(where: { table[$0] == .infinity }) { throw unconnected(far) }
        }
        return table
    }

    private func unconnected(_ vertex: Int) -> Unreadable {
        Unreadable(Finding(.inputEdge, ["from": "1", "to": String(vertex + 1)]))
    }

    /// A queue for whole lengths: a ring of buckets, one a distance (Dial, Commun. ACM 12, 1969).
    private struct Buckets {
        static let longest = 4096.0
        private var ring: [[Int32]]

        init(longest: Int) { ring = Array(repeating: [], count: longest + 1) }

        mutating func reach(
            _ from: Int, _ start: [Int], _ target: [Int32], _ length: [Double], _ table: inout [Double]
        ) {
            let count = start.count - 1
            let base = from * count
            let turns = ring.count
            table.withUnsafeMutableBufferPointer { table in
                let row = UnsafeMutableBufferPointer(rebasing: table[base..<base + count])
                row[from] = 0
                ring[0].append(Int32(from))
                var waiting = 1
                var distance = 0
                while waiting > 0 {
                    let slot = distance % turns
                    let now = Double(distance)
                    while let vertex = ring[slot].popLast() {
                        waiting -= 1
                        if row[Int(vertex)] != now { continue }
                        for k in start[Int(vertex)]..<start[Int(vertex) + 1] {
                            let sum = now + length[k]
                            let other = Int(target[k])
                            if sum < row[other] {
                                row[other] = sum
                                ring[Int(sum) % turns].append(target[k])
                                waiting += 1
                            }
                        }
                    }
                    distance += 1
                }
            }
        }
    }

    private struct Heap {
        private var items: [(Double, Int32)] = []

        mutating func push(_ item: (Double, Int32)) {
            items.append(item)
            var child = items.count - 1
            while child > 0 {
                let parent = (child - 1) / 2
                if items[parent].0 <= items[child].0 { break }
                items.swapAt(parent, child)
                child = parent
            }
        }

        mutating func pop() -> (Double, Int32)? {
            guard let first = items.first, let last = items.popLast() else { return nil }
            guard !items.isEmpty else { return first }
            items[0] = last
            var parent = 0
            while true {
                var least = parent
                for child in [2 * parent + 1, 2 * parent + 2] where child < items.count && items[child].0 < items[least].0 {
                    least = child
                }
                if least == parent { break }
                items.swapAt(parent, least)
                parent = least
            }
            return first
        }
    }
}
