import Kernel

struct PasswordForm: EndpointInput {
    var password = ""
    var newPassword = ""
    var again = ""
    var hash: PasswordHash?

    static let fields: [Field<PasswordForm>] = [
        Field("password", \.password, Text("现在的密码", "Present password"), as: .secret, check: SignInForm.lengthProblem),
        Field("newPassword", \.newPassword, AccountsTexts.newPassword, as: .secret, check: SignInForm.lengthProblem),
        Field("again", \.again, AccountsTexts.again, as: .secret, check: SignInForm.lengthProblem),
    ]
}

extension Language: Choosable {
    public var label: Text { self == .zh ? Text(same: "中文") : Text(same: "English") }
}

struct LanguageForm: EndpointInput {
    var language = Language.zh
    static let fields: [Field<LanguageForm>] = [Field("language", \.language, Text("界面语言", "Language"))]
}

struct SessionForm: EndpointInput {
    var session: RecordID?
    static let fields: [Field<SessionForm>] = [Field("session", \.session, Text("登录", "Sign-in"))]
}

struct OneCodeForm: EndpointInput {
    var code = ""
    static let fields: [Field<OneCodeForm>] = [
        Field("code", \.code, AccountsTexts.code, hint: AccountsTexts.codeHint, as: .line(limit: 40))
    ]
}

struct TokenForm: EndpointInput {
    var label = ""
    var days = 90
    static let fields: [Field<TokenForm>] = [
        Field(
            "label", \.label, Text("用途", "Used for"), hint: Text("例如：经信局数据平台", "For example: the bureau's data platform"),
            as: .line(limit: 60)),
        Field("days", \.days, Text("有效期", "Valid for"), as: .integer(unit: Text("天", "days"))) {
            (1...365).contains($0) ? nil : Text("请填1到365。", "Enter 1 to 365.")
        },
    ]
}

struct TokenChoice: EndpointInput {
    var token: RecordID?
    static let fields: [Field<TokenChoice>] = [Field("token", \.token, Text("令牌", "Token"))]
}
