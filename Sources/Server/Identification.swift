import Foundation
import HTTPTypes
import Hummingbird
import Kernel

// Who asks, and whether a write was meant by him.
extension Responder {
    /// A bearer token for programs, a session cookie for browsers, otherwise a stranger.
    func recognise(_ visit: inout Visit) async throws {
        if let header = visit.headers[.authorization], header.lowercased().hasPrefix("bearer ") {
            let token = String(header.dropFirst("bearer ".count).drop { $0 == " " })
            visit.isProgram = true
            guard let caller = try await identify(.token(token), visit.origin) else { throw Refusal.signInRequired }
            visit.admit(caller)
            return
        }
        if let secret = visit.cookies[.session], !secret.isEmpty, let caller = try await identify(.session(secret), visit.origin) {
            visit.admit(caller)
            visit.formSecret = secret
            return
        }
        visit.viewer = .stranger(from: visit.origin)
        if let secret = visit.cookies[.stranger], secret.utf8.count == 64 {
            visit.formSecret = secret
        } else {
            visit.formSecret = FormToken.newSecret()
            visit.isFormSecretNew = true
        }
    }

    /// Takes the body's members into `raw` and checks that the write comes from one of our own pages or from a program.
    func takeIn(
        _ body: Data, _ kind: FormBody.Kind, _ destination: RouteTable.Destination, _ raw: inout RawInput, values: [String: String],
        _ visit: Visit
    ) throws {
        try refuseOtherSites(visit)
        let isFree: Bool
        if case .raw = destination, kind == .other || kind == .none { isFree = true } else { isFree = false }
        let sent = isFree ? RawInput() : try FormBody.read(body, kind)
        raw.texts.merge(sent.texts) { $1 }
        raw.texts.merge(values.mapValues { [$0] }) { $1 }
        raw.files = sent.files
        let token = visit.headers[.formToken] ?? raw["_csrf"]
        raw.texts["_csrf"] = nil
        if visit.isProgram || (kind == .json && isJSONSafe(visit)) { return }
        guard let secret = visit.formSecret, FormToken.isGood(token, for: secret) else { throw Problem.foreignForm }
    }

    /// Browsers say where a request comes from; another site's form is refused before anything of it is read.
    func refuseOtherSites(_ visit: Visit) throws {
        if visit.isProgram { return }
        if let site = visit.headers[.fetchSite], site != "same-origin" { throw Problem.foreignForm }
        if let origin = visit.headers[.origin], origin.lowercased() != visit.site.lowercased() { throw Problem.foreignForm }
    }

    /// JSON cannot be sent across sites without asking first, which nobody here allows. With a session the request must say besides
    /// that it comes from our own page.
    private func isJSONSafe(_ visit: Visit) -> Bool {
        visit.headers[.fetchSite] == "same-origin" || visit.headers[.origin] != nil || visit.cookies[.session] == nil
    }

    /// The whole body, within `limit` bytes and a time that grows with what has arrived.
    func readBody(_ request: Request, limit: Int, _ asked: inout Asked) async throws -> Data {
        let announced = request.headers[.contentLength].flatMap { Int($0) } ?? 0
        guard announced <= limit else { throw tooLarge(limit) }
        var body = Data()
        body.reserveCapacity(announced)
        let began = ContinuousClock.now
        var count = 0
        asked.isBodyTaken = true
        for try await buffer in request.body {
            count += buffer.readableBytes
            if count <= limit {
                body.append(contentsOf: buffer.readableBytesView)
            } else if !isLast(request) {
                throw tooLarge(limit)
            }
            let allowed = options.bodyPatience + .milliseconds(count / 16)  // 16 kB a second at least
            guard ContinuousClock.now - began < allowed, count < Self.drainLimit else { throw Problem.tooSlow }
        }
        guard count <= limit else { throw tooLarge(limit) }
        // A connection that breaks off must not pass half a form for a whole one.
        guard request.headers[.contentLength] == nil || count == announced else { throw Problem.tooSlow }
        return body
    }

    /// True where the caller will close the connection: what it still sends must be taken off it, or it would not come to read our answer.
    /// On connections that stay open the rest of a body is passed over anyhow.
    func isLast(_ request: Request) -> Bool { request.headers[.connection]?.lowercased() == "close" }

    /// Passes over a body that nobody wants, after the answer is on its way.
    func drain(_ request: Request) async throws {
        let began = ContinuousClock.now
        var count = 0
        for try await buffer in request.body {
            count += buffer.readableBytes
            guard count < Self.drainLimit, ContinuousClock.now - began < .seconds(60) else { return }
        }
    }

    private static let drainLimit = 1 << 30

    private func tooLarge(_ limit: Int) -> Refusal {
        let words = limit >= 1 << 20 ? "\(limit >> 20) MB" : "\(limit >> 10) kB"
        return .tooLarge(
            Text("最多可发送\(words)。请拆分或压缩后再发送。", "At most \(words) can be sent. Split it or make it smaller, then send it again."))
    }
}
