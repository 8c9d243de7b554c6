import Foundation
import HouseTesting
import Kernel
import Logging
import Server
import Synchronization

/// A server of its own for a test, on a free port of the loopback interface, spoken to in plain bytes.
///
/// Sessions and tokens are called `office` and `reader`.
struct Site: Sendable {
    let port: Int
    let house: House

    static func with(
        _ options: Server.Options = Server.Options(port: 0), slices: [Slice] = [Notebook.slice], _ body: (Site) async throws -> Void
    ) async throws {
        let migrations = [EventLog.migration, SecurityLog.migration, JobLog.migration] + slices.flatMap(\.migrations)
        try await TestDatabase.with(.sqlite, migrations) { database in
            let house = House(database: database, slices: slices)
            let server = Server(house, options: options, identify: identify)
            let (ports, report) = AsyncStream<Int>.makeStream()
            let running = Task {
                try await server.run(log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }) { report.yield($0) }
            }
            var iterator = ports.makeAsyncIterator()
            guard let port = await iterator.next() else { throw NoAnswer(why: "did not start") }
            do {
                try await body(Site(port: port, house: house))
            } catch {
                running.cancel()
                throw error
            }
            running.cancel()
            _ = try? await running.value
        }
    }

    static let identify: Server.Identify = { credential, origin in
        let name: String
        switch credential {
        case .session(let secret): name = secret
        case .token(let secret): name = secret
        }
        switch name {
        case "office": return .init(Viewer(id: "u-office", name: "集群办张三", roles: [.office], origin: origin))
        case "reader": return .init(Viewer(id: "u-reader", name: "李四", roles: [.reader], origin: origin))
        default: return nil
        }
    }

    // MARK: Requests

    func get(_ path: String, _ headers: [String] = [], as session: String? = nil) async throws -> Answered {
        try await send(lines(["GET \(path) HTTP/1.1"] + headers, session))
    }

    func page(_ path: String, _ headers: [String] = [], as session: String? = nil) async throws -> Answered {
        try await get(path, headers + ["Accept: text/html"], as: session)
    }

    func post(
        _ path: String, _ body: String, type: String = "application/x-www-form-urlencoded", _ headers: [String] = [],
        as session: String? = nil
    ) async throws -> Answered {
        try await post(path, Array(body.utf8), type: type, headers, as: session)
    }

    func post(_ path: String, _ body: [UInt8], type: String, _ headers: [String] = [], as session: String? = nil) async throws
        -> Answered
    {
        let head = ["POST \(path) HTTP/1.1", "Content-Type: \(type)", "Content-Length: \(body.count)"] + headers
        return try await send(lines(head, session) + body)
    }

    /// A browser's form, with the token of a page that it was shown on.
    func submit(_ path: String, _ fields: String, as session: String) async throws -> Answered {
        let token = try await token(as: session)
        return try await post(path, fields + "&_csrf=\(token)", ["Accept: text/html"], as: session)
    }

    func token(as session: String) async throws -> String { try await page("/front", as: session).token }

    private func lines(_ head: [String], _ session: String?) -> [UInt8] {
        var all = head
        if !head.contains(where: { $0.hasPrefix("Host:") }) { all.insert("Host: 127.0.0.1:\(port)", at: 1) }
        if let session { all.append("Cookie: yaolian=\(session)") }
        return Array((all + ["Connection: close", "", ""]).joined(separator: "\r\n").utf8)
    }

    /// Writes the bytes as they are, then `dripping` more at a byte each tenth of a second, and reads the answer.
    func send(_ bytes: [UInt8], dripping: Int = 0) async throws -> Answered {
        let port = port
        return try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Result { try exchange(bytes, dripping, port) }) }
        }
    }
}

/// What came back.
struct Answered: Sendable {
    let status: Int
    /// Names in lower case; the values of a name that came more than once are joined by a line end.
    let headers: [String: String]
    private(set) var body: [UInt8]

    var text: String { String(decoding: body, as: UTF8.self) }
    var json: JSON { (try? JSON(parsing: Data(body))) ?? .null }

    var token: String {
        guard let start = text.range(of: "name=\"csrf\" content=\"") else { return "" }
        return String(text[start.upperBound...].prefix { $0 != "\"" })
    }
}

struct NoAnswer: Error { let why: String }

private func exchange(_ bytes: [UInt8], _ dripping: Int, _ port: Int) throws -> Answered {
    let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard socket >= 0 else { throw NoAnswer(why: "socket") }
    defer { close(socket) }
    var patience = timeval(tv_sec: 60, tv_usec: 0)
    setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(UInt16(port).bigEndian)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let connected = withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
    }
    guard connected == 0 else { throw NoAnswer(why: "connect") }
    var sent = 0
    while sent < bytes.count {
        let count = bytes[sent...].withUnsafeBytes { Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
        if count <= 0 { break }  // refused early: what it said is read below
        sent += count
    }
    for _ in 0..<dripping {
        usleep(100_000)
        var byte: UInt8 = 0x20
        var waiting = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
        if poll(&waiting, 1, 0) > 0 || Glibc.send(socket, &byte, 1, Int32(MSG_NOSIGNAL)) <= 0 { break }
    }
    var received: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
        let count = recv(socket, &buffer, buffer.count, 0)
        if count <= 0 { break }
        received += buffer[..<count]
        if let whole = try? Answered(received), whole.isWhole { return whole }
    }
    return try Answered(received)
}

extension Answered {
    fileprivate var isWhole: Bool { headers["content-length"].flatMap { Int($0) } == body.count && status != 100 }

    fileprivate init(_ bytes: [UInt8]) throws {
        let end = [UInt8]("\r\n\r\n".utf8)
        guard let split = bytes.indices.first(where: { bytes[$0...].starts(with: end) }) else {
            throw NoAnswer(why: "\(bytes.count) bytes without a head")
        }
        let lines = String(decoding: bytes[..<split], as: UTF8.self).split(separator: "\r\n")
        status = lines.first?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let value = line[line.index(after: colon)...].drop { $0 == " " }
            headers[line[..<colon].lowercased(), default: ""] += (headers[line[..<colon].lowercased()] == nil ? "" : "\n") + value
        }
        self.headers = headers
        body = Array(bytes[(split + 4)...])
    }
}
