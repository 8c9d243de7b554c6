import Design
import Kernel
import Synchronization

/// What holders of a set of roles find in menus and may call. Worked out once for each set that comes by.
final class Standings: Sendable {
    struct Standing: Sendable {
        let menu: [MenuItem]
        let allowed: Set<String>
        let landmarks: Landmarks
    }

    private let known = Mutex<[Set<Role>: Standing]>([:])

    func standing(of viewer: Viewer, in house: House) -> Standing {
        if let standing = known.withLock({ $0[viewer.roles] }) { return standing }
        let routes = house.slices.flatMap(\.routes)
        let raw = house.slices.flatMap(\.raw)
        let open =
            routes.filter { $0.permission.allows(viewer) }.map { ($0.verb, $0.path.pattern, $0.id) }
            + raw.filter { $0.permission.allows(viewer) }.map { ($0.verb, $0.path.pattern, $0.id) }
        func place(_ verb: Verb, _ path: String) -> String? { open.contains { $0.0 == verb && $0.1 == path } ? path : nil }
        let landmarks = Landmarks(
            search: place(.get, "/search"), toDo: place(.get, "/to-do"), account: place(.get, "/me"),
            signIn: place(.get, "/sign-in"),
            signOut: place(.post, "/sign-out"), newPlan: place(.get, "/plans/new"))
        let standing = Standing(menu: house.menu(for: viewer), allowed: Set(open.map(\.2)), landmarks: landmarks)
        known.withLock { $0[viewer.roles] = standing }
        return standing
    }
}
