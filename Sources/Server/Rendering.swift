import Calendars
import Design
import Foundation
import HTTPTypes
import Kernel

// An answer becomes a page, a fragment, JSON or a table to take away; a refusal becomes a page with a way on, or problem JSON.
extension Responder {
    func render(_ answer: Answer, of route: Route, _ visit: Visit, _ day: Day?) throws -> Reply {
        var reply: Reply
        if visit.form.isTable {
            reply = try table(answer, visit)
        } else if route.verb == .post, visit.form.isForPeople, let location = answer.location {
            reply = redirect(reader(visit, day, FrameFacts()).link(inside(location)), visit)
            if answer.session == nil { reply.add("Set-Cookie", visit.cookies.setting(.done, to: route.id, seconds: 30)) }
        } else if visit.form.isForPeople, let page = answer.page {
            let reader = reader(visit, day, answer.frame)
            reply = render(page(reader), visit, reader)
        } else {
            reply = Reply(200, type: "application/json", .bytes(try answer.json()))
            if route.verb == .post, let location = answer.location { reply.add("Location", inside(location)) }
        }
        if let change = answer.session { carry(change, visit, &reply) }
        return reply
    }

    func render(_ response: RawEndpoint.Response, _ visit: Visit, _ day: Day?, _ facts: FrameFacts) -> Reply {
        var reply: Reply
        switch response.body {
        case .page(let page): reply = render(page, visit, reader(visit, day, facts))
        case .bytes(let data):
            let type = response.headers.first { $0.key.lowercased() == "content-type" }?.value ?? "application/octet-stream"
            reply = Reply(response.status, type: type, .bytes(data))
        }
        reply.status = response.status
        for (name, value) in response.headers where name.lowercased() != "content-type" {
            reply.add(name, name.lowercased() == "location" ? inside(value) : value)
        }
        if let change = response.session { carry(change, visit, &reply) }
        return reply
    }

    func render(_ page: Page, _ visit: Visit, _ reader: Reader) -> Reply {
        let markup =
            visit.form == .fragment
            ? fragment(page: page, reader: reader)
            : shell(
                page: page, reader: reader, assets: assets.links,
                landmarks: standings.standing(of: visit.viewer, in: house).landmarks)
        var reply = Reply(page.status, type: "text/html; charset=utf-8", .markup(markup))
        reply.add("Content-Language", reader.language.tag)
        reply.add("Vary", "HX-Request, Accept")
        if visit.cookies[.done] != nil { reply.add("Set-Cookie", visit.cookies.setting(.done, to: "", seconds: 0)) }
        return reply
    }

    func reader(_ visit: Visit, _ day: Day?, _ facts: FrameFacts) -> Reader {
        let standing = standings.standing(of: visit.viewer, in: house)
        let done = visit.verb == .get ? visit.cookies[.done].flatMap { house.routes[$0]?.summary } : nil
        return Reader(
            language: visit.language, viewer: visit.viewer, today: house.clock().day, chosenDay: day, url: backURL(visit),
            csrf: visit.formSecret.map(FormToken.shown) ?? "", menu: standing.menu, allowed: standing.allowed,
            notice: done.map { Text("已完成：\($0.zh)", "Done: \($0.en)") }, frame: facts, theme: visit.theme)
    }

    /// Where a link on this page may lead back to: its own address, or after a write the page that it came from.
    private func backURL(_ visit: Visit) -> String {
        if visit.verb == .get { return visit.url }
        guard let referrer = visit.headers[.referer], referrer.hasPrefix(visit.site + "/") else { return "/" }
        return String(referrer.dropFirst(visit.site.count).prefix(2000))
    }

    private func table(_ answer: Answer, _ visit: Visit) throws -> Reply {
        guard let table = answer.table?(reader(visit, try visit.chosenDay(), FrameFacts())) else {
            throw Refusal.unsupported(Text("这里没有可导出的表格。", "There is no table to export here."))
        }
        let isCSV = visit.form == .csv
        guard let write = isCSV ? encoder.csv : encoder.xlsx else {
            throw Refusal.unsupported(Text("此处不能导出XLSX，请改用CSV。", "XLSX is not available here; take CSV."))
        }
        var reply = Reply(
            200, type: isCSV ? "text/csv; charset=utf-8" : "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            .bytes(try write(table, visit.language)))
        let name = "\(table.name(visit.language)).\(isCSV ? "csv" : "xlsx")"
        reply.add(
            "Content-Disposition",
            "attachment; filename=\"table.\(isCSV ? "csv" : "xlsx")\"; filename*=UTF-8''\(encodeURLPart(name))")
        return reply
    }

    func redirect(_ path: String, _ visit: Visit) -> Reply {
        var reply = Reply(303, type: "text/plain; charset=utf-8", .none)
        reply.add("Location", path)
        return reply
    }

    /// Only paths of this house: an address of another site is not followed.
    private func inside(_ path: String) -> String {
        path.hasPrefix("/") && !path.hasPrefix("//") && !path.hasPrefix("/\\") ? path : "/"
    }

    private func carry(_ change: SessionChange, _ visit: Visit, _ reply: inout Reply) {
        switch change {
        case .begin(let token):
            reply.add("Set-Cookie", visit.cookies.setting(.session, to: token, seconds: nil))
            reply.add("Set-Cookie", visit.cookies.setting(.stranger, to: "", seconds: 0))
        case .end:
            reply.add("Set-Cookie", visit.cookies.setting(.session, to: "", seconds: 0))
            reply.add("Clear-Site-Data", "\"cache\"")
        }
    }

    /// What the browser keeps of this request: the language and the theme chosen, and a secret for the forms of a stranger.
    func remember(_ visit: Visit, _ reply: inout Reply) {
        if let language = visit.chosenLanguage {
            reply.add("Set-Cookie", visit.cookies.setting(.language, to: language.rawValue, seconds: 31_536_000))
        }
        if let theme = visit.chosenTheme {
            reply.add("Set-Cookie", visit.cookies.setting(.theme, to: theme.rawValue, seconds: 31_536_000))
        }
        if visit.isFormSecretNew, let secret = visit.formSecret, reply.type.hasPrefix("text/html") {
            reply.add("Set-Cookie", visit.cookies.setting(.stranger, to: secret, seconds: nil))
        }
    }

    // MARK: Refusals

    /// Fails closed: what is no refusal of the house is a fault, is logged, and nothing of it is shown.
    func refuse(_ error: any Error, _ visit: Visit, _ asked: Asked) async -> Reply {
        let problem = problem(error, visit)
        if problem.status == 401, visit.form.isForPeople, visit.verb == .get, !visit.isProgram {
            return signInFirst(visit)
        }
        let facts = visit.form == .page ? try? await house.frame(for: visit.viewer) : nil
        let reader = reader(visit, nil, facts ?? FrameFacts())
        var form: Form?
        if visit.verb == .post, case .route(let route) = asked.destination, let raw = asked.raw {
            form = route.form(raw, problem.problems)
        }
        var reply = problemReply(problem, visit, reader, form: form)
        reply.endpoint = asked.destination?.id ?? ""
        reply.viewer = visit.viewer.id
        reply.note = problem.status >= 500 ? "\(error)" : problem.code
        remember(visit, &reply)
        return reply
    }

    private func problem(_ error: any Error, _ visit: Visit) -> Problem {
        switch error {
        case let refusal as Refusal: return Problem(refusal)
        case let problem as Problem: return problem
        case is CancellationError: return .tookTooLong
        case DatabaseError.busy, DatabaseError.timeout:
            return Problem(.unavailable(Text("系统正忙，请稍后再试。", "The system is busy; try again in a moment.")))
        case DatabaseError.connection:
            return Problem(.unavailable(Text("数据库暂时无法连接，请稍后再试。", "The database cannot be reached; try again in a moment.")))
        default: return .broken(visit.id)
        }
    }

    private func signInFirst(_ visit: Visit) -> Reply {
        let url = options.signIn + "?next=" + encodeURLPart(visit.url)
        guard visit.form == .fragment else { return redirect(url, visit) }
        var reply = Reply(401, type: "text/html; charset=utf-8", .none)
        reply.add("HX-Redirect", url)
        return reply
    }

    func problemReply(_ problem: Problem, _ visit: Visit, _ reader: Reader, form: Form? = nil) -> Reply {
        var reply: Reply
        if visit.form.isForPeople || visit.form.isTable && visit.headers[.accept]?.contains("text/html") == true {
            reply = render(problem.page(reader, form: form, signIn: options.signIn, requestID: visit.id), visit, reader)
        } else {
            let body = problem.json(visit.language, requestID: visit.id)
            reply = Reply(problem.status, type: "application/problem+json", .bytes(body))
            reply.add("Content-Language", visit.language.tag)
        }
        reply.status = problem.status
        for (name, value) in problem.headers { reply.add(name, value) }
        return reply
    }
}
