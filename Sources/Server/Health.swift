import Foundation
import Kernel

/// `/health`: whether the database answers and its schema is the one this program knows. For a proxy or a supervisor; says nothing more.
struct Health: Sendable {
    let house: House

    func reply() async -> Reply {
        var parts: [String: JSON] = ["database": "ok", "schema": "current"]
        var isWell = true
        do {
            let pending = try await house.database.pending(house.migrations)
            if !pending.isEmpty {
                parts["schema"] = "behind: run yaolian migrate"
                isWell = false
            }
        } catch {
            if case DatabaseError.schema = error {
                parts["schema"] = "unknown to this program"
            } else {
                parts["database"] = "unreachable"
            }
            isWell = false
        }
        parts["status"] = isWell ? "ok" : "unwell"
        var reply = Reply(isWell ? 200 : 503, type: "application/json", .bytes(JSON.object(parts).data()))
        reply.endpoint = "health"
        return reply
    }
}
