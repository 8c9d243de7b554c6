import Kernel

/// Finds the endpoint of a verb and a path. Made once at the start; a look-up costs one dictionary access a segment, however many
/// routes there are. A literal part goes before a named one.
public struct RouteTable: Sendable {
    /// An endpoint as `yaolian where` and `yaolian routes` print it.
    public struct Line: Sendable, Hashable {
        public let verb: Verb
        public let pattern: String
        public let id: String
        public let permission: Permission
        public let summary: Text
        /// `Plan/PlanEndpoints.swift:12`
        public let source: String
    }

    enum Destination: Sendable {
        case route(Route)
        case raw(RawEndpoint)

        var id: String {
            switch self {
            case .route(let r): r.id;
            case .raw(let r): r.id
            }
        }
        var permission: Permission {
            switch self {
            case .route(let r): r.permission;
            case .raw(let r): r.permission
            }
        }
        var bodyLimit: Int {
            switch self {
            case .route(let r): r.bodyLimit;
            case .raw(let r): r.bodyLimit
            }
        }
        var pace: Pace {
            switch self {
            case .route(let r): r.pace;
            case .raw(let r): r.pace
            }
        }
        var path: Path {
            switch self {
            case .route(let r): r.path;
            case .raw(let r): r.path
            }
        }
        var summary: Text {
            switch self {
            case .route(let r): r.summary;
            case .raw(let r): r.summary
            }
        }
        var source: String {
            switch self {
            case .route(let r): r.source;
            case .raw(let r): r.source
            }
        }
        var hasTable: Bool {
            switch self {
            case .route(let r): r.hasTable;
            case .raw: false
            }
        }
    }

    struct Match: Sendable {
        let destination: Destination
        let values: [String: String]
    }

    enum Outcome: Sendable {
        case found(Match)
        /// The path exists under these verbs only.
        case otherVerbs([Verb])
        case missing
    }

    private struct Leaf: Sendable {
        let destination: Destination
        let names: [String]
    }

    private struct Node: Sendable {
        var literals: [String: Int] = [:]
        var field: Int?
        var leaves: [Verb: Leaf] = [:]
    }

    private var nodes = [Node()]
    private var paths: [String: Path] = [:]

    public init(_ slices: [Slice]) {
        for slice in slices {
            for route in slice.routes { add(route.path, route.verb, .route(route)) }
            for raw in slice.raw { add(raw.path, raw.verb, .raw(raw)) }
        }
    }

    /// What answers at a path, whatever the verb: `/plans/3`, with or without a query.
    public func lines(at path: String) -> [Line] {
        guard let target = Target(path) else { return [] }
        return [Verb.get, .post].compactMap { verb in
            guard case .found(let match) = find(verb, target.segments) else { return nil }
            return Line(verb, match.destination)
        }
    }

    func path(of id: String) -> Path? { paths[id] }

    func find(_ verb: Verb, _ segments: [String]) -> Outcome {
        var values: [String] = []
        if let leaf = leaf(segments[...], from: 0, verb: verb, &values) {
            return .found(
                Match(destination: leaf.destination, values: Dictionary(zip(leaf.names, values), uniquingKeysWith: { $1 })))
        }
        let others = [Verb.get, .post].filter { other in
            var values: [String] = []
            return other != verb && leaf(segments[...], from: 0, verb: other, &values) != nil
        }
        return others.isEmpty ? .missing : .otherVerbs(others)
    }

    private func leaf(_ segments: ArraySlice<String>, from index: Int, verb: Verb, _ values: inout [String]) -> Leaf? {
        guard let segment = segments.first else { return nodes[index].leaves[verb] }
        let rest = segments.dropFirst()
        if let next = nodes[index].literals[segment], let found = leaf(rest, from: next, verb: verb, &values) { return found }
        guard let next = nodes[index].field else { return nil }
        values.append(segment)
        if let found = leaf(rest, from: next, verb: verb, &values) { return found }
        values.removeLast()
        return nil
    }

    /// The first of two endpoints at one place stays; a test of the slice list finds the second.
    private mutating func add(_ path: Path, _ verb: Verb, _ destination: Destination) {
        paths[destination.id] = path
        var index = 0
        for part in path.parts {
            let existing: Int?
            switch part {
            case .literal(let text): existing = nodes[index].literals[text]
            case .field: existing = nodes[index].field
            }
            let next = existing ?? nodes.count
            if existing == nil {
                nodes.append(Node())
                switch part {
                case .literal(let text): nodes[index].literals[text] = next
                case .field: nodes[index].field = next
                }
            }
            index = next
        }
        if nodes[index].leaves[verb] == nil { nodes[index].leaves[verb] = Leaf(destination: destination, names: path.fields) }
    }
}

extension RouteTable.Line {
    init(_ verb: Verb, _ destination: RouteTable.Destination) {
        self.verb = verb
        pattern = destination.path.pattern
        id = destination.id
        permission = destination.permission
        summary = destination.summary
        source = destination.source
    }
}

extension [Slice] {
    /// Every endpoint in the order of the slices.
    public var lines: [RouteTable.Line] {
        flatMap { slice in
            slice.routes.map { RouteTable.Line($0.verb, .route($0)) } + slice.raw.map { RouteTable.Line($0.verb, .raw($0)) }
        }
    }
}
