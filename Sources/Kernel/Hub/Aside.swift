import Dispatch

/// Runs work that takes its time (reading a file, a bounded program) on a thread of its own, so that the few threads that answer requests
/// stay free. At most four such works run at once; more wait their turn.
public func aside<T: Sendable>(_ work: @escaping @Sendable () throws -> T) async throws -> T {
    try await withCheckedThrowingContinuation { continuation in
        lanes[Int.random(in: 0..<lanes.count)].async { continuation.resume(with: Result { try work() }) }
    }
}

private let lanes = (0..<4).map { DispatchQueue(label: "yaolian.aside.\($0)", qos: .userInitiated) }
