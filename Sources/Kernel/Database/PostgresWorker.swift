import Dispatch
import Foundation

/// One place in the pool: a queue, and the connection that is used on it and nowhere else.
final class PostgresWorker: @unchecked Sendable {
    let queue = DispatchQueue(label: "postgresql")
    private let settings: PostgresSettings
    private var link: PostgresLink?

    init(_ settings: PostgresSettings) { self.settings = settings }

    /// Runs a transaction, again where that is sound: after a conflict (a write then runs alone), and on a new connection when the old one
    /// was lost before COMMIT.
    func transaction<T>(_ kind: TransactionKind, _ ticket: PostgresTicket, _ body: (Connection) throws -> T) throws -> T {
        var kind = kind
        var (conflicts, losses, stale) = (0, 0, 0)
        while true {
            if ticket.isCancelled { throw CancellationError() }
            let link = try connected()
            ticket.running(link.interrupt)
            defer { ticket.running(nil) }
            do {
                return try link.transaction(kind, body)
            } catch {
                if link.isDead { self.link = nil }
                if link.outcome == .uncertain {
                    throw DatabaseError.connection("lost while COMMIT was under way; the write may have been carried out")
                }
                if ticket.isCancelled { throw CancellationError() }
                switch link.outcome {
                case .conflict where conflicts < 6:
                    if kind == .write { kind = .writeAlone }
                    usleep(UInt32.random(in: 0...(1000 << min(conflicts, 5))))
                    conflicts += 1
                case .lost where losses < 2: losses += 1
                case .stale where stale < 1:
                    link.forgetStatements()
                    stale += 1
                default: throw error
                }
            }
        }
    }

    func close() async {
        await withCheckedContinuation { continuation in
            queue.async {
                self.link = nil
                continuation.resume()
            }
        }
    }

    private func connected() throws -> PostgresLink {
        if let link { return link }
        let made = try PostgresLink(settings)
        link = made
        return made
    }
}
