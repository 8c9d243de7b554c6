import Calendars
import Design
import Foundation
import Kernel

/// Why a request was not carried out, as the caller is told: a page with a way on, or problem JSON (RFC 9457).
struct Problem: Error, Sendable {
    let status: Int
    /// The end of the problem's type, `urn:yaolian:problem:invalid`.
    let code: String
    let title: Text
    let detail: Text
    var problems: [FieldProblem] = []
    var headers: [(String, String)] = []

    init(_ status: Int, _ code: String, _ title: Text, _ detail: Text, headers: [(String, String)] = []) {
        self.status = status
        self.code = code
        self.title = title
        self.detail = detail
        self.headers = headers
    }

    init(_ refusal: Refusal) {
        status = refusal.status
        title = refusal.title
        detail = refusal.detail
        switch refusal {
        case .signInRequired:
            code = "sign-in-required"
            headers = [("WWW-Authenticate", "Bearer")]
        case .forbidden: code = "forbidden"
        case .missing: code = "missing"
        case .invalid(let problems):
            code = "invalid"
            self.problems = problems
        case .conflict: code = "conflict"
        case .tooLarge: code = "too-large"
        case .tooMany(let seconds):
            code = "too-many"
            headers = [("Retry-After", String(seconds))]
        case .unsupported: code = "unsupported"
        case .unavailable: code = "unavailable"
        }
    }

    static let noSuchPage = Problem(
        Refusal.missing(Text("这个地址下没有内容。请检查地址，或从首页进入。", "There is nothing at this address. Check it, or start from the home page."))
    )

    static func broken(_ id: String) -> Problem {
        Problem(
            500, "broken", Text("系统出了错", "Something went wrong here"),
            Text(
                "问题已记录，已填的内容没有保存。请稍后再试；如仍出现，请告知管理员编号\(id)。",
                "It has been logged; nothing was saved. Try again; if it happens again, give the administrator the number \(id)."))
    }

    static func otherVerbs(_ verbs: [Verb]) -> Problem {
        let names = verbs.flatMap { $0 == .get ? ["GET", "HEAD"] : [$0.rawValue] }.joined(separator: ", ")
        return Problem(
            405, "method", Text("此地址不接受这种请求", "This address takes no such request"),
            Text("可用的方法：\(names)。", "Methods that work here: \(names)."), headers: [("Allow", names)])
    }

    static let tooLongTarget = Problem(
        414, "target-too-long", Text("地址过长", "The address is too long"),
        Text("地址最多\(Target.lengthLimit)字节；内容多时请用POST发送。", "An address has at most \(Target.lengthLimit) bytes; send more by POST."))

    static let tooSlow = Problem(
        408, "too-slow", Text("上传中断或过慢", "The upload stalled or was too slow"),
        Text("内容没有收全，未作任何更改。请检查网络后重试。", "Not everything arrived, and nothing was changed. Check the network and try again."))

    static let tookTooLong = Problem(
        503, "timeout", Text("处理超时", "This took too long"),
        Text("本次请求已中止，未作任何更改。请缩小范围后重试。", "The request was stopped and nothing was changed. Ask for less and try again."),
        headers: [("Retry-After", "10")])

    static let foreignForm = Problem(
        403, "form-token", Text("表单已失效", "The form is no longer valid"),
        Text(
            "页面打开太久、已重新登录，或请求来自别的网站。内容没有提交：请返回上一页，刷新后再提交。",
            "The page was open too long, you signed in again, or the request came from another site. Nothing was sent: go back, reload, send again."
        ))

    static let otherSite = Problem(
        421, "host", Text("地址与本机服务不符", "This address is not served here"),
        Text(
            "不加密的http只在本机使用（127.0.0.1或localhost）。对外提供服务请以--behind-tls启动，并放在TLS代理之后。",
            "Plain http is for this machine only (127.0.0.1 or localhost). To serve others, start with --behind-tls behind a TLS proxy."
        ))
}

extension Problem {
    /// RFC 9457, in the caller's language; `errors` has a member a field.
    func json(_ language: Language, requestID: String) -> Data {
        var members: [String: JSON] = [
            "type": .string("urn:yaolian:problem:\(code)"), "title": .string(title(language)), "status": .number(Double(status)),
            "detail": .string(detail(language)), "instance": .string("urn:yaolian:request:\(requestID)"),
        ]
        if !problems.isEmpty {
            members["errors"] = .array(
                problems.map { problem in
                    [
                        "field": .string(problem.field), "label": .string(problem.label(language)),
                        "message": .string(problem.message(language)),
                    ]
                })
        }
        return JSON.object(members).data()
    }

    /// A page that says what happened and leads on. Where a form was sent it stands again, with everything typed.
    func page(_ reader: Reader, form: Form? = nil, signIn: String? = nil, requestID: String) -> Page {
        var ways: [HTML] = []
        if status == 401, let signIn { ways.append(button(signIn, reader("登录", "Sign in"), main: true)) }
        ways.append(button("/", reader("首页", "Home page")))
        let facts: [HTML] = status >= 500 ? ["\(reader("编号", "Number")) \(requestID)"] : []
        let body: HTML
        if let form, !problems.isEmpty {
            body = "\(head("\(reader[form.submit])"))\(form.html(reader))"
        } else if problems.isEmpty {
            body = "\(head("\(reader[title])", facts: facts))<p class=\"lede\">\(reader[detail])</p><p class=\"row-x\">\(ways)</p>"
        } else {
            body = """
                \(head("\(reader[title])"))<div class="err-sum" role="alert"><ol>\(problems.html {
                    "<li>\(reader[$0.label])：\(reader[$0.message])</li>"
                })</ol></div><p class="row-x">\(ways)</p>
                """
        }
        return Page(form.map(\.submit) ?? title, status: status, body)
    }
}
