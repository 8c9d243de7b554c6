import Kernel

struct UserSearch: EndpointInput {
    var q: String?
    var role: Role?
    /// The sign-in name after which the page begins.
    var after: String?

    static let fields: [Field<UserSearch>] = [
        Field("q", \.q, Text("查找", "Find")), Field("role", \.role, AccountsTexts.roles),
        Field("after", \.after, Text("从此之后", "After"), as: .hidden),
    ]
}

struct UserChoice: EndpointInput {
    var user: RecordID?
    static let fields: [Field<UserChoice>] = [Field("user", \.user, Text("账号", "Account"))]
}

struct InvitationForm: EndpointInput {
    var name = ""
    var signInName = ""
    var organisation: String?
    var park: String?

    static let fields: [Field<InvitationForm>] = [
        Field("name", \.name, AccountsTexts.name, as: .line(limit: 60)),
        Field(
            "signInName", \.signInName, AccountsTexts.signInName, hint: AccountsTexts.signInNameHint,
            check: AccountsTexts.signInNameProblem),
        Field("organisation", \.organisation, AccountsTexts.organisation, hint: ParticularsForm.organisationHint),
        Field("park", \.park, AccountsTexts.park, hint: ParticularsForm.parkHint),
    ]
}

struct ParticularsForm: EndpointInput {
    var user: RecordID?
    var name = ""
    var organisation: String?
    var park: String?

    static let organisationHint = Text(
        "责任单位、企业的账号要填，只能看到和填报这个单位的内容。", "For units and firms: the account sees and reports for this one.")
    static let parkHint = Text("园区的账号要填，只能看到这个园区的内容。", "For parks: the account sees this one.")

    static let fields: [Field<ParticularsForm>] = [
        Field("user", \.user, Text("账号", "Account")), Field("name", \.name, AccountsTexts.name, as: .line(limit: 60)),
        Field("organisation", \.organisation, AccountsTexts.organisation, hint: organisationHint),
        Field("park", \.park, AccountsTexts.park, hint: parkHint),
    ]
}

struct RolesForm: EndpointInput {
    var user: RecordID?
    var roles: [Role] = []

    static let fields: [Field<RolesForm>] = [
        Field("user", \.user, Text("账号", "Account")), Field("roles", \.roles, AccountsTexts.roles),
    ]
}

/// What an administrator may make of an account.
enum StatusChange: String, Choosable, Hashable {
    case active, disabled
    var label: Text { self == .active ? Text("启用", "Enable") : Text("停用", "Disable") }
}

struct StatusForm: EndpointInput {
    var user: RecordID?
    var status = StatusChange.disabled
    var reason = ""

    static let fields: [Field<StatusForm>] = [
        Field("user", \.user, Text("账号", "Account")), Field("status", \.status, Text("改为", "Change to")),
        Field(
            "reason", \.reason, AccountsTexts.reason, hint: Text("写入操作记录，例如：已调离", "Goes into the log, for example: has left"),
            as: .line(limit: 100)),
    ]
}

struct UserSessionForm: EndpointInput {
    var user: RecordID?
    var session: RecordID?
    static let fields: [Field<UserSessionForm>] = [
        Field("user", \.user, Text("账号", "Account")), Field("session", \.session, Text("登录", "Sign-in")),
    ]
}

struct PolicyForm: EndpointInput {
    var passwords = PasswordProfile.djbh
    var secondFactor = false
    var idleMinutes = 30
    var sessionHours = 12

    static let fields: [Field<PolicyForm>] = [
        Field("passwords", \.passwords, Text("密码规则", "Passwords")),
        Field(
            "secondFactor", \.secondFactor, Text("管理员和集群办登录必须有动态码", "Administrators and the office must have a second factor")),
        Field("idleMinutes", \.idleMinutes, Text("空闲多久退出", "Sign out when idle for"), as: .integer(unit: Text("分钟", "minutes"))) {
            (5...480).contains($0) ? nil : Text("请填5到480。", "Enter 5 to 480.")
        },
        Field("sessionHours", \.sessionHours, Text("一次登录最长", "A sign-in lasts at most"), as: .integer(unit: Text("小时", "hours"))) {
            (1...24).contains($0) ? nil : Text("请填1到24。", "Enter 1 to 24.")
        },
    ]
}
