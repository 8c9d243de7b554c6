/// Something that happens once and is waited for without holding a thread: two tests that each held one would stop a two-core machine.
public struct Signal: Sendable {
    private let stream: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    public init() { (stream, continuation) = AsyncStream.makeStream() }

    public func fire() { continuation.finish() }

    public func wait() async { for await _ in stream {} }
}
