import Foundation
import HouseTesting
import Kernel
import Server
import Testing

/// What keeps strangers, other sites and floods out.
@Suite struct GuardTests {
    private let fields = "title=a&day=2023-09-30&mood=calm"

    @Test(arguments: ["/front", "/notes/none", "/health", "/notes", "/nowhere", "/openapi.json"])
    func everyAnswerCarriesTheSecurityHeaders(path: String) async throws {
        try await Site.with { site in
            for answer in [try await site.page(path, as: "reader"), try await site.get(path)] {
                let policy = try #require(answer.headers["content-security-policy"])
                for rule in [
                    "default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'", "base-uri 'none'",
                ] {
                    #expect(policy.contains(rule))
                }
                #expect(!policy.contains("unsafe"))
                #expect(answer.headers["x-content-type-options"] == "nosniff" && answer.headers["cache-control"] == "no-store")
                #expect(
                    answer.headers["referrer-policy"] == "same-origin"
                        && answer.headers["cross-origin-opener-policy"] == "same-origin")
                #expect(answer.headers["strict-transport-security"] == nil && answer.headers["x-request-id"]?.count == 16)
                #expect(answer.headers["content-type"] != nil && answer.headers["server"] == nil)
            }
        }
    }

    @Test func noPageHoldsScriptOrStyleOfItsOwn() async throws {
        try await Site.with { site in
            for path in ["/front", "/notes", "/nowhere", "/notes?asof=2023-10-25"] {
                let text = try await site.page(path, as: "office").text
                #expect(!text.contains("style=\"") && !text.contains("<style") && !text.contains(" onclick"))
                #expect(!text.contains("<script>"))
            }
        }
    }

    @Test func behindTLSCookiesAreHostOnlyAndSecureAndTheProxyIsBelieved() async throws {
        try await Site.with(Server.Options(port: 0, behindTLS: true)) { site in
            let proxied = ["X-Forwarded-Host: yaolian.example", "X-Forwarded-For: 198.51.100.9, 203.0.113.7", "Host: internal"]
            let front = try await site.page("/front?lang=en", proxied)
            #expect(front.headers["strict-transport-security"]?.contains("max-age=31536000") == true)
            let cookies = try #require(front.headers["set-cookie"]?.split(separator: "\n"))
            #expect(cookies.count == 2 && cookies.allSatisfy { $0.hasPrefix("__Host-yaolian") && $0.contains("; Secure") })
            let secret = try #require(cookies.first { $0.hasPrefix("__Host-yaolian-form=") }).split(separator: ";")[0].dropFirst(20)
            let body = "_csrf=\(front.token)"
            let own = try await site.post(
                "/enter", body, proxied + ["Origin: https://yaolian.example", "Cookie: __Host-yaolian-form=\(secret)"])
            #expect(own.status == 200)
            let other = try await site.post(
                "/enter", body, proxied + ["Origin: https://evil.example", "Cookie: __Host-yaolian-form=\(secret)"])
            #expect(other.status == 403)
        }
    }

    @Test func plainHTTPIsForThisMachineOnly() async throws {
        #expect(Server.objection(to: .init(host: "0.0.0.0"))?.contains("--behind-tls") == true)
        #expect(Server.objection(to: .init(host: "192.168.1.4")) != nil && Server.objection(to: .init(host: "::")) != nil)
        #expect(Server.objection(to: .init(host: "0.0.0.0", behindTLS: true)) == nil)
        #expect(Server.objection(to: .init(host: "localhost")) == nil && Server.objection(to: .init(host: "::1")) == nil)
        try await Site.with { site in
            // A name of another site that was made to point at this machine.
            let rebound = try await site.get("/notes", ["Host: rebound.example"], as: "office")
            #expect(rebound.status == 421)
            #expect(try await site.get("/notes", ["Host: localhost:\(site.port)"], as: "office").status == 200)
        }
    }

    @Test func aFormWithoutItsTokenOrFromAnotherSiteChangesNothing() async throws {
        try await Site.with { site in
            let token = try await site.token(as: "office")
            let good = "\(fields)&_csrf=\(token)"
            let foreign = try await site.page("/front").token
            let flipped = token.dropLast() + (token.last == "0" ? "1" : "0")
            #expect(try await site.post("/notes", fields, as: "office").status == 403)
            #expect(try await site.post("/notes", "\(fields)&_csrf=\(foreign)", as: "office").status == 403)
            #expect(try await site.post("/notes", "\(fields)&_csrf=\(flipped)", as: "office").status == 403)
            #expect(try await site.post("/notes", good, as: "reader").status == 403)
            #expect(try await site.post("/notes", good, ["Origin: https://evil.example"], as: "office").status == 403)
            #expect(try await site.post("/notes", good, ["Origin: null"], as: "office").status == 403)
            #expect(try await site.post("/notes", good, ["Sec-Fetch-Site: cross-site"], as: "office").status == 403)
            #expect(try await site.post("/notes", good, ["Sec-Fetch-Site: same-site"], as: "office").status == 403)
            let json = #"{"title":"a","day":"2023-09-30","mood":"calm"}"#
            #expect(try await site.post("/notes", json, type: "application/json", as: "office").status == 403)
            #expect(try await site.post("/notes", json, type: "text/plain", as: "office").status == 415)
            #expect(try await site.get("/notes", as: "office").json == [])
            #expect(try await site.post("/notes", good, ["Origin: http://127.0.0.1:\(site.port)"], as: "office").status == 200)
            #expect(
                try await site.post("/notes", json, type: "application/json", ["X-CSRF-Token: \(token)"], as: "office").status
                    == 200)
            #expect(
                try await site.post("/notes", json, type: "application/json", ["Sec-Fetch-Site: same-origin"], as: "office").status
                    == 200)
        }
    }

    @Test func tokensDifferFromPageToPageAndAllHold() async throws {
        try await Site.with { site in
            let first = try await site.token(as: "office")
            let second = try await site.token(as: "office")
            #expect(first != second && first.count == 128)
            for token in [first, second] {
                #expect(try await site.post("/notes", "\(fields)&_csrf=\(token)", as: "office").status == 200)
            }
        }
    }

    @Test func readingChangesNothing() async throws {
        try await Site.with { site in
            _ = try await site.submit("/notes", fields, as: "office")
            let before = try await site.house.database.read { try EventLog.verify($0) }
            for path in [
                "/", "/notes", "/notes.csv", "/front", "/notes/silent", "/enter", "/echo", "/health", "/notes?title=b&lang=en",
            ] {
                _ = try await site.page(path, as: "office")
            }
            #expect(try await site.house.database.read { try EventLog.verify($0) } == before)
            #expect(try await site.get("/notes", as: "office").json.array?.count == 1)
        }
    }

    @Test func aFloodOfTriesIsHeldOff() async throws {
        var options = Server.Options(port: 0)
        options.rates = [.signIn: .init(burst: 3, perSecond: 0.01)]
        try await Site.with(options) { site in
            let token = try await site.token(as: "office")
            var statuses: [Int] = []
            for _ in 0..<5 { statuses.append(try await site.post("/enter", "_csrf=\(token)", as: "office").status) }
            #expect(statuses == [200, 200, 200, 429, 429])
            let held = try await site.post("/enter", "_csrf=\(token)", as: "office")
            #expect(Int(held.headers["retry-after"] ?? "") ?? 0 > 50 && held.json["type"] == "urn:yaolian:problem:too-many")
            #expect(try await site.get("/notes", as: "office").status == 200)
            #expect(try await site.post("/enter", "_csrf=\(try await site.token(as: "reader"))", as: "reader").status == 200)
        }
    }
}
