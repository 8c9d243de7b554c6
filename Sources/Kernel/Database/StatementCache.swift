/// The statements that a connection keeps prepared, by text and argument types: prepared with a boolean, the same text takes no number.
struct StatementCache {
    struct Key: Hashable {
        let sql: String
        let types: [UInt8]
    }

    private var names: [Key: (name: String, used: Int)] = [:]
    private var clock = 0
    private static let most = 256

    mutating func name(_ key: Key) -> String? {
        clock += 1
        guard let index = names.index(forKey: key) else { return nil }
        names.values[index].used = clock
        return names.values[index].name
    }

    /// A name not in use, and the statement to give up for it when there are too many.
    mutating func newName() -> (name: String, evicted: String?) {
        clock += 1
        guard names.count >= StatementCache.most, let oldest = names.min(by: { $0.value.used < $1.value.used }) else {
            return ("y\(clock)", nil)
        }
        names[oldest.key] = nil
        return ("y\(clock)", oldest.value.name)
    }

    mutating func keep(_ key: Key, _ name: String) { names[key] = (name, clock) }

    mutating func removeAll() -> [String] {
        defer { names = [:] }
        return names.values.map(\.name)
    }
}
