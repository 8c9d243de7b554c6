import Kernel

/// Words that stand in more than one place.
enum AccountsTexts {
    static let signInName = Text("登录名", "Sign-in name")
    static let name = Text("姓名", "Name")
    static let password = Text("密码", "Password")
    static let newPassword = Text("新密码", "New password")
    static let again = Text("再输一次", "Once more")
    static let code = Text("动态码", "Code")
    static let organisation = Text("单位编号", "Organisation id")
    static let park = Text("园区编号", "Park id")
    static let roles = Text("角色", "Roles")
    static let reason = Text("原因", "Reason")

    static let signInNameHint = Text("2至64位小写字母、数字、点、横线。", "2 to 64 small letters, digits, dots or dashes.")
    static let codeHint = Text(
        "手机动态码软件上的6位数字；手机不在身边可填恢复码。", "The six digits in your authenticator app; without the phone, a recovery code.")

    static let wrong = Text("登录名或密码不对。", "The sign-in name or the password is wrong.")
    static let wrongCode = Text("动态码不对、已用过或已过期。请等下一个再填。", "The code is wrong, used or out of date. Wait for the next one.")
    static let differs = Text("两次输入不一样。", "The two are not the same.")
    static let passwordUsed = Text("与最近用过的密码相同，请换一个。", "It is one of the last passwords. Choose another.")
    static let badLink = Text(
        "链接已用过、已过期或不完整。请向系统管理员要一个新的。", "The link has been used, has expired or is incomplete. Ask the administrator for a new one.")
    static let startAgain = Text("登录已超时，请从头开始。", "The sign-in took too long. Begin again.")

    /// Who may sign in again, and when.
    static func locked(until: Instant) -> Text {
        Text(
            "连续输错次数过多，本网络到\(until.local.suffix(5))之前不能登录这个账号。忘记密码请找系统管理员要重置链接。",
            "Too many failures: this network cannot sign in to the account until \(until.local.suffix(5)). If you forgot the password, ask the administrator for a reset link."
        )
    }

    /// What a sign-in name looks like.
    @Sendable static func signInNameProblem(_ name: String) -> Text? {
        let isPlain = name.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2E || $0 == 0x2D }
        return isPlain && (2...64).contains(name.utf8.count)
            ? nil : Text("“\(name)”不合要求。", "“\(name)” will not do. ") + signInNameHint
    }

    static func roleNames(_ roles: Set<Role>) -> Text {
        let labels = Role.allCases.filter { roles.contains($0) }.map(\.label)
        return labels.isEmpty
            ? Text("无", "none") : Text(labels.map(\.zh).joined(separator: "、"), labels.map(\.en).joined(separator: ", "))
    }
}
