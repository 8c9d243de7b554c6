import Foundation
import Hummingbird
import HummingbirdCore
import Kernel
import Logging
import NIOCore
import ServiceLifecycle

/// The house on the network: pages for browsers, JSON for programs, one process, HTTP/1.1.
///
/// ```swift
/// let server = Server(house, options: .init(port: 8080), identify: accounts.identify)
/// try await server.run { port in print("http://127.0.0.1:\(port)") }
/// ```
/// TLS ends at a proxy before it; without one the server binds to loopback only.
public struct Server: Sendable {
    /// Who a credential belongs to; `nil` where it belongs to nobody. A session whose sign-in is half done gives a stranger with an
    /// `origin.session`.
    public typealias Identify = @Sendable (Credential, Origin) async throws -> Caller?

    /// Who asks, and the language that his account is set to.
    public struct Caller: Sendable {
        public let viewer: Viewer
        public let language: Language?

        public init(_ viewer: Viewer, language: Language? = nil) {
            self.viewer = viewer
            self.language = language
        }
    }

    public struct Options: Sendable {
        public var host = "127.0.0.1"
        /// 0 takes a free one.
        public var port = 8080
        /// A proxy before the server speaks TLS and says for whom with X-Forwarded-For and X-Forwarded-Host.
        public var behindTLS = false
        /// Where somebody who must sign in is sent.
        public var signIn = "/sign-in"
        /// The longest a request may take from its head to its answer.
        public var patience: Duration = .seconds(60)
        /// What a body may take beyond one second for each 16 kB.
        public var bodyPatience: Duration = .seconds(20)
        /// A connection on which nothing happens is closed.
        public var idle: Duration = .seconds(30)
        public var connections = 4096
        public var rates: [Pace: Rate]

        public init(host: String = "127.0.0.1", port: Int = 8080, behindTLS: Bool = false) {
            self.host = host
            self.port = port
            self.behindTLS = behindTLS
            rates = [.signIn: Rate(burst: 30, perSecond: 0.5), .heavy: Rate(burst: 60, perSecond: 2)]
            // On loopback all callers share one address, and it is the owner's own machine.
            if behindTLS { rates[.ordinary] = Rate(burst: 300, perSecond: 30) }
        }
    }

    public struct Rate: Sendable, Hashable {
        public let burst: Double
        public let perSecond: Double

        public init(burst: Double, perSecond: Double) {
            self.burst = burst
            self.perSecond = perSecond
        }
    }

    public let house: House
    public let options: Options
    let identify: Identify
    let encoder: TableEncoder
    let beside: [@Sendable () async throws -> Void]

    /// `beside` runs as long as the server does: jobs, notices.
    public init(
        _ house: House, options: Options = Options(), encoder: TableEncoder = TableEncoder(),
        beside: [@Sendable () async throws -> Void] = [], identify: @escaping Identify
    ) {
        self.house = house
        self.options = options
        self.encoder = encoder
        self.beside = beside
        self.identify = identify
    }

    /// Why this address must not be served, if it must not.
    public static func objection(to options: Options) -> String? {
        let isLoopback = options.host == "localhost" || options.host == "::1" || options.host.hasPrefix("127.")
        if isLoopback || options.behindTLS { return nil }
        return """
            Plain http is served on loopback only, and \(options.host) is not loopback: passwords and sessions would travel in the open, \
            and browsers would drop the session cookie. Put a proxy that speaks TLS before the server and start it with --behind-tls, \
            or leave --host away.
            """
    }

    /// Serves until SIGTERM or SIGINT; requests under way are finished first.
    public func run(
        log: Logger = Logger(label: "server"), onReady: @escaping @Sendable (_ port: Int) async -> Void = { _ in }
    )
        async throws
    {
        if let objection = Self.objection(to: options) { throw CannotServe(reason: objection) }
        let responder = Responder(self, log: log)
        for name in responder.assets.missing { log.warning("\(name) is not built in: run ./dev setup and build again") }
        var quiet = log
        quiet.logLevel = .warning
        let application = Application(
            responder: responder,
            server: .http1(
                configuration: .init(
                    idleTimeout: TimeAmount(options.idle),
                    httpDecoderConfiguration: .init(
                        maxHeaderFieldSize: 16 << 10, maxHeaderListSize: 32 << 10, maxHeaderFieldCount: 100))),
            configuration: .init(
                address: .hostname(options.host, port: options.port), backlog: 512,
                availableConnectionsDelegate: MaximumAvailableConnections(options.connections)),
            services: ([{ try await responder.watch.run() }] + beside).map(Errand.init),
            onServerRunning: { await onReady($0.localAddress?.port ?? 0) }, logger: quiet)
        try await application.runService()
    }
}

public struct CannotServe: Error, CustomStringConvertible {
    public let reason: String
    public var description: String { reason }
}

/// Work beside the requests, ended when the server is told to stop.
private struct Errand: Service {
    let work: @Sendable () async throws -> Void

    func run() async throws {
        do {
            try await cancelWhenGracefulShutdown { try await work() }
        } catch is CancellationError {}
    }
}
