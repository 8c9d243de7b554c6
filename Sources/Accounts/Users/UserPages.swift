import Activity
import Calendars
import Design
import Kernel

enum UserPages {
    // MARK: The list

    @Sendable static func list(_ list: Users.List, _ reader: Reader) -> Page {
        let rows: [[HTML]] = list.users.map { user in
            [
                link(UserEndpoints.user.url { $0.user = user.id }, user.name, plain: true),
                "<span class=\"mono\">\(user.signInName)</span>",
                "\(reader[AccountsTexts.roleNames(user.roles)])", "\(user.organisation ?? user.park ?? "—")", status(user, reader),
                "\(user.lastSeenAt?.local ?? "—")",
            ]
        }
        let columns: [TableView.Column] = columns.map { .init(reader[$0.title]) }
        let body: HTML =
            rows.isEmpty
            ? emptyState(
                reader("没有符合条件的账号", "No account like that"), reader("换个词再找，或清空条件。", "Try another word, or clear the filter."),
                button("/users", reader("看全部", "Show all")))
            : TableView(reader("账号", "Accounts"), columns, rows: rows).html + pages(list, reader)
        return Page(
            Text("账号与角色", "Accounts and roles"), current: "accounts.users",
            """
            \(head("\(reader("账号与角色", "Accounts and roles"))", facts: ["\(reader("共\(list.total)个", "\(list.total) in all"))", "\(reader("系统管理员建账号，安全管理员给角色，审计管理员查记录", "The administrator makes accounts, the security administrator gives roles, the auditor reads the log"))"],
                actions: [
                    reader.may(UserEndpoints.rules) ? button("/sign-in-rules", reader("登录规则", "Sign-in rules")) : .empty,
                    reader.may(UserEndpoints.invitation) ? button("/invitations", reader("新建账号", "New account"), main: true) : .empty,
                ]))
            \(filter(list, reader))
            \(body)
            """)
    }

    private static func filter(_ list: Users.List, _ reader: Reader) -> HTML {
        """
        <form class="tb-bar" method="get" action="/users"><input class="in w-s" type="search" name="q" value="\(list.search)" \
        placeholder="\(reader("姓名或登录名", "Name or sign-in name"))" aria-label="\(reader("姓名或登录名", "Name or sign-in name"))">\
        <select class="in w-s" name="role" aria-label="\(reader[AccountsTexts.roles])"><option value="">\(reader("全部角色", "All roles"))</option>\
        \(Role.allCases.html { "<option value=\"\($0.rawValue)\"\(if: $0.rawValue == list.role, " selected")>\(reader[$0.label])</option>" })</select>\
        <button class="btn" type="submit">\(reader("查找", "Find"))</button></form>
        """
    }

    private static func pages(_ list: Users.List, _ reader: Reader) -> HTML {
        guard let next = list.next else { return .empty }
        let url = UserEndpoints.list.url {
            $0.q = list.search.isEmpty ? nil : list.search
            $0.role = list.role.flatMap { Role(rawValue: $0) }
            $0.after = next
        }
        return
            "<p class=\"pages\"><span class=\"all\">\(reader("本页\(list.users.count)个", "\(list.users.count) on this page"))</span>\(link(url, reader("下一页", "Next")))</p>"
    }

    private static let columns: [Table.Column] = [
        .init(AccountsTexts.name, width: 14), .init(AccountsTexts.signInName), .init(AccountsTexts.roles, width: 24),
        .init(Text("单位或园区", "Organisation or park"), width: 28), .init(Text("状态", "Status")),
        .init(Text("最近使用", "Last seen"), width: 18),
    ]

    @Sendable static func table(_ list: Users.List, _ reader: Reader) -> Table {
        Table(
            Text("账号", "Accounts"), columns: columns,
            rows: list.users.map { user in
                [
                    .text(user.name), .text(user.signInName), .text(reader[AccountsTexts.roleNames(user.roles)]),
                    .text(user.organisation ?? user.park ?? ""), .text(reader[user.status.label]),
                    .text(user.lastSeenAt?.local ?? ""),
                ]
            })
    }

    private static func status(_ user: Account, _ reader: Reader) -> HTML {
        let (light, tone) =
            switch user.status {
            case .active: ("l-green", "green")
            case .invited: ("l-idle", "grey")
            case .disabled: ("l-none", "grey")
            }
        return """
            <span class="light \(tone)"><svg class="li" aria-hidden="true"><use href="#\(light)"/></svg>\(reader[user.status.label])</span>\
            \(if: user.hasSecondFactor, " <span class=\"chip\">\(reader("动态码", "2FA"))</span>")
            """
    }

    // MARK: One account

    @Sendable static func user(_ one: Users.One, _ reader: Reader) -> Page {
        let account = one.account
        let facts: [HTML] = [
            status(account, reader), "\(reader[AccountsTexts.signInName]) <b>\(account.signInName)</b>",
            "\(reader("自", "since ")) \(account.since.day.description)",
        ]
        let isSelf = account.id.description == reader.viewer.id
        let note: HTML =
            isSelf
            ? "<div class=\"callout\"><span>\(reader("这是您自己的账号：角色和状态由另一位管理员调整。", "This is your own account: its roles and status are another administrator's."))</span>\(link("/me", reader("我的账号", "My account")))</div>"
            : one.isLocked
                ? """
                <div class="callout ask"><svg class="li" aria-hidden="true"><use href="#l-yellow"/></svg><span>\
                \(reader("连续输错密码，有网络被锁定。", "Locked for a network after too many failures."))</span>\
                \(if: reader.may(UserEndpoints.unlock), "<span class=\"go\">\(action(UserEndpoints.unlock.url { $0.user = account.id }, reader("解除锁定", "Unlock"), reader))</span>")</div>
                """ : .empty
        return Page(
            Text(same: account.name), current: "accounts.users",
            """
            \(head("\(account.name)", facts: facts, actions: actions(one, reader, isSelf: isSelf), crumbs: [link("/users", reader("账号与角色", "Accounts and roles"))]))
            \(note)
            <div class="cols"><div>\(roles(account, reader, isSelf: isSelf))\(particulars(account, reader, isSelf: isSelf))</div>
            <div>\(sessions(one, reader, isSelf: isSelf))\(security(account, reader, isSelf: isSelf))\(whatHappened(one, reader))</div></div>
            """)
    }

    private static func actions(_ one: Users.One, _ reader: Reader, isSelf: Bool) -> [HTML] {
        guard !isSelf, reader.may(UserEndpoints.link), one.account.status != .disabled else { return [] }
        let words = one.account.status == .invited ? reader("重发邀请链接", "New invitation link") : reader("生成重置链接", "Make a reset link")
        return [action(UserEndpoints.link.url { $0.user = one.account.id }, words, reader, small: false)]
    }

    private static func roles(_ account: Account, _ reader: Reader, isSelf: Bool) -> HTML {
        let url = UserEndpoints.roles.url { $0.user = account.id }
        if isSelf || !reader.may(UserEndpoints.roles) {
            return section("roles", reader[AccountsTexts.roles], "<p>\(reader[AccountsTexts.roleNames(account.roles)])</p>")
        }
        func boxes(_ roles: [Role]) -> HTML {
            roles.html {
                "<label><input type=\"checkbox\" name=\"roles\" value=\"\($0.rawValue)\"\(if: account.roles.contains($0), " checked")>\(reader[$0.label])</label>"
            }
        }
        let powers = Role.allCases.filter { Powers.all.contains($0) }
        let others = Role.allCases.filter { !Powers.all.contains($0) }
        return section(
            "roles", reader[AccountsTexts.roles], note: "\(reader("改后立即生效，对方需重新登录", "At once; the person signs in anew"))",
            """
            <form class="form" method="post" action="\(url)">\(reader.csrfField)\
            <fieldset class="choice field"><legend class="label">\(reader("三员，至多一项", "The three powers, at most one"))</legend>\(boxes(powers))</fieldset>\
            <fieldset class="choice field"><legend class="label">\(reader("业务角色", "Working roles"))</legend>\(boxes(others))</fieldset>\
            <button class="btn main" type="submit">\(reader("保存角色", "Save the roles"))</button></form>
            """)
    }

    private static func particulars(_ account: Account, _ reader: Reader, isSelf: Bool) -> HTML {
        if isSelf || !reader.may(UserEndpoints.particulars) {
            return section(
                "particulars", reader("资料", "Particulars"),
                """
                <dl class="why"><dt>\(reader[AccountsTexts.organisation])</dt><dd>\(account.organisation ?? "—")</dd>\
                <dt>\(reader[AccountsTexts.park])</dt><dd>\(account.park ?? "—")</dd></dl>
                """)
        }
        var input = ParticularsForm()
        (input.user, input.name, input.organisation, input.park) = (account.id, account.name, account.organisation, account.park)
        var status = StatusForm()
        (status.user, status.status) = (account.id, account.status == .disabled ? .active : .disabled)
        let words = account.status == .disabled ? Text("启用账号", "Enable the account") : Text("停用账号", "Disable the account")
        let note: HTML? =
            account.status == .disabled ? nil : "\(reader("停用后立即退出所有登录，令牌作废", "Ends every sign-in and token at once"))"
        return section(
            "particulars", reader("资料", "Particulars"),
            plain(UserEndpoints.particulars.form(input, submit: Text("保存资料", "Save")), reader))
            + section(
                "status", reader[words], note: note,
                plain(UserEndpoints.status.form(status, submit: words, carrying: ["status"]), reader))
    }

    /// The roles have the page's main button.
    private static func plain(_ form: Form, _ reader: Reader) -> HTML {
        var form = form
        form.isMain = false
        return form.html(reader)
    }

    private static func sessions(_ one: Users.One, _ reader: Reader, isSelf: Bool) -> HTML {
        let account = one.account
        let mayEnd = !isSelf && reader.may(UserEndpoints.endSession)
        let end: ((RecordID) -> String)? =
            mayEnd
            ? { id in
                UserEndpoints.endSession.url {
                    $0.user = account.id
                    $0.session = id
                }
            } : nil
        let rows: HTML = one.sessions.html { session in
            """
            <li><span>\(session.address.isEmpty ? reader("本机", "this machine") : session.address)<span class="s">\(session.createdAt.local)</span></span>\
            \(end.map { action($0(session.id), reader("结束", "End"), reader) })</li>
            """
        }
        let more: HTML? =
            mayEnd && one.sessions.count > 1
            ? "<span class=\"more\">\(action(UserEndpoints.endSessions.url { $0.user = account.id }, reader("全部结束", "End all"), reader))</span>"
            : nil
        return section(
            "sessions", reader("现在的登录", "Signed in now"), more: more,
            one.sessions.isEmpty ? "<p class=\"ink-3\">\(reader("没有登录。", "Not signed in."))</p>" : "<ul class=\"rows\">\(rows)</ul>"
        )
    }

    private static func security(_ account: Account, _ reader: Reader, isSelf: Bool) -> HTML {
        guard account.hasSecondFactor, !isSelf, reader.may(UserEndpoints.removeFactor) else { return .empty }
        return section(
            "factor", reader("动态码", "Second factor"),
            note: "\(reader("本人手机和恢复码都丢失时才重置", "Only when phone and recovery codes are lost"))",
            action(
                UserEndpoints.removeFactor.url { $0.user = account.id }, reader("重置动态码", "Remove the second factor"), reader,
                small: false))
    }

    private static func whatHappened(_ one: Users.One, _ reader: Reader) -> HTML {
        let kinds = Dictionary(AccountsEvents.all.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        return section("log", reader("经过", "What happened"), timeline(one.timeline, kinds, reader))
    }

    // MARK: New account, link, rules

    static func invitation(_ reader: Reader) -> Page {
        Page(
            Text("新建账号", "New account"), current: "accounts.users",
            """
            \(head("\(reader("新建账号", "New account"))", facts: ["\(reader("生成邀请链接，由本人设置密码；角色由安全管理员给", "An invitation link lets the person set a password; the security administrator gives roles"))"], crumbs: [link("/users", reader("账号与角色", "Accounts and roles"))]))
            \(UserEndpoints.invite.form(InvitationForm(), submit: Text("建立并生成链接", "Make it, with a link")).html(reader))
            """)
    }

    @Sendable static func oneTimeLink(_ made: Users.Link, _ reader: Reader) -> Page {
        Page(
            Text("一次性链接", "One-time link"), current: "accounts.users",
            """
            \(head("\(reader("“\(made.name)”的一次性链接", "One-time link for “\(made.name)”"))", facts: ["\(reader("\(made.until)前有效", "Valid until \(made.until)"))", "\(reader("只显示这一次", "Shown this once"))"], crumbs: [link("/users", reader("账号与角色", "Accounts and roles"))]))
            <p class="lede">\(reader("请当面或用可靠的方式交给本人。打开后由本人设置密码，用一次即失效。", "Hand it to the person by a way you trust. It opens a page to set a password, and works once."))</p>
            <p class="mono key"><a href="\(made.path)">\(made.path)</a></p>
            <p class="small ink-3">\(reader("前面加上本站地址。不要自己打开。", "Put this site's address in front. Do not open it yourself."))</p>
            <div class="form-end"><a class="btn main" href="\(UserEndpoints.user.url { $0.user = made.user })">\(reader("已经转交，看这个账号", "Handed over, show the account"))</a></div>
            """)
    }

    @Sendable static func rules(_ rules: UserEndpoints.Rules, _ reader: Reader) -> Page {
        var input = PolicyForm()
        input.passwords = PasswordProfile(rawValue: rules.passwords) ?? .djbh
        (input.secondFactor, input.idleMinutes, input.sessionHours) = (rules.secondFactor, rules.idleMinutes, rules.sessionHours)
        let body: HTML =
            reader.may(UserEndpoints.setRules)
            ? UserEndpoints.setRules.form(input, submit: Text("保存规则", "Save the rules")).html(reader)
            : """
            <dl class="why"><dt>\(reader("密码规则", "Passwords"))</dt><dd>\(reader[input.passwords.label])</dd>\
            <dt>\(reader("动态码", "Second factor"))</dt><dd>\(rules.secondFactor ? reader("管理员和集群办必须有", "Required of administrators and the office") : reader("不要求", "Not required"))</dd>\
            <dt>\(reader("空闲退出", "Idle"))</dt><dd>\(reader("\(rules.idleMinutes)分钟", "\(rules.idleMinutes) minutes"))</dd>\
            <dt>\(reader("最长登录", "At most"))</dt><dd>\(reader("\(rules.sessionHours)小时", "\(rules.sessionHours) hours"))</dd></dl>
            """
        return Page(
            Text("登录规则", "Sign-in rules"), current: "accounts.rules",
            """
            \(head("\(reader("登录规则", "Sign-in rules"))", facts: ["\(reader("由安全管理员设定，改动进入操作记录", "Set by the security administrator; changes go into the log"))"]))
            \(body)
            <section class="sec"><div class="sec-h"><h2>\(reader("不能改的", "What is fixed"))</h2></div><ul class="rows">\
            <li>\(reader("15分钟内输错5次，该账号在该网络锁定30分钟", "Five failures in 15 minutes lock the account for that network for 30 minutes"))</li>\
            <li>\(reader("系统、安全、审计三员互斥", "Administrator, security administrator and auditor exclude each other"))</li>\
            <li>\(reader("90天未登录的账号自动停用", "An account unused for 90 days is disabled"))</li>\
            <li>\(reader("没有默认账号和默认密码", "No default account, no default password"))</li></ul></section>
            """)
    }
}
