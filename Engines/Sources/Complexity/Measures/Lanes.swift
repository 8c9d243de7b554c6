/// Cores lent by the caller: the engine starts no thread of its own.
///
/// `run` calls the body once for each number from 0 up to the count, in any order and perhaps at the same time, and returns
/// when all are done. The results do not depend on how many lanes there are: each piece of work writes its own part.
///
/// ```swift
/// let lanes = Lanes(count: 2) { count, body in DispatchQueue.concurrentPerform(iterations: count, execute: body) }
/// ```
public struct Lanes: Sendable {
    public let count: Int
    let run: @Sendable (Int, @Sendable (Int) -> Void) -> Void

    public init(count: Int, run: @escaping @Sendable (Int, @Sendable (Int) -> Void) -> Void) {
        self.count = max(1, count)
        self.run = run
    }

    public static let one = Lanes(count: 1) { count, body in
        for piece in 0..<count { body(piece) }
    }
}

/// A buffer whose parts are written by different lanes, no part by two.
struct SharedBuffer<Element>: @unchecked Sendable {
    let base: UnsafeMutableBufferPointer<Element>
}
