import ArgumentParser
import Foundation
import Kernel
import Logging
import Server

/// `yaolian serve`: the house on the network.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Serves the pages and the API until it is told to stop.",
        discussion: """
            Brings the database up to date, then serves plain http on loopback. To serve others, put a proxy that speaks TLS before it \
            and say --behind-tls. SIGTERM and SIGINT let running requests finish. The log is one line of JSON an entry, on standard error.
            """)

    @Option(help: "0 takes a free one.") var port = 8080
    @Option(help: "The address to listen at.") var host = "127.0.0.1"
    @Flag(
        name: .customLong("behind-tls"), help: "A proxy before the server speaks TLS and sets X-Forwarded-For and X-Forwarded-Host."
    )
    var behindTLS = false
    @Flag(help: "Loads the example first, where it is not there yet.") var example = false
    @Flag(help: "Logs refusals and faults only, not every request.") var quiet = false
    @OptionGroup var options: HouseOptions

    func validate() throws {
        if !(0...65_535).contains(port) { throw ValidationError("port: \(port) is outside 0 to 65535.") }
    }

    func run() async throws {
        try await orStop {
            let serving = Server.Options(host: host, port: port, behindTLS: behindTLS)
            if let objection = Server.objection(to: serving) { throw Stopped(64, objection) }
            LoggingSystem.bootstrap(JSONLog.init)
            var log = Logger(label: "yaolian")
            if quiet { log.logLevel = .warning }
            let house = try await options.open()
            try await house.migrate()
            if example { try await Doors.loadExample(into: house) }
            let server = Server(
                house, options: serving, encoder: TableFiles.encoder, beside: Doors.beside(house),
                identify: Doors.identify(in: house))
            do {
                try await server.run(log: log) { port in await announce(port, house) }
            } catch let error as CannotServe {
                throw Stopped(2, error.reason)
            } catch  where "\(error)".contains("EADDRINUSE") || "\(error)".contains("errno: 98") {
                throw Stopped(2, "Port \(port) at \(host) is taken. Name another with --port.")
            }
            await house.database.close()
        }
    }

    private func announce(_ port: Int, _ house: House) async {
        let site = "http://\(host.contains(":") ? "[\(host)]" : host):\(port)"
        var lines = ["药链 Yaolian: \(site)"]
        if let path = try? await Doors.entrance(to: house, example: example) { lines.append("登录 Sign in: \(site)\(path)") }
        print(lines.joined(separator: "\n"))
        fflush(nil)
    }
}
