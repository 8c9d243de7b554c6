import Foundation
import HouseTesting
import Kernel
import Testing

@testable import Server

/// Requests that nobody means well with: each is refused, and the server answers the next one.
@Suite struct HostileTests {
    private let bearer = ["Authorization: Bearer office"]

    private func survives(_ site: Site) async throws { #expect(try await site.get("/health").status == 200) }

    @Test func bodiesThatAreTooLargeOrTooDeep() async throws {
        try await Site.with { site in
            let large = "{\"title\":\"" + String(repeating: "a", count: 10 << 20) + "\"}"
            let refused = try await site.post("/notes", large, type: "application/json", bearer)
            #expect(refused.status == 413 && refused.json["detail"]?.string?.contains("64 kB") == true)
            let deep = String(repeating: "[", count: 1000) + String(repeating: "]", count: 1000)
            #expect(try await site.post("/notes", deep, type: "application/json", bearer).status == 415)
            let deepObject = String(repeating: "{\"a\":", count: 1000) + "1" + String(repeating: "}", count: 1000)
            #expect(try await site.post("/notes", deepObject, type: "application/json", bearer).status == 415)
            try await survives(site)
        }
    }

    @Test func aLargeUploadIsRefusedByItsAnnouncementAlone() async throws {
        try await Site.with { site in
            let head =
                "POST /notes HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer office\r\nContent-Type: application/json\r\n"
            let announced = try await site.send(Array((head + "Content-Length: 209715200\r\nConnection: close\r\n\r\n{").utf8))
            #expect(announced.status == 413)
            let chunk = "8000\r\n" + String(repeating: "x", count: 0x8000) + "\r\n"
            let chunked = head + "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n" + chunk + chunk + chunk + "0\r\n\r\n"
            #expect(try await site.send(Array(chunked.utf8)).status == 413)
            try await survives(site)
        }
    }

    @Test(arguments: [
        "", "--", "--b", "--b\r\n", "--b\r\n\r\n", "--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--",
        "--b\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\nx", "garbage\u{0}\u{1}--c--", "\r\n--b--\r\n--b--",
        "--b\r\nContent-Disposition: form-data; name=\"\"\r\n\r\nx\r\n--b--", "--b\n\n--b--",
    ])
    func multipartGarbage(body: String) async throws {
        try await Site.with { site in
            let answer = try await site.post("/notes", body, type: "multipart/form-data; boundary=b", bearer)
            #expect((400..<500).contains(answer.status))
            try await survives(site)
        }
    }

    @Test func multipartWithoutABoundaryOrWithAThousandParts() async throws {
        try await Site.with { site in
            for type in [
                "multipart/form-data", "multipart/form-data; boundary=",
                "multipart/form-data; boundary=\(String(repeating: "b", count: 71))",
            ] {
                let answer = try await site.post("/notes", "--b--", type: type, bearer)
                #expect(answer.status == 415)
            }
            let part = "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\r\n"
            let many = String(repeating: part, count: 1001) + "--b--"
            #expect(try await site.post("/notes", many, type: "multipart/form-data; boundary=b", bearer).status == 413)
        }
    }

    @Test func multipartOfABrowserIsRead() async throws {
        try await Site.with { site in
            func part(_ name: String, _ value: String) -> String {
                "--b\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n"
            }
            let body =
                part("title", "晨会\r\n") + part("day", "2023-09-30") + part("mood", "calm") + part("weight", "")
                + "--b\r\nContent-Disposition: form-data; name=\"sheet\"; filename=\"..\\\\..\\\\a%22.txt\"\r\nContent-Type: text/plain\r\n\r\n\r\n--b--\r\n"
            let sent = try await site.post("/notes", body, type: "multipart/form-data; boundary=\"b\"", bearer)
            #expect(sent.status == 200 && sent.json["title"] == "晨会")
        }
    }

    @Test func anUploadIsKnownByItsBytesNotItsName() throws {
        #expect(Multipart.shownName("../../etc/passwd") == "passwd")
        #expect(Multipart.shownName("a\r\nSet-Cookie: x.docx") == "aSet-Cookie: x.docx")
        #expect(Multipart.shownName("C:\\plans\\方案.docx") == "方案.docx" && Multipart.shownName("x\u{202E}cod.exe") == "xcod.exe")
    }

    @Test(arguments: [
        "/../etc/passwd", "/assets/../app.js", "/%2e%2e/%2e%2e/etc/passwd", "/assets/..%2f..%2fetc%2fpasswd", "//etc/passwd",
        "/notes/%00",
        "/%ff%fe", "/%", "/%zz", "/notes/a%0d%0aSet-Cookie:x", "/..", "/notes?a=%",
        "/a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q/r/s/t/u/v/w/x/y/z/1/2/3/4/5/6/7",
    ])
    func pathsThatClimbOrAreBroken(path: String) async throws {
        try await Site.with { site in
            let answer = try await site.page(path, as: "reader")
            #expect((400..<500).contains(answer.status) && answer.headers["set-cookie"]?.contains("Set-Cookie:x") != true)
            try await survives(site)
        }
    }

    @Test func whatIsShownAgainIsEscaped() async throws {
        try await Site.with { site in
            let attack = "%3Cimg%20src=x%20onerror=alert(1)%3E%22%27"
            let shown = [
                try await site.page("/notes/\(attack)", as: "reader"), try await site.page("/notes?asof=\(attack)", as: "reader"),
                try await site.page("/nowhere?x=\(attack)&y=\"><img", as: "reader"),
                try await site.submit("/notes", "title=\(attack)&day=\(attack)&mood=\(attack)&\(attack)=1", as: "office"),
            ]
            for answer in shown { #expect(!answer.text.contains("<img")) }
        }
    }

    @Test func headsThatAreTooLargeOrMalformed() async throws {
        try await Site.with { site in
            let long = String(repeating: "a", count: 20_000)
            for head in [
                "GET /\(long) HTTP/1.1\r\nHost: localhost\r\n", "GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: \(long)\r\n",
                "GET / HTTP/1.1\r\nHost: localhost\r\n" + (0..<200).map { "X-\($0): 1\r\n" }.joined(),
                "GET / HTTP/9.9\r\nHost: localhost\r\n",
                "NONSENSE\r\n", "GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n",
                "GET / HTTP/1.1\r\nHost: localhost\r\nX: a\0b\r\n",
            ] {
                // Some are answered with a status, some by closing the connection.
                if let answer = try? await site.send(Array((head + "Connection: close\r\n\r\n").utf8)) {
                    #expect((400..<500).contains(answer.status))
                }
                try await survives(site)
            }
            let target = try await site.get("/notes?q=\(String(repeating: "a", count: 9000))", as: "reader")
            #expect(target.status == 414)
        }
    }

    @Test func textsThatNoColumnCanHoldAreRefusedAtTheField() async throws {
        try await Site.with { site in
            let sent = try await site.post(
                "/notes", #"{"title":"a\u0000b","day":"2023-09-30","mood":"calm"}"#, type: "application/json", bearer)
            #expect(sent.status == 422 && sent.json["errors"]?.array?.first?["field"] == "title")
            #expect(try await site.post("/notes", "title=%ff&day=2023-09-30", bearer).status == 415)
            let many = (0..<10_001).map { "a\($0)=" }.joined(separator: "&")
            #expect((400..<500).contains(try await site.post("/notes", String(many.prefix(65_000)), bearer).status))
        }
    }

    @Test func fieldsThatNobodyAskedForAreRefused() async throws {
        try await Site.with { site in
            let sent = try await site.submit("/notes", "title=a&day=2023-09-30&mood=calm&role=administrator", as: "office")
            #expect(sent.status == 422 && sent.text.contains("没有这个字段"))
        }
    }

    @Test func aBodyThatStopsHalfwayFreesItsConnection() async throws {
        var options = Server.Options(port: 0)
        options.idle = .seconds(1)
        try await Site.with(options) { site in
            let head =
                "POST /notes HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer office\r\nContent-Type: application/json\r\n"
            let began = ContinuousClock.now
            _ = try? await site.send(Array((head + "Content-Length: 100\r\n\r\n{\"title\"").utf8))
            #expect(ContinuousClock.now - began < .seconds(15))
            try await survives(site)
        }
    }

    @Test func aRequestThatDoesNotEndIsEnded() async throws {
        var options = Server.Options(port: 0)
        options.patience = .seconds(3)
        try await Site.with(options) { site in
            let answer = try await site.get("/endless")
            #expect(answer.status == 503 && answer.json["type"] == "urn:yaolian:problem:timeout")
            try await survives(site)
        }
    }

    @Test func aBodyThatDripsIsCutOff() async throws {
        var options = Server.Options(port: 0)
        options.bodyPatience = .milliseconds(200)
        try await Site.with(options) { site in
            let head =
                "POST /notes HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer office\r\nContent-Type: application/json\r\n"
            let answer = try await site.send(Array((head + "Content-Length: 50\r\n\r\n").utf8), dripping: 50)
            #expect(answer.status == 408)
            try await survives(site)
        }
    }

    @Test func manyAtOnceAreAllAnswered() async throws {
        try await Site.with { site in
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 0..<60 {
                    group.addTask {
                        try await number % 2 == 0 ? site.page("/notes", as: "reader").status : site.get("/nowhere").status
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.filter { $0 == 200 }.count == 30 && statuses.filter { $0 == 404 }.count == 30)
        }
    }
}
