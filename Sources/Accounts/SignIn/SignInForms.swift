import Kernel

struct SignInForm: EndpointInput {
    var name = ""
    var password = ""
    var next: String?
    var proof: SignIn.Proof?

    static let fields: [Field<SignInForm>] = [
        Field("name", \.name, AccountsTexts.signInName),
        Field("password", \.password, AccountsTexts.password, as: .secret, check: SignInForm.lengthProblem),
        Field("next", \.next, Text("返回", "Back to"), as: .hidden),
    ]

    /// A megabyte is no password: it would only keep the hash busy.
    @Sendable static func lengthProblem(_ password: String) -> Text? {
        password.utf8.count <= 1000 ? nil : Text("太长，最多1000字节。", "Too long; at most 1000 bytes.")
    }
}

/// The page to come back to.
struct NextForm: EndpointInput {
    var next: String?
    static let fields: [Field<NextForm>] = [Field("next", \.next, Text("返回", "Back to"), as: .hidden)]
}

struct CodeForm: EndpointInput {
    var code = ""
    var next: String?
    var recoveryLeft: Int?

    static let fields: [Field<CodeForm>] = [
        Field("code", \.code, AccountsTexts.code, hint: AccountsTexts.codeHint, as: .line(limit: 40)),
        Field("next", \.next, Text("返回", "Back to"), as: .hidden),
    ]
}

struct RenewForm: EndpointInput {
    var newPassword = ""
    var again = ""
    var next: String?
    var hash: PasswordHash?

    static let fields: [Field<RenewForm>] = [
        Field("newPassword", \.newPassword, AccountsTexts.newPassword, as: .secret, check: SignInForm.lengthProblem),
        Field("again", \.again, AccountsTexts.again, as: .secret, check: SignInForm.lengthProblem),
        Field("next", \.next, Text("返回", "Back to"), as: .hidden),
    ]
}

/// A one-time link, opened.
struct LinkForm: EndpointInput {
    var token = ""
    static let fields: [Field<LinkForm>] = [Field("token", \.token, Text("链接", "Link"), as: .hidden)]
}

/// A one-time link, used: which fields are needed depends on what it is for, so the check stands with the link.
struct AcceptForm: EndpointInput {
    var token = ""
    var name: String?
    var signInName: String?
    var newPassword: String?
    var again: String?
    var hash: PasswordHash?

    static let fields: [Field<AcceptForm>] = [
        Field("token", \.token, Text("链接", "Link"), as: .hidden),
        Field("name", \.name, AccountsTexts.name),
        Field(
            "signInName", \.signInName, AccountsTexts.signInName, hint: AccountsTexts.signInNameHint,
            check: AccountsTexts.signInNameProblem),
        Field("newPassword", \.newPassword, AccountsTexts.password, as: .secret, check: SignInForm.lengthProblem),
        Field("again", \.again, AccountsTexts.again, as: .secret, check: SignInForm.lengthProblem),
    ]
}
