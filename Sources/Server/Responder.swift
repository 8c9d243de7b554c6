import Calendars
import Design
import Foundation
import HTTPTypes
import Hummingbird
import Kernel
import Logging
import NIOCore
import Synchronization

/// Answers each request: finds the endpoint, says who asks, checks, calls the house, and puts the answer into the form wished for.
struct Responder: HTTPResponder {
    /// The other end of the connection.
    struct Peer: InitializableFromSource, Sendable {
        let address: String

        init(source: ApplicationRequestContextSource) { address = source.channel.remoteAddress?.ipAddress ?? "" }
    }

    let house: House
    let options: Server.Options
    let identify: Server.Identify
    let encoder: TableEncoder
    let assets: Assets
    let table: RouteTable
    let health: Health
    let limits: RateLimit
    let watch: Watch
    let log: Logger
    let common: HTTPFields
    let openAPI: Reply
    let standings = Standings()
    private let numbers = RequestNumbers()

    init(_ server: Server, log: Logger) {
        house = server.house
        options = server.options
        identify = server.identify
        encoder = server.encoder
        assets = .all
        table = RouteTable(server.house.slices)
        health = Health(house: server.house)
        limits = RateLimit(server.options.rates)
        watch = Watch(limit: server.options.patience)
        self.log = log
        common = SecurityHeaders(behindTLS: server.options.behindTLS).fields
        openAPI = Reply(200, type: "application/json", .bytes(server.house.slices.openAPI().data(pretty: true)))
    }

    func respond(to request: Request, context: Peer) async throws -> Response {
        let began = ContinuousClock.now
        let id = numbers.next()
        let reply = await answer(request, id: id, peer: context.address)
        var fields = common
        fields[.requestID] = id
        let acceptsGzip = request.headers[.acceptEncoding]?.contains("gzip") ?? false
        note(request, reply, id: id, took: ContinuousClock.now - began)
        let isHead = request.method == .head
        guard reply.leavesBody, request.method == .post, isLast(request) else {
            return reply.response(acceptsGzip: acceptsGzip, isHead: isHead, common: fields)
        }
        return reply.response(acceptsGzip: acceptsGzip, isHead: isHead, common: fields) { try await drain(request) }
    }

    private func answer(_ request: Request, id: String, peer: String) async -> Reply {
        let line = request.head.path ?? "/"
        if let asset = assets[line], request.method == .get || request.method == .head {
            var reply = Reply(200, type: asset.type, .asset(asset))
            reply.endpoint = "assets"
            reply.add("Cache-Control", "public, max-age=31536000, immutable")
            return reply
        }
        let isTooLong = line.utf8.count > Target.lengthLimit
        let target = isTooLong ? nil : Target(line)
        let visit = Visit(target ?? .root, request.head, id: id, peer: peer, behindTLS: options.behindTLS)
        return await watch.limiting { [self] in
            var visit = visit
            var asked = Asked()
            do {
                if isTooLong { throw Problem.tooLongTarget }
                guard target != nil else { throw Problem.noSuchPage }
                return try await attend(request, &visit, &asked)
            } catch {
                var reply = await refuse(error, visit, asked)
                reply.leavesBody = !asked.isBodyTaken
                return reply
            }
        } ?? tooLate(visit)
    }

    /// What is known of a request when it is refused, so that its form can stand again.
    struct Asked: Sendable {
        var destination: RouteTable.Destination?
        var raw: RawInput?
        var isBodyTaken = false
    }

    private func attend(_ request: Request, _ visit: inout Visit, _ asked: inout Asked) async throws -> Reply {
        guard options.behindTLS || isThisMachine(request.head.authority) else { throw Problem.otherSite }
        if visit.segments == ["health"] { return await health.reply() }
        if visit.segments == ["openapi.json"] { return openAPI }
        let match = find(&visit)
        try await recognise(&visit)
        guard let verb = visit.verb else { throw Problem.otherVerbs([.get, .post]) }
        let found: RouteTable.Match
        switch match {
        case .found(let match): found = match
        case .otherVerbs(let verbs): throw Problem.otherVerbs(verbs)
        case .missing:
            if visit.segments.isEmpty, verb == .get { return firstPage(visit) }
            throw Problem.noSuchPage
        }
        let destination = found.destination
        asked.destination = destination
        try hold(visit, destination)
        try await house.admit(visit.viewer, to: destination.permission, of: destination.id, destination.summary)

        var raw = visit.query
        raw.texts.merge(found.values.mapValues { [$0] }) { $1 }
        var body = Data()
        let kind = FormBody.Kind(contentType: visit.headers[.contentType])
        if verb == .post {
            body = try await readBody(request, limit: destination.bodyLimit, &asked)
            try takeIn(body, kind, destination, &raw, values: found.values, visit)
        }
        asked.raw = raw
        let day = try visit.chosenDay()
        var reply: Reply
        switch destination {
        case .route(let route):
            let isFramed = visit.form == .page && route.isForPeople && (route.verb == .get || !route.leadsOn)
            let answer = try await house.call(route, raw, as: visit.viewer, asOf: day, framed: isFramed)
            reply = try render(answer, of: route, visit, day)
        case .raw(let endpoint):
            let isFramed = visit.form == .page
            let facts = isFramed ? try await house.frame(for: visit.viewer, asOf: day) : FrameFacts()
            let request = RawEndpoint.Request(
                values: found.values, query: visit.query, headers: visit.openHeaders, body: body, viewer: visit.viewer,
                reader: reader(visit, day, facts)
            ) { [raw, body] in
                if !body.isEmpty, kind == .other || kind == .none { _ = try FormBody.read(body, kind) }
                return raw
            }
            reply = render(try await endpoint.handle(request, house), visit, day, facts)
        }
        reply.endpoint = destination.id
        reply.viewer = visit.viewer.id
        remember(visit, &reply)
        return reply
    }

    /// The endpoint, and the form of answer that the path's ending names.
    private func find(_ visit: inout Visit) -> RouteTable.Outcome {
        guard let verb = visit.verb else { return .missing }
        if let ended = visit.ended, case .found(let match) = table.find(verb, ended.segments),
            match.destination.hasTable || ended.form == .json, case .route = match.destination
        {
            visit.form = ended.form
            return .found(match)
        }
        return table.find(verb, visit.segments)
    }

    /// The house has no page of its own at `/`: the first of this viewer's menu, or signing in.
    private func firstPage(_ visit: Visit) -> Reply {
        let first = standings.standing(of: visit.viewer, in: house).menu.first { !$0.entry.group.isOfOnePlan }?.url
        return redirect(first ?? options.signIn, visit)
    }

    private func hold(_ visit: Visit, _ destination: RouteTable.Destination) throws {
        let caller = visit.viewer.isAnonymous ? visit.origin.address : visit.viewer.id
        let isHeavy = visit.form.isTable || destination.bodyLimit > 1 << 20
        let pace = isHeavy && destination.pace == .ordinary ? .heavy : destination.pace
        if let seconds = limits.wait(caller, pace) { throw Refusal.tooMany(retryAfter: seconds) }
    }

    private func tooLate(_ visit: Visit) -> Reply {
        var reply = problemReply(.tookTooLong, visit, reader(visit, nil, FrameFacts()))
        reply.note = "timeout"
        return reply
    }

    private func note(_ request: Request, _ reply: Reply, id: String, took: Duration) {
        let level: Logger.Level = reply.status >= 500 ? .error : .info
        guard log.logLevel <= level else { return }
        var metadata: Logger.Metadata = [
            "request": "\(id)", "method": "\(request.method.rawValue)", "endpoint": "\(reply.endpoint)",
            "status": .stringConvertible(reply.status), "ms": .stringConvertible((took / .milliseconds(1) * 100).rounded() / 100),
        ]
        if !reply.viewer.isEmpty { metadata["viewer"] = "\(reply.viewer)" }
        if let note = reply.note { metadata["note"] = "\(note)" }
        // A path may hold a one-time secret; where an endpoint is known its pattern stands for it.
        metadata["path"] = "\(pattern(of: reply.endpoint) ?? String((request.head.path ?? "").prefix { $0 != "?" }.prefix(200)))"
        log.log(level: level, "request", metadata: metadata)
    }

    /// The pattern where the path holds a secret, `nil` where it may be written as it came.
    private func pattern(of endpoint: String) -> String? {
        guard let path = table.path(of: endpoint), !path.fields.allSatisfy({ !Self.secretFields.contains($0) }) else { return nil }
        return path.pattern
    }

    private static let secretFields: Set<String> = ["token", "secret", "code", "key"]

    private func isThisMachine(_ authority: String?) -> Bool {
        guard let authority else { return true }
        if authority.hasPrefix("[") { return authority.hasPrefix("[::1]") }
        let host = authority.prefix { $0 != ":" }
        return host == "localhost" || host.hasPrefix("127.")
    }
}

/// Names requests: unlike each other within a process, and unlike those of another.
private final class RequestNumbers: Sendable {
    private let seed = UInt64.random(in: 0 ... .max)
    private let count = Atomic<UInt64>(0)

    func next() -> String {
        let number = count.wrappingAdd(1, ordering: .relaxed).newValue
        let mixed = seed ^ (number &* 0x9E37_79B9_7F4A_7C15)
        return hex(withUnsafeBytes(of: mixed.bigEndian) { Array($0) })
    }
}
