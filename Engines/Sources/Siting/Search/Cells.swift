/// A block of memory of fixed length for the inner loops; indices are checked in debug builds only.
final class Cells<Value: BitwiseCopyable> {
    let base: UnsafeMutablePointer<Value>
    let buffer: UnsafeMutableBufferPointer<Value>

    init(_ count: Int, _ value: Value) {
        let room = max(count, 1)
        base = .allocate(capacity: room)
        buffer = UnsafeMutableBufferPointer(start: base, count: room)
        buffer.initialize(repeating: value)
    }

    deinit { base.deallocate() }

    @inline(__always) var count: Int { buffer.count }

    @inline(__always) subscript(_ index: Int) -> Value {
        get { buffer[index] }
        set { buffer[index] = newValue }
    }

    func fill(_ value: Value) { buffer.update(repeating: value) }

    func copy(_ other: Cells<Value>) {
        for index in 0..<min(count, other.count) { buffer[index] = other.buffer[index] }
    }
}
