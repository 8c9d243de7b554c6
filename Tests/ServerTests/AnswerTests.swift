import Foundation
import HouseTesting
import Kernel
import Server
import Testing

/// One endpoint, many forms of answer: page, fragment, JSON, table, redirect, refusal.
@Suite struct AnswerTests {
    private let fields = "title=%E6%99%A8%E4%BC%9A&day=2023-09-30&mood=calm&weight=1.5"

    @Test func aBrowserGetsAPageAndAProgramJSON() async throws {
        try await Site.with { site in
            let page = try await site.page("/notes", as: "reader")
            #expect(page.status == 200 && page.headers["content-type"] == "text/html; charset=utf-8")
            #expect(page.text.contains("<html lang=\"zh-CN\">") && page.text.contains("aria-current=\"page\">记事本"))
            let json = try await site.get("/notes", ["Authorization: Bearer reader"])
            #expect(json.status == 200 && json.headers["content-type"] == "application/json" && json.text == "[]")
        }
    }

    @Test func htmxGetsTheBodyWithoutTheFrame() async throws {
        try await Site.with { site in
            let fragment = try await site.page("/notes", ["HX-Request: true"], as: "reader")
            #expect(fragment.text.hasPrefix("<title>记事 · 药链</title><h1>记事</h1>"))
        }
    }

    @Test func aFormThatSucceedsLeadsOnAndSaysSoOnThePage() async throws {
        try await Site.with { site in
            let sent = try await site.submit("/notes", fields, as: "office")
            #expect(sent.status == 303 && sent.headers["location"]?.hasPrefix("/notes/") == true)
            #expect(sent.headers["set-cookie"]?.contains("yaolian-done=notebook.add") == true)
            let next = try await site.page(
                try #require(sent.headers["location"]), ["Cookie: yaolian=office; yaolian-done=notebook.add"])
            #expect(next.text.contains("已完成：记一笔") && next.headers["set-cookie"]?.contains("yaolian-done=; ") == true)
        }
    }

    @Test func aChosenDateTravelsThroughAForm() async throws {
        try await Site.with { site in
            let sent = try await site.submit("/notes?asof=2023-10-25", fields, as: "office")
            #expect(sent.headers["location"]?.hasSuffix("?asof=2023-10-25") == true)
        }
    }

    @Test func aRefusedFormStandsAgainWithWhatWasTyped() async throws {
        try await Site.with { site in
            let sent = try await site.submit("/notes", "title=%3Cb%3E&day=never&mood=calm", as: "office")
            #expect(sent.status == 422 && sent.headers["content-type"]?.hasPrefix("text/html") == true)
            #expect(sent.text.contains("value=\"&lt;b&gt;\"") && sent.text.contains("“never”不是日期"))
            #expect(sent.text.contains("<form class=\"form\" method=\"post\" action=\"/notes\""))
        }
    }

    @Test func aProgramGetsProblemJSONInItsLanguageWithAnErrorAField() async throws {
        try await Site.with { site in
            let sent = try await site.post(
                "/notes?lang=en", #"{"day":"never","mood":"calm"}"#, type: "application/json", ["Authorization: Bearer office"])
            #expect(sent.status == 422 && sent.headers["content-type"] == "application/problem+json")
            #expect(sent.headers["content-language"] == "en" && sent.json["type"] == "urn:yaolian:problem:invalid")
            #expect(sent.json["errors"]?.array?.map { $0["field"] } == ["title", "day"])
            #expect(sent.json["errors"]?.array?.last?["message"] == "“never” is not a date. Enter one, e.g. 2023-09-30")
        }
    }

    @Test(arguments: ["/notes.csv", "/notes?format=csv"]) func aTableIsTakenAwayAsCSV(path: String) async throws {
        try await Site.with { site in
            _ = try await site.submit("/notes", "title=%3D1%2B1&day=2023-09-30&mood=calm&weight=3", as: "office")
            let csv = try await site.get(path, as: "reader")
            #expect(csv.status == 200 && csv.headers["content-type"] == "text/csv; charset=utf-8")
            #expect(csv.text == "\u{FEFF}标题,重量\r\n\"'=1+1\",3\r\n")
            #expect(csv.headers["content-disposition"]?.contains("filename*=UTF-8''%E8%AE%B0%E4%BA%8B.csv") == true)
        }
    }

    @Test func aTableThatCannotBeWrittenIsSaid() async throws {
        try await Site.with { site in
            let sheet = try await site.get("/notes.xlsx", as: "reader")
            #expect(sheet.status == 415)
            #expect(try await site.get("/notes/broken.csv", as: "reader").status == 404)
        }
    }

    @Test func refusalsHaveTheirStatusAndAPageWithAWayOn() async throws {
        try await Site.with { site in
            let missing = try await site.page("/notes/none", as: "reader")
            #expect(missing.status == 404 && missing.text.contains("没有这条记事") && missing.text.contains("href=\"/\">首页"))
            let stranger = try await site.page("/notes?asof=2023-10-25")
            #expect(stranger.status == 303 && stranger.headers["location"] == "/sign-in?next=%2Fnotes%3Fasof%3D2023-10-25")
            #expect(try await site.get("/notes").status == 401)
            let denied = try await site.submit("/notes", fields, as: "reader")
            #expect(denied.status == 403 && denied.text.contains("集群办"))
            #expect(try await site.get("/nowhere").status == 404)
            let verb = try await site.send(Array("PUT /notes HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".utf8))
            #expect(verb.status == 405 && verb.headers["allow"] == "GET, HEAD, POST")
            #expect(try await site.get("/enter").headers["allow"] == "POST")
        }
    }

    @Test func aFaultShowsANumberAndNothingElse() async throws {
        try await Site.with { site in
            let page = try await site.page("/notes/broken")
            #expect(page.status == 500 && !page.text.contains("swordfish"))
            #expect(page.text.contains(try #require(page.headers["x-request-id"])))
            let json = try await site.get("/notes/broken")
            #expect(json.status == 500 && !json.text.contains("swordfish") && json.json["status"] == 500)
        }
    }

    @Test func aDateThatIsNoneIsRefused() async throws {
        try await Site.with { site in
            let page = try await site.page("/notes?asof=2023-02-30", as: "reader")
            #expect(page.status == 422 && page.text.contains("“2023-02-30”不是日期"))
        }
    }

    @Test func theLanguageIsAskedForThenRememberedThenGuessed() async throws {
        try await Site.with { site in
            let asked = try await site.page("/notes?lang=en", as: "reader")
            #expect(asked.text.contains("<html lang=\"en\">") && asked.headers["set-cookie"]?.contains("yaolian-lang=en; ") == true)
            #expect(asked.text.contains("href=\"/notes?lang=zh\""))
            let kept = try await site.page("/notes", ["Cookie: yaolian=reader; yaolian-lang=en"])
            #expect(kept.text.contains("<html lang=\"en\">"))
            let guessed = try await site.page("/notes", ["Accept-Language: en-GB,en;q=0.9"], as: "reader")
            #expect(guessed.text.contains("<html lang=\"en\">"))
            #expect(try await site.page("/notes", ["Accept-Language: fr"], as: "reader").text.contains("<html lang=\"zh-CN\">"))
        }
    }

    @Test func theThemeIsRemembered() async throws {
        try await Site.with { site in
            let dark = try await site.page("/front?theme=dark", as: "reader")
            #expect(dark.text.contains("<html lang=\"zh-CN\" class=\"dark\">"))
            #expect(dark.headers["set-cookie"]?.contains("yaolian-theme=dark; ") == true)
            let kept = try await site.page("/front", ["Cookie: yaolian-theme=light"])
            #expect(kept.text.contains("class=\"light\">"))
        }
    }

    @Test func signingInSetsTheSessionCookieAndDropsTheStrangers() async throws {
        try await Site.with { site in
            let front = try await site.page("/front")
            let secret = try #require(front.headers["set-cookie"]).split(separator: ";")[0].split(separator: "=")[1]
            let sent = try await site.post(
                "/enter", "_csrf=\(front.token)", ["Accept: text/html", "Cookie: yaolian-form=\(secret)"])
            #expect(sent.status == 303)
            let cookies = try #require(sent.headers["set-cookie"])
            #expect(cookies.contains("yaolian=office; Path=/; HttpOnly; SameSite=Lax") && cookies.contains("yaolian-form=; "))
        }
    }

    @Test func headAnswersLikeGetWithoutABody() async throws {
        try await Site.with { site in
            let head = try await site.send(
                Array("HEAD /front HTTP/1.1\r\nHost: localhost\r\nAccept: text/html\r\nConnection: close\r\n\r\n".utf8))
            #expect(head.status == 200 && head.body.isEmpty && Int(head.headers["content-length"] ?? "") ?? 0 > 1000)
        }
    }

    @Test func pagesAndAssetsAreCompressedForWhoTakesIt() async throws {
        try await Site.with { site in
            let page = try await site.page("/front", ["Accept-Encoding: gzip, br"])
            #expect(page.headers["content-encoding"] == "gzip" && page.body.starts(with: [0x1F, 0x8B]))
            let plain = try await site.page("/front")
            let url = try #require(plain.text.firstMatch(of: /\/assets\/[0-9a-f]{16}\/yaolian\.css/)).output
            let css = try await site.get(String(url))
            #expect(
                css.headers["content-type"] == "text/css; charset=utf-8"
                    && css.headers["cache-control"]?.contains("immutable") == true)
            let packed = try await site.get(String(url), ["Accept-Encoding: gzip"])
            #expect(packed.headers["content-encoding"] == "gzip" && packed.body.count < css.body.count / 3)
            #expect(try await site.get("/assets/0000000000000000/yaolian.css").status == 404)
        }
    }

    @Test func healthAndTheDescriptionAreOpenToAll() async throws {
        try await Site.with { site in
            let health = try await site.get("/health")
            #expect(health.status == 200 && health.json == ["database": "ok", "schema": "current", "status": "ok"])
            #expect(try await site.get("/openapi.json").json["openapi"] == "3.1.0")
            try await site.house.database.write { try $0.execute("DELETE FROM migration WHERE id = '2026-11-21-notebook'") }
            #expect(try await site.get("/health").status == 503)
        }
    }

    @Test func aRawEndpointIsGuardedAndCannotSendAway() async throws {
        try await Site.with { site in
            let sent = try await site.post("/echo", [1, 2, 3], type: "application/octet-stream", ["Authorization: Bearer reader"])
            #expect(sent.status == 200 && sent.body == [1, 2, 3] && sent.headers["location"] == "/")
            #expect(try await site.post("/echo", [1], type: "application/octet-stream").status == 401)
            #expect(try await site.post("/echo", [1], type: "application/octet-stream", as: "reader").status == 403)
            #expect(
                try await site.post("/echo", [1], type: "application/octet-stream", ["Authorization: Bearer nobody"]).status == 401)
        }
    }
}
