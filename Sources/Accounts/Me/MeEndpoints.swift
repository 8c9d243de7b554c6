import Calendars
import Kernel

/// What everybody may do about his own account.
///
/// | verb | path | |
/// | --- | --- | --- |
/// | GET | /me | sign-ins, password, second factor, tokens, language |
/// | POST | /me/password, /me/language | |
/// | POST | /me/sessions/closure, /me/sessions/{session}/closure | all others, or one |
/// | POST, GET | /me/second-factor | offer a key; show it |
/// | POST | /me/second-factor/confirmation, /me/second-factor/removal, /me/recovery-codes | |
/// | POST | /me/tokens, /me/tokens/{token}/revocation | |
enum MeEndpoints {
    static let routes = [
        Route(page), Route(password), Route(language), Route(endOthers), Route(endOne), Route(offer), Route(offerPage),
        Route(confirm),
        Route(removeFactor), Route(recoveryCodes), Route(addToken), Route(endToken),
    ]

    /// After a change the page is shown again.
    struct Done: Sendable, Encodable { let done = true }

    static let page = Endpoint(
        "accounts.me", .get, "/me", permission: .signedIn, Text("我的账号", "My account"),
        menu: MenuEntry(.settings, 90, Text("我的账号", "My account")), run: { (_: NoInput, scope) in try Me.read(scope) },
        page: MePages.me)

    static let password = Endpoint(
        "accounts.me.password", .post, "/me/password", permission: .signedIn, Text("更换密码", "Change the password"), pace: .signIn,
        ahead: { (input: inout PasswordForm, house, viewer) in
            let account = try await Me.account(viewer, house)
            try await Me.prove(input.password, of: account, house, viewer)
            input.hash = try await NewPassword.make(
                input.newPassword, again: input.again, of: account, names: [account.signInName, account.name], house)
        },
        run: { input, scope in
            let account = try Me.account(scope)
            guard let hash = input.hash else { throw Refusal.signInRequired }
            try SecretStore.set(hash, of: account.id, scope)
            try SecretStore.endLinks(of: account.id, scope)
            try Me.renewSession(account, &scope)
            scope.record(Event(AccountsEvents.password, account.subject))
            return Done()
        }, then: { _ in "/me" })

    static let language = Endpoint(
        "accounts.me.language", .post, "/me/language", permission: .signedIn, Text("界面语言", "Language"),
        run: { (input: LanguageForm, scope) in
            let account = try Me.account(scope)
            try AccountsStore.setLanguage(input.language, of: account.id, scope.connection)
            scope.record(Event(AccountsEvents.language, account.subject, ["language": input.language.label.zh]))
            return Done()
        }, then: { _ in "/me" })

    // MARK: Sign-ins

    static let endOthers = Endpoint(
        "accounts.me.sessions.end", .post, "/me/sessions/closure", permission: .signedIn, Text("退出其他登录", "End other sign-ins"),
        run: { (_: NoInput, scope) in
            let account = try Me.account(scope)
            let own = scope.viewer.origin.session.flatMap { RecordID($0) }
            let count = try SessionStore.end(of: account.id, except: own, scope)
            scope.record(Event(AccountsEvents.sessionEnded, account.subject, ["name": account.name, "count": String(count)]))
            return Done()
        }, then: { _ in "/me" })

    static let endOne = Endpoint(
        "accounts.me.session.end", .post, "/me/sessions/{session}/closure", permission: .signedIn,
        Text("退出这处登录", "End this sign-in"),
        run: { (input: SessionForm, scope) in
            let account = try Me.account(scope)
            guard let id = input.session, try SessionStore.end(of: account.id, only: id, scope) == 1 else {
                throw Refusal.missing(Text("这处登录已经结束，或不是您的。", "That sign-in is over, or not yours."))
            }
            if id.description == scope.viewer.origin.session { scope.session = .end }
            scope.record(Event(AccountsEvents.sessionEnded, account.subject, ["name": account.name, "count": "1"]))
            return Done()
        }, then: { _ in "/me" })

    // MARK: Second factor

    static let offer = Endpoint(
        "accounts.me.factor.offer", .post, "/me/second-factor", permission: .signedIn, Text("设置动态码", "Set up the code"),
        run: { (_: NoInput, scope) in
            let account = try Me.account(scope)
            guard !account.hasSecondFactor else {
                throw Refusal.conflict(Text("动态码已经启用。要换手机，请先取消再设置。", "The second factor is on. To change phones, remove it first."))
            }
            let code = try OneTimeCode.make()
            try SessionStore.setOffer(code.base32Text, of: Me.session(scope), scope.connection)
            scope.record(Event(AccountsEvents.factorOffered, account.subject))
            return SecondFactorOffer(code, account: account, next: "/me")
        }, then: { _ in "/me/second-factor" })

    static let offerPage = Endpoint(
        "accounts.me.factor.page", .get, "/me/second-factor", permission: .signedIn, Text("动态码密钥", "The key of the code"),
        run: { (_: NoInput, scope) in
            let account = try Me.account(scope)
            guard let code = try Me.offer(scope) else {
                throw Refusal.missing(
                    Text("没有正在设置的动态码。请在“我的账号”里重新开始。", "No code is being set up. Begin on the page of your account."))
            }
            return SecondFactorOffer(code, account: account, next: "/")
        }, page: MePages.offer)

    static let confirm = Endpoint(
        "accounts.me.factor.confirm", .post, "/me/second-factor/confirmation", permission: .signedIn,
        Text("启用动态码", "Turn on the code"),
        pace: .signIn,
        run: { (input: OneCodeForm, scope) in
            let account = try Me.account(scope)
            let codes = try SecondFactor.confirm(Me.offer(scope)?.base32Text, code: input.code, of: account, scope)
            try Me.renewSession(account, &scope)
            scope.record(Event(AccountsEvents.factorAdded, account.subject))
            return RecoveryCodes(codes: codes, next: "/me")
        }, page: SecondFactorPages.codes)

    static let removeFactor = Endpoint(
        "accounts.me.factor.remove", .post, "/me/second-factor/removal", permission: .signedIn, Text("取消动态码", "Remove the code"),
        pace: .signIn,
        ahead: { (input: inout OneCodeForm, house, viewer) in try await Me.proveCode(input.code, house, viewer) },
        run: { input, scope in
            let account = try Me.account(scope)
            if try AccountsStore.policy(scope.connection).requiresFactor(account.roles) {
                throw Refusal.conflict(
                    Text(
                        "您的角色必须有动态码，不能取消。换手机请安全管理员重置。",
                        "Your role must have a second factor. To change phones, ask the security administrator."))
            }
            try SecondFactor.spend(input.code, of: account, scope)
            try SecretStore.endFactor(of: account.id, scope)
            try Me.renewSession(account, &scope)
            scope.record(Event(AccountsEvents.factorRemoved, account.subject, ["name": account.name]))
            return Done()
        }, then: { _ in "/me" })

    static let recoveryCodes = Endpoint(
        "accounts.me.recovery-codes", .post, "/me/recovery-codes", permission: .signedIn, Text("更换恢复码", "New recovery codes"),
        pace: .signIn,
        ahead: { (input: inout OneCodeForm, house, viewer) in try await Me.proveCode(input.code, house, viewer) },
        run: { input, scope in
            let account = try Me.account(scope)
            try SecondFactor.spend(input.code, of: account, scope)
            guard let factor = try SecretStore.factor(of: account.id, scope.connection) else {
                throw Refusal.conflict(AccountsTexts.startAgain)
            }
            let codes = try RecoveryCode.makeTen()
            try SecretStore.setRecoveryCodes(codes, of: factor.id, scope)
            scope.record(Event(AccountsEvents.recoveryCodes, account.subject))
            return RecoveryCodes(codes: codes, next: "/me")
        }, page: SecondFactorPages.codes)

    // MARK: API tokens

    static let addToken = Endpoint(
        "accounts.me.token.add", .post, "/me/tokens", permission: .signedIn, Text("生成接口令牌", "Make an API token"),
        run: { (input: TokenForm, scope) in
            let account = try Me.account(scope)
            let (token, secret) = try SecretStore.addToken(label: input.label, days: input.days, of: account.id, scope)
            scope.record(
                Event(AccountsEvents.tokenMade, account.subject, ["label": token.label, "until": token.expiresAt.day.description]))
            return NewToken(label: token.label, secret: secret.text, until: token.expiresAt.day.description)
        }, page: MePages.token)

    static let endToken = Endpoint(
        "accounts.me.token.end", .post, "/me/tokens/{token}/revocation", permission: .signedIn, Text("作废令牌", "Revoke the token"),
        run: { (input: TokenChoice, scope) in
            let account = try Me.account(scope)
            guard let token = try input.token.flatMap({ try SecretStore.endToken($0, of: account.id, scope) }) else {
                throw Refusal.missing(Text("没有这个令牌，或它不是您的。", "There is no such token, or it is not yours."))
            }
            scope.record(Event(AccountsEvents.tokenEnded, account.subject, ["label": token.label]))
            return Done()
        }, then: { _ in "/me" })
}
