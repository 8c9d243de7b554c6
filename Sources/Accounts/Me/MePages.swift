import Calendars
import Design
import Kernel

enum MePages {
    @Sendable static func me(_ me: Me, _ reader: Reader) -> Page {
        Page(
            Text("我的账号", "My account"), current: "accounts.me",
            """
            \(head("\(me.account.name)", facts: [
                "\(reader[AccountsTexts.signInName]) <b>\(me.account.signInName)</b>", "\(reader[AccountsTexts.roleNames(me.account.roles)])",
            ] + place(me.account, reader), actions: [action(SignInEndpoints.signOut.path.url(), reader("退出登录", "Sign out"), reader, small: false)]))
            <div class="cols"><div>
            \(sessions(me, reader))\(factor(me, reader))\(tokens(me, reader))
            </div><div>
            \(password(me, reader))\(language(me, reader))
            </div></div>
            """)
    }

    private static func place(_ account: Account, _ reader: Reader) -> [HTML] {
        [
            account.organisation.map { "\(reader("单位", "Organisation")) <b>\($0)</b>" as HTML },
            account.park.map { "\(reader("园区", "Park")) <b>\($0)</b>" as HTML },
        ].compactMap(\.self)
    }

    // MARK: Sign-ins

    private static func sessions(_ me: Me, _ reader: Reader) -> HTML {
        let more: HTML? =
            me.sessions.count > 1
            ? "<span class=\"more\">\(action(MeEndpoints.endOthers.path.url(), reader("退出其他各处", "End the others"), reader))</span>"
            : nil
        return section(
            "sessions", reader("登录在哪里", "Where you are signed in"),
            note: "\(reader("不认识的请退出，并更换密码", "End what you do not know, and change the password"))", more: more,
            SessionTable.html(me.sessions, current: me.current, reader) { id in MeEndpoints.endOne.url { $0.session = id } })
    }

    // MARK: Second factor

    private static func factor(_ me: Me, _ reader: Reader) -> HTML {
        let title = reader("动态码", "Second factor")
        guard let left = me.recoveryCodesLeft else {
            return section(
                "factor", title,
                """
                <p>\(reader("未启用。启用后，登录时在密码之后再填手机上的6位数字。", "Off. Once on, six digits from your phone follow the password."))</p>
                <p class="after">\(action(MeEndpoints.offer.path.url(), reader("设置动态码", "Set it up"), reader, small: false))</p>
                """)
        }
        let low = left < 3
        return section(
            "factor", title, note: me.isFactorRequired ? "\(reader("您的角色必须启用", "Your role must have it"))" : nil,
            """
            <p class="with-unit"><span class="light green"><svg class="li" aria-hidden="true"><use href="#l-green"/></svg>\(reader("已启用", "On"))</span>
            <span class="\(low ? "red-ink" : "ink-2")">\(reader("恢复码还剩\(left)个", "\(left) recovery codes left"))</span></p>
            <details class="unfold flow after"><summary><span class="v">\(reader("更换恢复码，或取消动态码", "New recovery codes, or turn it off"))</span></summary>
            <div class="unfold-body">\(codeForm(MeEndpoints.recoveryCodes.path.url(), "rc", Text("更换恢复码", "New recovery codes"), reader))\
            \(if: !me.isFactorRequired, codeForm(MeEndpoints.removeFactor.path.url(), "rf", Text("取消动态码", "Turn it off"), reader))</div></details>
            """)
    }

    private static func codeForm(_ url: String, _ id: String, _ submit: Text, _ reader: Reader) -> HTML {
        """
        <form class="with-unit field" method="post" action="\(url)">\(reader.csrfField)<label class="small" for="\(id)">\
        \(reader("先填一个动态码", "First a code"))</label><input class="in w-s" id="\(id)" name="code" autocomplete="one-time-code" maxlength="40" required>\
        <button class="btn" type="submit">\(reader[submit])</button></form>
        """
    }

    @Sendable static func offer(_ offer: SecondFactorOffer, _ reader: Reader) -> Page {
        Page(
            Text("设置动态码", "Set up the code"), current: "accounts.me",
            """
            \(head("\(reader("设置动态码", "Set up the code"))", crumbs: [link("/me", reader("我的账号", "My account"))]))
            \(SecondFactorPages.offer(offer, action: MeEndpoints.confirm.path.url(), reader))
            """)
    }

    // MARK: Tokens

    private static func tokens(_ me: Me, _ reader: Reader) -> HTML {
        let rows: [[HTML]] = me.tokens.map { token in
            [
                "\(token.label)", "\(token.createdAt.day.description)", "\(token.expiresAt.day.description)",
                token.usedAt.map { "\($0.local)" } ?? "<span class=\"ink-3\">\(reader("未用过", "never"))</span>",
                action(MeEndpoints.endToken.url { $0.token = token.id }, reader("作废", "Revoke"), reader),
            ]
        }
        let table = TableView(
            reader("接口令牌", "API tokens"),
            [
                .init(reader("用途", "Used for")), .init(reader("生成", "Made")), .init(reader("到期", "Until")),
                .init(reader("最近使用", "Last used")),
                .init(""),
            ], rows: rows)
        return section(
            "tokens", reader("接口令牌", "API tokens"), note: "\(reader("给程序用，权限与您相同", "For programs, with your own rights"))",
            """
            \(if: !rows.isEmpty, table.html)
            <details class="unfold flow after"><summary><span class="v">\(reader("生成一个令牌", "Make a token"))</span></summary>
            <div class="unfold-body">\(tokenForm.html(reader))</div></details>
            """)
    }

    /// The password has the page's main button.
    private static var tokenForm: Form {
        var form = MeEndpoints.addToken.form(TokenForm(), submit: Text("生成令牌", "Make the token"))
        form.isMain = false
        return form
    }

    @Sendable static func token(_ token: NewToken, _ reader: Reader) -> Page {
        Page(
            Text("接口令牌", "API token"), current: "accounts.me",
            """
            \(head("\(reader("令牌“\(token.label)”", "The token “\(token.label)”"))", facts: [
                "\(reader("\(token.until)到期", "Valid until \(token.until)"))", "\(reader("只显示这一次", "Shown this once"))",
            ], crumbs: [link("/me", reader("我的账号", "My account"))]))
            <p class="mono key">\(token.secret)</p>
            <p class="small ink-2">\(reader("放在请求头里：", "Send it in a header: "))<code class="mono">Authorization: Bearer \(token.secret.prefix(8))…</code></p>
            <div class="form-end"><a class="btn main" href="/me">\(reader("已经保存，返回", "Kept, go back"))</a></div>
            """)
    }

    // MARK: Password, language

    private static func password(_ me: Me, _ reader: Reader) -> HTML {
        let since = me.passwordSince.map { reader("上次更换：\($0)", "Last changed \($0)") } ?? reader("尚未设置", "None set")
        return section(
            "password", reader("密码", "Password"), note: "\(since)",
            form(
                MeEndpoints.password.path.url(), reader, submit: Text("更换密码", "Change the password"),
                FormEntry(
                    name: "password", label: Text("现在的密码", "Present password"), autocomplete: "current-password", isSecret: true
                ).html(reader) + SignInPages.newPassword(me.profile, reader)))
    }

    private static func language(_ me: Me, _ reader: Reader) -> HTML {
        let chosen = me.account.language ?? reader.language
        return section(
            "language", reader("界面语言", "Language"),
            """
            <form method="post" action="\(MeEndpoints.language.path.url())" class="with-unit">\(reader.csrfField)<fieldset class="choice">\
            \(Language.allCases.html {
                "<label><input type=\"radio\" name=\"language\" value=\"\($0.rawValue)\"\(if: $0 == chosen, " checked")>\(reader[$0.label])</label>"
            })</fieldset><button class="btn" type="submit">\(reader("保存", "Save"))</button></form>
            """)
    }
}

/// Sign-ins in a table, with a button that ends each.
enum SessionTable {
    static func html(_ sessions: [Session], current: String?, _ reader: Reader, end: ((RecordID) -> String)?) -> HTML {
        let rows: [[HTML]] = sessions.map { session in
            let isCurrent = session.id.description == current
            let button: HTML = end.map { action($0(session.id), reader("退出", "End"), reader) } ?? .empty
            return [
                """
                \(device(session.agent, reader))\(if: isCurrent, " <span class=\"chip lead\">\(reader("这里", "here"))</span>")
                """,
                "\(session.address.isEmpty ? reader("本机", "this machine") : session.address)", "\(session.createdAt.local)",
                "\(session.seenAt.local)",
                isCurrent ? .empty : button,
            ]
        }
        if rows.isEmpty { return "<p class=\"ink-3\">\(reader("目前没有登录。", "Not signed in anywhere."))</p>" }
        return TableView(
            reader("登录", "Sign-ins"),
            [
                .init(reader("设备", "Device")), .init(reader("地址", "Address")), .init(reader("登录时间", "Signed in")),
                .init(reader("最近使用", "Last used")), .init(""),
            ], rows: rows
        ).html
    }

    /// The browser and the system, as far as the agent's line tells them.
    private static func device(_ agent: String, _ reader: Reader) -> String {
        let browsers = [
            ("Edg/", "Edge"), ("QQBrowser", "QQ浏览器"), ("MicroMessenger", "微信"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"),
            ("Safari/", "Safari"),
        ]
        let systems = [
            ("Windows", "Windows"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Mac OS", "macOS"),
            ("Linux", "Linux"),
        ]
        let browser = browsers.first { agent.contains($0.0) }?.1
        let system = systems.first { agent.contains($0.0) }?.1
        let words = [browser, system].compactMap(\.self)
        return words.isEmpty
            ? (agent.isEmpty ? reader("未知设备", "Unknown device") : String(agent.prefix(40))) : words.joined(separator: " · ")
    }
}
