/// The keys of one column, numbered in the order of their first appearance.
///
/// An open-addressing table over the keys' bytes: five million look-ups a second would spend most of their time making
/// strings otherwise. The key seen last is tried first, since tables usually come sorted by region.
struct KeyTable {
    private var bytes: [UInt8] = []
    private var starts: [Int] = [0]
    private var hashes: [UInt64] = []
    private var slots: [Int32] = Array(repeating: -1, count: 1024)
    private var last: Int32 = -1

    var count: Int { hashes.count }

    func key(_ index: Int) -> String {
        String(decoding: bytes[starts[index]..<starts[index + 1]], as: UTF8.self)
    }

    /// False where the bytes are not UTF-8, so that two different keys would look alike once repaired.
    func isText(_ index: Int) -> Bool {
        String(validating: bytes[starts[index]..<starts[index + 1]], as: UTF8.self) != nil
    }

    mutating func index(of key: UnsafeBufferPointer<UInt8>) -> Int32 {
        if last >= 0, equals(Int(last), key) { return last }
        let hash = Self.hash(key)
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots[slot] >= 0 {
            let index = Int(slots[slot])
            if hashes[index] == hash, equals(index, key) {
                last = slots[slot]
                return last
            }
            slot = (slot + 1) & mask
        }
        return add(key, hash: hash, slot: slot)
    }

    private mutating func add(_ key: UnsafeBufferPointer<UInt8>, hash: UInt64, slot: Int) -> Int32 {
        last = Int32(truncatingIfNeeded: hashes.count)
        slots[slot] = last
        hashes.append(hash)
        bytes.append(contentsOf: key)
        starts.append(bytes.count)
        if hashes.count * 2 > slots.count { grow() }
        return last
    }

    private mutating func grow() {
        slots = Array(repeating: -1, count: slots.count * 2)
        let mask = slots.count - 1
        for (index, hash) in hashes.enumerated() {
            var slot = Int(truncatingIfNeeded: hash) & mask
            while slots[slot] >= 0 { slot = (slot + 1) & mask }
            slots[slot] = Int32(truncatingIfNeeded: index)
        }
    }

    private func equals(_ index: Int, _ key: UnsafeBufferPointer<UInt8>) -> Bool {
        let start = starts[index]
        if starts[index + 1] - start != key.count { return false }
        for at in 0..<key.count where bytes[start + at] != key[at] { return false }
        return true
    }

    /// FNV-1a over the bytes, then mixed: the table uses the low bits.
    private static func hash(_ key: UnsafeBufferPointer<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in key { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return hash ^ (hash >> 32)
    }

    /// For each key its place in byte order, and the keys in that order.
    func ranks() -> (ranks: [Int32], keys: [String]) {
        let order = (0..<count).sorted { a, b in
            bytes[starts[a]..<starts[a + 1]].lexicographicallyPrecedes(bytes[starts[b]..<starts[b + 1]])
        }
        var ranks = [Int32](repeating: 0, count: count)
        for (rank, index) in order.enumerated() { ranks[index] = Int32(truncatingIfNeeded: rank) }
        return (ranks, order.map(key))
    }
}
