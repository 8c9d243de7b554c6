import Kernel

/// What can happen to an account. `{name}` is the account's name.
enum AccountsEvents {
    static let signedIn = EventKind("account.signed-in", Text("{who}登录", "{who} signed in"))
    static let signInBegun = EventKind(
        "account.sign-in-begun", Text("{who}输入密码，尚待下一步", "{who} gave the password; the next step is due"))
    static let signedOut = EventKind("account.signed-out", Text("{who}退出登录", "{who} signed out"))
    static let made = EventKind(
        "account.made", Text("{who}建立账号“{name}”（{signInName}）", "{who} made the account “{name}” ({signInName})"))
    static let accepted = EventKind("account.accepted", Text("{who}接受邀请并设置密码", "{who} accepted the invitation and set a password"))
    static let first = EventKind("account.first", Text("{who}用首次链接建立账号", "{who} used the first link to make the account"))
    static let edited = EventKind("account.edited", Text("{who}修改“{name}”的资料", "{who} changed the particulars of “{name}”"))
    static let enabled = EventKind("account.enabled", Text("{who}启用“{name}”：{reason}", "{who} enabled “{name}”: {reason}"))
    static let disabled = EventKind("account.disabled", Text("{who}停用“{name}”：{reason}", "{who} disabled “{name}”: {reason}"))
    static let unused = EventKind(
        "account.unused", Text("“{name}”90天未登录，自动停用", "“{name}” was not used for 90 days and is disabled"))
    static let roles = EventKind(
        "account.roles",
        Text("{who}调整“{name}”的角色：增加{added}，取消{removed}", "{who} changed the roles of “{name}”: added {added}, removed {removed}"))
    static let link = EventKind(
        "account.link", Text("{who}为“{name}”生成一次性链接（{purpose}）", "{who} made a one-time link for “{name}” ({purpose})"))
    static let firstLink = EventKind("account.first-link", Text("生成首次登录链接", "The first link was made"))
    static let unlocked = EventKind("account.unlocked", Text("{who}解除“{name}”的登录锁定", "{who} unlocked “{name}”"))
    static let password = EventKind(
        "account.password", Text("{who}更换密码，其他登录已退出", "{who} changed the password; other sign-ins were ended"))
    static let language = EventKind("account.language", Text("{who}把语言改为{language}", "{who} chose the language {language}"))
    static let factorOffered = EventKind("account.factor-offered", Text("{who}开始设置动态码", "{who} began to set up the second factor"))
    static let factorAdded = EventKind("account.factor-added", Text("{who}启用动态码", "{who} added a second factor"))
    static let factorRemoved = EventKind(
        "account.factor-removed", Text("{who}取消“{name}”的动态码", "{who} removed the second factor of “{name}”"))
    static let recoveryCodes = EventKind("account.recovery-codes", Text("{who}更换恢复码", "{who} made new recovery codes"))
    static let recoveryUsed = EventKind(
        "account.recovery-used", Text("{who}用恢复码登录，还剩{left}个", "{who} signed in with a recovery code; {left} left"))
    static let sessionEnded = EventKind(
        "account.session-ended", Text("{who}结束“{name}”的登录（{count}处）", "{who} ended sign-ins of “{name}” ({count})"))
    static let tokenMade = EventKind(
        "account.token-made", Text("{who}生成接口令牌“{label}”，{until}到期", "{who} made the API token “{label}”, valid until {until}"))
    static let tokenEnded = EventKind("account.token-ended", Text("{who}作废接口令牌“{label}”", "{who} revoked the API token “{label}”"))
    static let policy = EventKind(
        "account.policy",
        Text(
            "{who}修改登录规则：密码{passwords}，动态码{factor}，空闲{idle}分钟，最长{hours}小时",
            "{who} set the sign-in rules: passwords {passwords}, second factor {factor}, idle {idle} min, at most {hours} h"))

    static let all = [
        signedIn, signInBegun, signedOut, made, accepted, first, edited, enabled, disabled, unused, roles, link, firstLink,
        unlocked, password,
        language, factorOffered, factorAdded, factorRemoved, recoveryCodes, recoveryUsed, sessionEnded, tokenMade, tokenEnded,
        policy,
    ]
}
