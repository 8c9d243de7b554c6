import HouseTesting
import Kernel
import Testing

@testable import Accounts

@Suite struct SigningIn {
    @Test(arguments: TestDatabase.engines) func theRightPasswordBeginsASessionThatIsItsViewer(engine: Dialect) async throws {
        try await World.with(engine) { world in
            let token = try await world.signIn("office")
            #expect(unbase64url(token)?.count == 32)
            let identity = try #require(try await Accounts.identify(session: token, origin: World.office, in: world.house))
            #expect(identity.viewer.id == world.id("office").description)
            #expect(identity.viewer.roles == [.office])
            #expect(identity.viewer.origin.session != nil)
            let event = try #require(try await world.test.events(1).first)
            #expect(event.kind == "account.signed-in")
            #expect(event.viewer == world.id("office").description)
            // Only the hash is in the database.
            let stored = try await world.house.database.read {
                try $0.query("SELECT token_hash FROM session").map { try $0.text("token_hash") }
            }
            #expect(stored == [SecretToken.hash(token)])
        }
    }

    @Test func namesAreReadInAnyCaseAndPasswordsExactly() async throws {
        try await World.with { world in
            _ = try await world.signIn("OFFICE")
            await #expect(throws: Refusal.self) { try await world.signIn("office", World.password + " ") }
            await #expect(throws: Refusal.self) { try await world.signIn("office", World.password.uppercased()) }
        }
    }

    @Test func aWrongNameAndAWrongPasswordAreToldAlike() async throws {
        try await World.with { world in
            let unknown = try await world.test.refusal(
                "accounts.sign-in", RawInput(["name": ["nobody"], "password": [World.password]]), as: .stranger(from: World.office))
            let wrong = try await world.test.refusal(
                "accounts.sign-in", RawInput(["name": ["office"], "password": ["wrong"]]), as: .stranger(from: World.office))
            #expect(unknown == wrong)
            #expect(unknown?.detail.zh == "密码：登录名或密码不对。")
        }
    }

    @Test(arguments: TestDatabase.engines) func fiveFailuresLockTheNameForThatNetworkAndNoOther(engine: Dialect) async throws {
        try await World.with(engine) { world in
            let thief = Origin(address: "203.0.113.9")
            for _ in 0..<5 { _ = try? await world.signIn("office", "wrong", from: thief) }
            let locked = await #expect(throws: Refusal.self) { try await world.signIn("office", from: thief) }
            #expect(locked?.detail.zh.contains("本网络到09:30之前不能登录") == true)
            _ = try await world.signIn("office")  // the person in the office is not locked out
            world.clock.advance(minutes: 29)
            await #expect(throws: Refusal.self) { try await world.signIn("office", from: thief) }
            world.clock.advance(minutes: 2)
            _ = try await world.signIn("office", from: thief)
            let log = try await world.house.database.read { try SecurityLog.latest($0) }
            #expect(log.first { $0.kind == .failedSignIn }?.times == 5)
            #expect(log.first { $0.kind == .locked }?.subject == "office")
            #expect(log.allSatisfy { $0.address == "203.0.113.9" })
        }
    }

    @Test func failuresFurtherApartThanAQuarterOfAnHourDoNotLock() async throws {
        try await World.with { world in
            for _ in 0..<4 { _ = try? await world.signIn("office", "wrong") }
            world.clock.advance(minutes: 16)
            for _ in 0..<4 { _ = try? await world.signIn("office", "wrong") }
            _ = try await world.signIn("office")
            for _ in 0..<4 { _ = try? await world.signIn("office", "wrong") }
            _ = try await world.signIn("office")  // a sign-in forgives
        }
    }

    @Test func guessingFromManyNetworksStopsAtACeilingThatKnownNetworksPass() async throws {
        try await World.with { world in
            _ = try await world.signIn("office")
            let now = world.clock.now
            try await world.house.database.write { connection in
                for index in 0..<50 {
                    _ = try SessionStore.fail(name: "office", network: "198.51.100.\(index)", limit: .usual, now: now, connection)
                }
            }
            let refusal = await #expect(throws: Refusal.self) {
                try await world.signIn("office", from: Origin(address: "198.51.100.200"))
            }
            #expect(refusal?.status == 429)
            _ = try await world.signIn("office")
        }
    }

    @Test(arguments: TestDatabase.engines) func aSessionEndsWhenIdleWhenOldAndWhenTheAccountIsDisabled(engine: Dialect) async throws
    {
        try await World.with(engine, policy: SignInPolicy(passwords: .asvs, secondFactor: false)) { world in
            let idle = try await world.signIn("office")
            for _ in 0..<3 {
                world.clock.advance(minutes: 29)
                _ = try await world.viewer(idle)
            }
            world.clock.advance(minutes: 31)
            #expect(try await Accounts.identify(session: idle, origin: .local, in: world.house) == nil)

            let old = try await world.signIn("office")
            for _ in 0..<24 {
                world.clock.advance(minutes: 29)
                _ = try await world.viewer(old)
            }
            world.clock.advance(minutes: 25)
            #expect(try await Accounts.identify(session: old, origin: .local, in: world.house) == nil, "twelve hours are over")

            let disabled = try await world.signIn("office")
            _ = try await world.call(
                "accounts.user.status", ["user": [world.id("office").description], "status": ["disabled"], "reason": ["已调离"]],
                as: world.browser("admin"))
            #expect(try await Accounts.identify(session: disabled, origin: .local, in: world.house) == nil)
            await #expect(throws: Refusal.self) { try await world.signIn("office") }
        }
    }

    @Test func signingInAgainGivesANewTokenAndEndsTheOldSession() async throws {
        try await World.with { world in
            let first = try await world.signIn("office")
            let viewer = try await world.viewer(first)
            let second = try await world.signIn("office", from: viewer.origin)
            #expect(first != second)
            #expect(try await Accounts.identify(session: first, origin: .local, in: world.house) == nil)
            _ = try await world.call("accounts.sign-out", as: world.viewer(second))
            #expect(try await Accounts.identify(session: second, origin: .local, in: world.house) == nil)
        }
    }

    @Test(arguments: [
        ("/plans/3?asof=2023-10-25", "/plans/3?asof=2023-10-25"), ("//evil.example", "/"), ("https://evil.example", "/"),
        ("/\\evil", "/"),
        ("/a b", "/"), ("", "/"), ("/sign-in", "/"), ("/x\r\nSet-Cookie: a", "/"),
    ])
    func signingInLeadsBackInsideTheHouseOnly(next: String, url: String) {
        #expect(SignIn.inside(next) == url)
    }

    @Test func theStrictRulesAskTheOfficeToSetUpACodeBeforeItIsIn() async throws {
        try await World.with(policy: .strict) { world in
            let stranger = Viewer.stranger(from: World.office)
            let answer = try await world.call(
                "accounts.sign-in", ["name": ["office"], "password": [World.password], "next": ["/plans/1"]], as: stranger)
            #expect(answer.location == "/sign-in/second-factor?next=%2Fplans%2F1")
            let half = try await world.viewer(try world.token(answer))
            #expect(half.isAnonymous, "half signed in is nobody yet")
            #expect(try await world.test.refusal("accounts.me", RawInput(), as: half) == .signInRequired)

            let offer = try await world.test.json("accounts.sign-in.enrol.page", as: half)
            let key = try #require(OneTimeCode(base32: (offer["key"]?.string ?? "").replacing(" ", with: "")))
            let wrong = try await world.test.refusal("accounts.sign-in.enrol", RawInput(["code": ["000000"]]), as: half)
            #expect(wrong?.status == 422)
            let code = try key.code(step: OneTimeCode.step(at: world.clock.now))
            let done = try await world.call("accounts.sign-in.enrol", ["code": [code]], as: half)
            let viewer = try await world.viewer(try world.token(done))
            #expect(viewer.roles == [.office])
            let codes = try JSON(parsing: done.json())["codes"]?.array ?? []
            #expect(codes.count == 10)

            // The next time the code is asked for; the one used for the set-up is spent, a recovery code works once.
            let again = try await world.call("accounts.sign-in", ["name": ["office"], "password": [World.password]], as: stranger)
            #expect(again.location == "/sign-in/code")
            let second = try await world.viewer(try world.token(again))
            #expect(try await world.test.refusal("accounts.sign-in.code", RawInput(["code": [code]]), as: second)?.status == 422)
            let recovery = try #require(codes.first?.string)
            let entered = try await world.call("accounts.sign-in.code", ["code": [recovery]], as: second)
            #expect(try await world.viewer(try world.token(entered)).roles == [.office])

            let third = try await world.call("accounts.sign-in", ["name": ["office"], "password": [World.password]], as: stranger)
            let pending = try await world.viewer(try world.token(third))
            #expect(
                try await world.test.refusal("accounts.sign-in.code", RawInput(["code": [recovery]]), as: pending)?.status == 422)
            world.clock.advance(seconds: 60)
            let fresh = try key.code(step: OneTimeCode.step(at: world.clock.now))
            _ = try await world.call("accounts.sign-in.code", ["code": [fresh]], as: pending)
            // A unit is not asked for a code.
            let unit = try await world.call("accounts.sign-in", ["name": ["unit"], "password": [World.password]], as: stranger)
            #expect(unit.location == "/")
        }
    }

    @Test func aHalfDoneSignInExpiresAfterTenMinutes() async throws {
        try await World.with(policy: .strict) { world in
            let token = try await world.signIn("office")
            let half = try await world.viewer(token)
            world.clock.advance(minutes: 11)
            #expect(try await world.test.refusal("accounts.sign-in.enrol", RawInput(["code": ["123456"]]), as: half)?.status == 409)
            // Nor can a step be taken that is not due.
            #expect(try await world.test.refusal("accounts.sign-in.renew.page", RawInput(), as: half)?.status == 409)
        }
    }

    @Test func fiveWrongCodesLockTheStepToo() async throws {
        try await World.with(policy: .strict) { world in
            let id = world.id("office")
            try await world.house.write(as: .system) { scope in
                _ = try SecretStore.add(try OneTimeCode.make(), step: 0, of: id, scope)
                scope.record(Event(AccountsEvents.factorAdded, Subject("account", id.description)))
            }
            let half = try await world.viewer(try await world.signIn("office"))
            var last: Refusal?
            for _ in 0..<6 {
                last = try await world.test.refusal("accounts.sign-in.code", RawInput(["code": ["000000"]]), as: half)
            }
            #expect(last?.detail.zh.contains("连续输错次数过多") == true)
        }
    }

    @Test func aPasswordPastItsNinetyDaysMustBeChangedAndNotBackToOneOfTheLastFive() async throws {
        try await World.with(policy: SignInPolicy(passwords: .djbh, secondFactor: false)) { world in
            world.clock.advance(days: 91)
            let stranger = Viewer.stranger(from: World.office)
            let answer = try await world.call("accounts.sign-in", ["name": ["unit"], "password": [World.password]], as: stranger)
            #expect(answer.location == "/sign-in/new-password")
            let half = try await world.viewer(try world.token(answer))
            let same = try await world.test.refusal(
                "accounts.sign-in.renew", RawInput(["newPassword": [World.password], "again": [World.password]]), as: half)
            #expect(same?.detail.en.contains("one of the last passwords") == true)
            let done = try await world.call(
                "accounts.sign-in.renew", ["newPassword": [World.other], "again": [World.other]], as: half)
            #expect(try await !world.viewer(try world.token(done)).isAnonymous)
            _ = try await world.signIn("unit", World.other)
        }
    }
}

@Suite struct OneTimeLinks {
    @Test(arguments: TestDatabase.engines) func theFirstLinkMakesTheAdministratorOnceAndOnlyOnce(engine: Dialect) async throws {
        try await TestHouse.with(engine, [Accounts.slice]) { test in
            let first = try #require(try await Accounts.firstLink(in: test.house))
            let path = try #require(try await Accounts.firstLink(in: test.house))
            #expect(first != path)
            let token = String(path.dropFirst("/welcome/".count))
            #expect(unbase64url(token)?.count == 32)
            // The earlier link is void.
            let stranger = Viewer.stranger(from: World.office)
            #expect(
                try await test.refusal("accounts.welcome.page", RawInput(["token": [String(first.dropFirst(9))]]), as: stranger)?
                    .status == 404)
            let opened = try await test.json("accounts.welcome.page", ["token": token], as: stranger)
            #expect(opened["purpose"] == "first")
            #expect(opened["roles"] == ["administrator"])
            #expect(opened["profile"] == "djbh", "a house without the example is strict")

            let weak = RawInput([
                "token": [token], "name": ["王工"], "signInName": ["wang"], "newPassword": ["Admin123"], "again": ["Admin124"],
            ])
            let refusal = try #require(try await test.refusal("accounts.welcome", weak, as: stranger))
            guard case .invalid(let problems) = refusal else { return #expect(Bool(false), "\(refusal)") }
            #expect(problems.map(\.field) == ["newPassword", "again"])

            let good = RawInput([
                "token": [token], "name": ["王工"], "signInName": ["wang"], "newPassword": ["Kuaixue-9"], "again": ["Kuaixue-9"],
            ])
            let answer = try await test.house.call("accounts.welcome", good, as: stranger)
            #expect(answer.location == "/sign-in/second-factor")
            #expect(try await test.refusal("accounts.welcome", good, as: stranger)?.status == 404, "used up")
            #expect(try await Accounts.firstLink(in: test.house) == nil)
            let log = try await test.house.database.read { try SecurityLog.latest(kind: .badLink, $0) }
            #expect(log.map(\.times) == [2])
        }
    }

    @Test func aLinkThatHasExpiredIsNotFound() async throws {
        try await World.with { world in
            let made = try await world.test.json(
                "accounts.user.link", ["user": world.id("unit").description], as: world.browser("admin"))
            let token = String(try #require(made["path"]?.string).dropFirst(9))
            #expect(made["purpose"] == "reset")
            world.clock.advance(minutes: 61)
            let refusal = try await world.test.refusal("accounts.welcome.page", RawInput(["token": [token]]), as: .anonymous)
            #expect(refusal == .missing(AccountsTexts.badLink))
        }
    }

    @Test func aResetKeepsTheSecondFactorAndEndsOldSessions() async throws {
        try await World.with { world in
            let id = world.id("unit")
            let key = try OneTimeCode.make()
            try await world.house.write(as: .system) { scope in
                _ = try SecretStore.add(key, step: 0, of: id, scope)
                scope.record(Event(AccountsEvents.factorAdded, Subject("account", id.description)))
            }
            let old = try await world.browser("unit")
            let made = try await world.test.json("accounts.user.link", ["user": id.description], as: world.browser("admin"))
            let token = String(try #require(made["path"]?.string).dropFirst(9))
            let answer = try await world.call(
                "accounts.welcome", ["token": [token], "newPassword": [World.other], "again": [World.other]],
                as: .stranger(from: World.office))
            #expect(answer.location == "/sign-in/code")
            let session = try #require(old.origin.session.flatMap { RecordID($0) })
            let now = world.clock.now
            #expect(try await world.house.database.read { try SessionStore.find(session, idle: 1800, now: now, $0) } == nil)
        }
    }

    @Test func aNewAccountIsTakenOverByItsInvitation() async throws {
        try await World.with { world in
            let made = try await world.test.json(
                "accounts.invite", ["name": "李处", "signInName": "li", "park": "高新区"], as: world.browser("admin"))
            let token = String(try #require(made["path"]?.string).dropFirst(9))
            let answer = try await world.call(
                "accounts.welcome", ["token": [token], "newPassword": [World.password], "again": [World.password]],
                as: .stranger(from: World.office))
            let viewer = try await world.viewer(try world.token(answer))
            #expect(viewer.name == "李处")
            #expect(viewer.park == "高新区")
            #expect(viewer.roles.isEmpty, "roles are the security administrator's to give")
            #expect(try await world.test.json("accounts.me", as: viewer)["account"]?["name"] == "李处")
            #expect(try await world.test.refusal("accounts.users", RawInput(), as: viewer)?.status == 403)
        }
    }

    @Test func anEntryLinkSignsInOnceWithoutAPassword() async throws {
        try await World.with(policy: .strict) { world in
            let path = try #require(try await Accounts.entryLink(signInName: "office", in: world.house))
            let token = String(path.dropFirst(9))
            let answer = try await world.call("accounts.welcome", ["token": [token]], as: .stranger(from: .local))
            #expect(try await world.viewer(try world.token(answer)).roles == [.office])
            #expect(try await world.test.refusal("accounts.welcome", RawInput(["token": [token]]), as: .anonymous)?.status == 404)
            #expect(try await Accounts.entryLink(signInName: "nobody", in: world.house) == nil)
        }
    }
}
