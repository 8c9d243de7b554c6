import Design
import Kernel

enum SignInPages {
    struct Entry: Sendable, Encodable {
        let next: String
        /// Nobody has an account yet.
        let isEmpty: Bool
    }

    struct Step: Sendable, Encodable {
        let name: String
        let next: String
    }

    struct Renewal: Sendable, Encodable {
        let name: String
        let next: String
        let profile: String
    }

    private static func carried(_ next: String) -> [(String, String)] { next == "/" ? [] : [("next", next)] }

    @Sendable static func entry(_ entry: Entry, _ reader: Reader) -> Page {
        let note: HTML =
            entry.isEmpty
            ? """
            <div class="callout ask"><svg class="li" aria-hidden="true"><use href="#l-yellow"/></svg><span>\
            \(reader("还没有任何账号。请打开启动服务时终端里显示的首次登录链接。", "There is no account yet. Open the first link that the terminal showed when the service started."))\
            </span></div>
            """
            : "<p class=\"small ink-3\">\(reader("没有账号或忘记密码，请向系统管理员要一个一次性链接。", "No account, or the password forgotten? Ask the administrator for a one-time link."))</p>"
        return Page(
            Text("登录", "Sign in"),
            """
            \(head("\(reader("登录", "Sign in"))"))
            <div class="narrow">
            \(form(SignInEndpoints.submit.path.url(), reader, hidden: carried(entry.next), submit: Text("登录", "Sign in"), [
                FormEntry(name: "name", label: AccountsTexts.signInName, autocomplete: "username", isFocused: true),
                FormEntry(name: "password", label: AccountsTexts.password, autocomplete: "current-password", isSecret: true),
            ].html { $0.html(reader) }))
            \(note)</div>
            """)
    }

    @Sendable static func code(_ step: Step, _ reader: Reader) -> Page {
        Page(
            Text("动态码", "Code"),
            """
            \(head("\(reader("还差一步：动态码", "One more step: the code"))", facts: ["\(step.name)"]))
            <div class="narrow">\(form(SignInEndpoints.code.path.url(), reader, hidden: carried(step.next), submit: Text("继续", "Continue"), """
                <div class="field"><label for="f-code">\(reader[AccountsTexts.code])</label>\
                <input class="in w-s num" id="f-code" name="code" inputmode="text" autocomplete="one-time-code" maxlength="40" required autofocus \
                aria-describedby="f-code-h"><span class="hint" id="f-code-h">\(reader[AccountsTexts.codeHint])</span></div>
                """))
            <p class="small ink-3">\(reader("手机和恢复码都没有了，请安全管理员重置动态码。", "Without phone and recovery codes, ask the security administrator to remove the second factor."))</p></div>
            """)
    }

    @Sendable static func enrol(_ offer: SecondFactorOffer, _ reader: Reader) -> Page {
        Page(
            Text("设置动态码", "Set up the code"),
            """
            \(head("\(reader("设置动态码", "Set up the code"))", facts: ["\(offer.name)"]))
            <p class="lede">\(reader("您的角色登录时要有第二重验证。设置一次，以后登录在密码之后再填6位数字。", "Your role signs in with a second proof. Set it up once; from then on six digits follow the password."))</p>
            \(SecondFactorPages.offer(offer, action: SignInEndpoints.enrol.path.url(), reader))
            """)
    }

    @Sendable static func renew(_ renewal: Renewal, _ reader: Reader) -> Page {
        Page(
            Text("更换密码", "New password"),
            """
            \(head("\(reader("密码已满90天，请更换", "The password is 90 days old: choose a new one"))", facts: ["\(renewal.name)"]))
            <div class="narrow">\(form(SignInEndpoints.renew.path.url(), reader, hidden: carried(renewal.next), submit: Text("更换密码", "Change the password"),
                newPassword(renewal.profile, reader)))</div>
            """)
    }

    static func newPassword(_ profile: String, _ reader: Reader, label: Text = AccountsTexts.newPassword) -> HTML {
        [
            FormEntry(
                name: "newPassword", label: label, autocomplete: "new-password", isSecret: true,
                hint: PasswordProfile(rawValue: profile)?.hint),
            FormEntry(name: "again", label: AccountsTexts.again, autocomplete: "new-password", isSecret: true),
        ].html { $0.html(reader) }
    }

    // MARK: One-time links

    @Sendable static func welcome(_ opened: Welcome.Opened, _ reader: Reader) -> Page {
        let roles = AccountsTexts.roleNames(Set(opened.roles.compactMap { Role(rawValue: $0) }))
        let title =
            switch OneTimeLink.Purpose(rawValue: opened.purpose) {
            case .first: Text("建立第一个账号", "Make the first account")
            case .reset: Text("设置新密码", "Set a new password")
            case .entry: Text("进入药链", "Enter Yaolian")
            default: Text("欢迎，设置密码后即可登录", "Welcome: set a password and you are in")
            }
        let facts: [HTML] = [opened.name.map { "<b>\($0)</b>" as HTML }, "\(reader[roles])"].compactMap(\.self)
        return Page(
            title,
            """
            \(head("\(reader[title])", facts: facts))
            <div class="narrow">\(form(SignInEndpoints.accept.url { $0.token = opened.token }, reader, submit: submit(opened), entries(opened, reader)))
            <p class="small ink-3">\(reader("链接只能用一次，用后即失效。", "The link works once."))</p></div>
            """)
    }

    private static func submit(_ opened: Welcome.Opened) -> Text {
        switch OneTimeLink.Purpose(rawValue: opened.purpose) {
        case .entry: Text("以此账号登录", "Sign in as this account")
        case .reset: Text("设置密码并登录", "Set the password and sign in")
        default: Text("设置完成，登录", "Done, sign in")
        }
    }

    private static func entries(_ opened: Welcome.Opened, _ reader: Reader) -> HTML {
        if opened.purpose == OneTimeLink.Purpose.entry.rawValue { return .empty }
        let isFirst = opened.purpose == OneTimeLink.Purpose.first.rawValue
        let names: [FormEntry] =
            isFirst
            ? [
                FormEntry(name: "name", label: AccountsTexts.name, autocomplete: "name", isFocused: true),
                FormEntry(
                    name: "signInName", label: AccountsTexts.signInName, autocomplete: "username",
                    hint: AccountsTexts.signInNameHint),
            ] : []
        return names.html { $0.html(reader) } + newPassword(opened.profile, reader, label: AccountsTexts.password)
    }
}
