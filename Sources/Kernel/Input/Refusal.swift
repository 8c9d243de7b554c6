/// What a caller is told when a request is not carried out through his own doing or the state of things.
/// Everything else that is thrown is a fault of the house: status 500, logged, nothing of it shown.
public enum Refusal: Error, Sendable, Hashable {
    case signInRequired
    case forbidden(Text)
    /// Not there, or not for this viewer: the two are told apart nowhere.
    case missing(Text)
    case invalid([FieldProblem])
    /// The state of things does not allow it: a step out of order, a name taken, a version that moved on.
    case conflict(Text)
    case tooLarge(Text)
    case tooMany(retryAfter: Int)
    case unsupported(Text)
    case unavailable(Text)

    public var status: Int {
        switch self {
        case .signInRequired: 401
        case .forbidden: 403
        case .missing: 404
        case .invalid: 422
        case .conflict: 409
        case .tooLarge: 413
        case .tooMany: 429
        case .unsupported: 415
        case .unavailable: 503
        }
    }

    /// For the command line; see sysexits(3).
    public var exitCode: Int32 {
        switch self {
        case .signInRequired, .forbidden: 77
        case .missing: 66
        case .invalid, .tooLarge, .unsupported: 65
        case .conflict: 1
        case .tooMany, .unavailable: 75
        }
    }

    public var title: Text {
        switch self {
        case .signInRequired: Text("请先登录", "Sign in first")
        case .forbidden: Text("没有这项权限", "Not allowed")
        case .missing: Text("没有找到", "Not found")
        case .invalid: Text("有内容需要更正", "Some entries need correcting")
        case .conflict: Text("现在不能这样做", "This cannot be done now")
        case .tooLarge: Text("内容太大", "Too large")
        case .tooMany: Text("操作太频繁", "Too many requests")
        case .unsupported: Text("不支持这种内容", "This kind of content is not supported")
        case .unavailable: Text("暂时不可用", "Not available at the moment")
        }
    }

    public var detail: Text {
        switch self {
        case .signInRequired: Text("登录后会回到这一页。", "You will come back to this page after signing in.")
        case .forbidden(let text), .missing(let text), .conflict(let text), .tooLarge(let text), .unsupported(let text),
            .unavailable(let text):
            text
        case .invalid(let problems):
            problems.map { $0.label + Text("：", ": ") + $0.message }.reduce(Text("", "")) {
                $0 == Text("", "") ? $1 : $0 + Text(" ", " ") + $1
            }
        case .tooMany(let seconds): Text("请\(seconds)秒后再试。", "Try again in \(seconds) seconds.")
        }
    }
}

/// What is wrong with one field: where, why, and what to enter instead.
public struct FieldProblem: Error, Sendable, Hashable {
    public let field: String
    public let label: Text
    public let message: Text

    public init(_ field: String, _ label: Text, _ message: Text) {
        self.field = field
        self.label = label
        self.message = message
    }
}
