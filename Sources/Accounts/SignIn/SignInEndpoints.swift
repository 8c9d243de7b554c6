import Kernel

/// Coming in and going out.
///
/// | verb | path | |
/// | --- | --- | --- |
/// | GET, POST | /sign-in | name and password |
/// | GET, POST | /sign-in/code | the second factor |
/// | GET, POST | /sign-in/second-factor | setting one up, where the rules ask for one |
/// | GET, POST | /sign-in/new-password | a password past its 90 days |
/// | GET, POST | /welcome/{token} | a one-time link |
/// | POST | /sign-out | |
enum SignInEndpoints {
    static let routes = [
        Route(page), Route(submit), Route(codePage), Route(code), Route(enrolPage), Route(enrol), Route(renewPage), Route(renew),
        Route(welcome), Route(accept), Route(signOut),
    ]

    static let page = Endpoint(
        "accounts.sign-in.page", .get, "/sign-in", permission: .everybody, Text("登录页", "The sign-in page"),
        run: { (input: NextForm, scope) in
            SignInPages.Entry(next: SignIn.inside(input.next), isEmpty: try AccountsStore.count(scope.connection) == 0)
        }, page: SignInPages.entry)

    static let submit = Endpoint(
        "accounts.sign-in", .post, "/sign-in", permission: .everybody, Text("登录", "Sign in"), pace: .signIn,
        ahead: { (input: inout SignInForm, house, viewer) in
            input.proof = try await SignIn.prove(input.name, input.password, house, viewer)
        },
        run: { input, scope in
            guard let proof = input.proof else { throw Refusal.signInRequired }
            if let hash = proof.rehash { try SecretStore.rehash(hash, of: proof.account, scope.connection) }
            let network = SignInLimit.network(of: scope.viewer.origin.address)
            _ = try SessionStore.forgive(name: proof.name, network: network, scope.connection)
            return try SignIn.enter(proof.account, done: [], next: input.next, &scope)
        }, then: \.url)

    // MARK: The second factor

    static let codePage = Endpoint(
        "accounts.sign-in.code.page", .get, "/sign-in/code", permission: .everybody, Text("动态码页", "The page for the code"),
        run: { (input: NextForm, scope) in
            let (_, account) = try SignIn.pending(.code, scope.viewer, now: scope.now, scope.connection)
            return SignInPages.Step(name: account.name, next: SignIn.inside(input.next))
        }, page: SignInPages.code)

    static let code = Endpoint(
        "accounts.sign-in.code", .post, "/sign-in/code", permission: .everybody, Text("核对动态码", "Check the code"), pace: .signIn,
        ahead: { (input: inout CodeForm, house, viewer) in
            let (code, now) = (input.code, house.clock())
            let name = try await house.database.read { try SignIn.pending(.code, viewer, now: now, $0).1.signInName }
            let network = SignInLimit.network(of: viewer.origin.address)
            if let until = try await house.database.read({ try SessionStore.lock(name: name, network: network, now: now, $0) }) {
                throw Refusal.invalid([FieldProblem("code", AccountsTexts.code, AccountsTexts.locked(until: until))])
            }
            let isRight = try await house.database.read { try SecondFactor.isRight(code, viewer, now: now, $0) }
            if !isRight {
                try await SignIn.fail(name, network, .failedCode, house, viewer)
                throw Refusal.invalid([FieldProblem("code", AccountsTexts.code, AccountsTexts.wrongCode)])
            }
        },
        run: { input, scope in
            let (_, account) = try SignIn.pending(.code, scope.viewer, now: scope.now, scope.connection)
            let left = try SecondFactor.spend(input.code, of: account, scope)
            let step = try SignIn.enter(account.id, done: [.code], next: input.next, &scope)
            if let left { scope.record(Event(AccountsEvents.recoveryUsed, account.subject, ["left": String(left)])) }
            return step
        }, then: \.url)

    static let enrolPage = Endpoint(
        "accounts.sign-in.enrol.page", .get, "/sign-in/second-factor", permission: .everybody,
        Text("设置动态码页", "The page that sets up the code"),
        run: { (input: NextForm, scope) in
            let (session, account) = try SignIn.pending(.enrol, scope.viewer, now: scope.now, scope.connection)
            guard let offer = session.offer.flatMap({ OneTimeCode(base32: $0) }) else {
                throw Refusal.conflict(AccountsTexts.startAgain)
            }
            return SecondFactorOffer(offer, account: account, next: SignIn.inside(input.next))
        }, page: SignInPages.enrol)

    static let enrol = Endpoint(
        "accounts.sign-in.enrol", .post, "/sign-in/second-factor", permission: .everybody, Text("启用动态码", "Set up the code"),
        pace: .signIn,
        run: { (input: CodeForm, scope) in
            let (session, account) = try SignIn.pending(.enrol, scope.viewer, now: scope.now, scope.connection)
            let codes = try SecondFactor.confirm(session.offer, code: input.code, of: account, scope)
            let step = try SignIn.enter(account.id, done: [.enrol], next: input.next, &scope)
            scope.record(Event(AccountsEvents.factorAdded, account.subject))
            return RecoveryCodes(codes: codes, next: step.url)
        }, page: SecondFactorPages.codes)

    // MARK: A password past its days

    static let renewPage = Endpoint(
        "accounts.sign-in.renew.page", .get, "/sign-in/new-password", permission: .everybody,
        Text("更换密码页", "The page for a new password"),
        run: { (input: NextForm, scope) in
            let (_, account) = try SignIn.pending(.renew, scope.viewer, now: scope.now, scope.connection)
            let hint = try AccountsStore.policy(scope.connection).passwords
            return SignInPages.Renewal(name: account.name, next: SignIn.inside(input.next), profile: hint.rawValue)
        }, page: SignInPages.renew)

    static let renew = Endpoint(
        "accounts.sign-in.renew", .post, "/sign-in/new-password", permission: .everybody, Text("更换密码", "Change the password"),
        pace: .signIn,
        ahead: { (input: inout RenewForm, house, viewer) in
            let now = house.clock()
            let account = try await house.database.read { try SignIn.pending(.renew, viewer, now: now, $0).1 }
            input.hash = try await NewPassword.make(
                input.newPassword, again: input.again, of: account, names: [account.signInName, account.name], house)
        },
        run: { input, scope in
            let (_, account) = try SignIn.pending(.renew, scope.viewer, now: scope.now, scope.connection)
            guard let hash = input.hash else { throw Refusal.signInRequired }
            try SecretStore.set(hash, of: account.id, scope)
            let step = try SignIn.enter(account.id, done: [.code, .enrol, .renew], next: input.next, &scope)
            scope.record(Event(AccountsEvents.password, account.subject))
            return step
        }, then: \.url)

    // MARK: One-time links

    static let welcome = Endpoint(
        "accounts.welcome.page", .get, "/welcome/{token}", permission: .everybody, Text("打开一次性链接", "Open a one-time link"),
        pace: .signIn,
        ahead: { (input: inout LinkForm, house, viewer) in try await Welcome.notice(input.token, house, viewer) },
        run: { input, scope in try Welcome.open(input.token, scope) }, page: SignInPages.welcome)

    static let accept = Endpoint(
        "accounts.welcome", .post, "/welcome/{token}", permission: .everybody, Text("使用一次性链接", "Use a one-time link"),
        pace: .signIn,
        ahead: { (input: inout AcceptForm, house, viewer) in try await Welcome.prepare(&input, house, viewer) },
        run: { input, scope in try Welcome.accept(input, &scope) }, then: \.url)

    static let signOut = Endpoint(
        "accounts.sign-out", .post, "/sign-out", permission: .signedIn, Text("退出登录", "Sign out"),
        run: { (_: NoInput, scope) in
            scope.session = .end
            if let account = RecordID(scope.viewer.id), let session = scope.viewer.origin.session.flatMap({ RecordID($0) }) {
                try SessionStore.end(of: account, only: session, scope)
            }
            scope.record(Event(AccountsEvents.signedOut, Subject("account", scope.viewer.id)))
            return SignInStep(stage: .full, next: "/sign-in")
        }, then: \.url)
}
