/// A block of memory of fixed length for the inner loops; indices are checked in debug builds only.
final class Cells<Value: BitwiseCopyable> {
    private(set) var buffer: UnsafeMutableBufferPointer<Value>

    init(_ count: Int, _ value: Value) {
        buffer = .allocate(capacity: max(count, 1))
        buffer.initialize(repeating: value)
    }

    deinit { buffer.deallocate() }

    @inline(__always) var count: Int { buffer.count }

    @inline(__always) subscript(_ index: Int) -> Value {
        get { buffer[index] }
        set { buffer[index] = newValue }
    }

    @inline(__always) var base: UnsafeMutablePointer<Value> { buffer.baseAddress.unsafelyUnwrapped }

    func fill(_ value: Value) { buffer.update(repeating: value) }

    func copy(_ other: Cells<Value>) {
        for index in 0..<min(count, other.count) { buffer[index] = other.buffer[index] }
    }
}
