import Glibc

/// The first byte of every input chooses; the rest is the text.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzEntry(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> Int32 {
    guard count > 1 else { return 0 }
    target(bytes[0], Array(UnsafeBufferPointer(start: bytes + 1, count: count - 1)))
    return 0
}

/// Seconds on a clock that only grows.
func seconds() -> Double {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return Double(now.tv_sec) + Double(now.tv_nsec) * 1e-9
}
