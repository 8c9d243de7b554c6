import Calendars
import Kernel

/// Where the browser gets the house's own files: `/assets/<hash>/app.js`. A new content is a new address.
public struct AssetLinks: Sendable {
    private let urls: [String: String]

    public init(_ urls: [String: String]) { self.urls = urls }

    /// `nil` for a file that was not there when the program was built.
    public subscript(_ name: String) -> String? { urls[name] }
}

/// The pages that the frame leads to; what is `nil` does not exist in this house or for this viewer.
public struct Landmarks: Sendable {
    public var search: String?
    public var toDo: String?
    public var account: String?
    public var signIn: String?
    public var signOut: String?
    public var newPlan: String?

    public init(
        search: String? = nil, toDo: String? = nil, account: String? = nil, signIn: String? = nil, signOut: String? = nil,
        newPlan: String? = nil
    ) {
        self.search = search
        self.toDo = toDo
        self.account = account
        self.signIn = signIn
        self.signOut = signOut
        self.newPlan = newPlan
    }
}

/// The frame around every page: head, top bar, side navigation, the line of what was just done, the date that the page speaks of.
public func shell(page: Page, reader: Reader, assets: AssetLinks, landmarks: Landmarks = Landmarks()) -> HTML {
    Frame(page: page, reader: reader, assets: assets, landmarks: landmarks).document
}

/// The page without its frame, for htmx: the title is taken over into the window.
public func fragment(page: Page, reader: Reader) -> HTML {
    "<title>\(reader[page.title]) · \(reader("药链", "Yaolian"))</title>\(page.body)"
}

private struct Frame {
    let page: Page
    let reader: Reader
    let assets: AssetLinks
    let landmarks: Landmarks

    var document: HTML {
        """
        <!doctype html>
        <html lang="\(reader.language.tag)"\(if: reader.theme != .system, " class=\"\(reader.theme.rawValue)\"")>
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta name="htmx-config" content="\(htmxConfig)">\(if: !reader.csrf.isEmpty, "\n<meta name=\"csrf\" content=\"\(reader.csrf)\">")
        <title>\(reader[page.title]) · \(reader("药链", "Yaolian"))</title>
        \(["tokens.css", "yaolian.css"].html(stylesheet))\(assets["icon.svg"].map { "<link rel=\"icon\" href=\"\($0)\">\n" as HTML })\
        \((["htmx.min.js", "app.js"] + page.scripts).html(script))</head>
        <body\(if: page.isCanvas, " class=\"canvas\"")>
        <a class="skip" href="#main">\(reader("跳到正文", "Skip to content"))</a>
        \(Sprite.html)
        \(topBar)
        <div class="frame">
        \(sideNavigation)
        <main class="\(page.isCanvas ? "canvas-body" : "page")" id="main" tabindex="-1">
        \(asOf)\(notice)\(page.body)
        </main>
        </div>
        </body>
        </html>
        """
    }

    /// No evaluated attributes and no style element of its own: the content policy forbids both.
    private let htmxConfig =
        #"{"includeIndicatorStyles":false,"allowEval":false,"allowScriptTags":false,"selfRequestsOnly":true,"historyCacheSize":0}"#

    private func stylesheet(_ name: String) -> HTML { assets[name].map { "<link rel=\"stylesheet\" href=\"\($0)\">\n" } ?? .empty }

    private func script(_ name: String) -> HTML { assets[name].map { "<script src=\"\($0)\" defer></script>\n" } ?? .empty }

    // MARK: Top bar

    private var topBar: HTML {
        """
        <header class="top">
        <a class="brand" href="\(reader.link("/"))"><svg aria-hidden="true"><use href="#logo"/></svg>\(reader("药链", "Yaolian"))</a>
        \(plans)\(dayMark)\(search)<nav class="top-end" aria-label="\(reader("账户", "Account"))">\(toDo)\(language(opt: true))\(account)</nav>
        <a class="menu-link" href="#nav">\(reader("菜单", "Menu"))</a>
        </header>
        """
    }

    private var plans: HTML {
        let plans = reader.frame.plans
        if plans.isEmpty, page.plan == nil { return .empty }
        let chosen: HTML =
            page.plan.map { "<b>\($0.place)</b><span>\($0.title)</span>" } ?? "<b>\(reader("选择方案", "Choose a plan"))</b>"
        return """
            <details class="pick">
            <summary>\(chosen)<svg class="caret" aria-hidden="true"><use href="#caret"/></svg></summary>
            <div class="pop"><ul>\(plans.html {
                "<li><a href=\"\(reader.link("/plans/\($0.id)"))\"\(if: $0.id == page.plan?.id, " aria-current=\"true\"")>\($0.place)·\($0.title)</a></li>"
            })\(landmarks.newPlan.map { "<li><a href=\"\($0)\">\(reader("读入一份新方案…", "Read in a new plan…"))</a></li>" as HTML })</ul></div>
            </details>

            """
    }

    /// Stays in sight while the page scrolls.
    private var dayMark: HTML {
        reader.chosenDay.map { "<span class=\"chip day-mark\">\(reader("截至", "As of ")) \($0.description)</span>\n" } ?? .empty
    }

    private var search: HTML {
        guard let url = landmarks.search else { return .empty }
        let words = reader("找目标、举措、单位、企业", "Find targets, measures, units, firms")
        return """
            <form class="find" role="search" action="\(url)" method="get">
            <svg aria-hidden="true"><use href="#search"/></svg>
            <input type="search" name="q" aria-label="\(reader("查找", "Search"))" placeholder="\(words)">\
            \(reader.chosenDay.map { "<input type=\"hidden\" name=\"asof\" value=\"\($0.description)\">" as HTML })
            </form>

            """
    }

    private var toDo: HTML {
        guard let url = landmarks.toDo else { return .empty }
        let count = reader.frame.toDo
        return """
            <a href="\(reader.link(url))">\(reader("待办", "To do"))\(if: count > 0, "<span class=\"count hot\">\(count)</span>")</a>
            """
    }

    /// Leads to this page in the other language; a form that was sent comes back to the page it was on.
    private func language(opt: Bool) -> HTML {
        let other: Language = reader.language == .zh ? .en : .zh
        let url = reader.url + (reader.url.contains("?") ? "&" : "?") + "lang=\(other.rawValue)"
        return """
            <a\(if: opt, " class=\"opt\"") href="\(url)" lang="\(other.tag)" hreflang="\(other.tag)">\(other == .zh ? "中文" : "English")</a>
            """
    }

    private var account: HTML {
        guard !reader.viewer.isAnonymous else {
            return landmarks.signIn.map { "<a href=\"\($0)\">\(reader("登录", "Sign in"))</a>" } ?? .empty
        }
        let name = reader.viewer.name
        guard landmarks.account != nil || landmarks.signOut != nil else { return "<span class=\"who\">\(name)</span>" }
        return """
            <details class="pick me"><summary><b>\(name)</b><svg class="caret" aria-hidden="true"><use href="#caret"/></svg></summary>
            <div class="pop">\(accountLinks)</div></details>
            """
    }

    private var accountLinks: HTML {
        """
        <ul>\(landmarks.account.map { "<li><a href=\"\(reader.link($0))\">\(reader("我的账户", "My account"))</a></li>" as HTML })\
        \(landmarks.signOut.map { signOut($0) })</ul>
        """
    }

    private func signOut(_ url: String) -> HTML {
        """
        <li><form method="post" action="\(url)">\(reader.csrfField)<button class="as-link" type="submit">\(reader("退出登录", "Sign out"))</button></form></li>
        """
    }

    // MARK: Side navigation

    private var sideNavigation: HTML {
        """
        <nav class="side\(if: reader.menu.isEmpty, " empty")" id="nav" aria-label="\(reader("主导航", "Main"))">
        <a class="close btn bare" href="#main">\(reader("收起", "Close"))</a>
        \([MenuEntry.Group.plan, .ofSupervision, .industry, .settings].html(group))\(phoneEnd)</nav>
        """
    }

    private func group(_ group: MenuEntry.Group) -> HTML {
        let items = reader.menu.filter { $0.entry.group == group && !group.isOfOnePlan }
        let beside = page.nav.filter { $0.group == (group == .plan ? .ofPlan : group) }
        if items.isEmpty, beside.isEmpty { return .empty }
        return """
            <h2>\(reader[group.label])</h2>
            <ul>
            \(beside.html(entry))\(items.html(entry))</ul>

            """
    }

    private func entry(_ link: NavLink) -> HTML {
        "<li><a href=\"\(reader.link(link.url))\"\(if: link.isCurrent, " aria-current=\"page\"")>\(reader[link.label])</a></li>\n"
    }

    private func entry(_ item: MenuItem) -> HTML {
        let count: HTML = reader.frame.counts[item.id].map { "<span class=\"n\">\($0)</span>" } ?? .empty
        let mark: HTML = item.id == page.current ? " aria-current=\"page\"" : .empty
        return "<li><a href=\"\(reader.link(item.url))\"\(mark)>\(reader[item.entry.label])\(count)</a></li>\n"
    }

    /// What the top bar has no room for on a phone.
    private var phoneEnd: HTML {
        """
        <div class="only-phone"><h2>\(reader("账户", "Account"))</h2><ul><li>\(language(opt: false))</li></ul>\
        \(if: !reader.viewer.isAnonymous, accountLinks)</div>
        """
    }

    // MARK: Above the page

    private var asOf: HTML {
        guard let day = reader.chosenDay else {
            return
                "<p class=\"only-print asof\">\(reader("数据截至", "As of ")) \(Show.day(page.plan?.asOf ?? reader.today, reader.language))</p>"
        }
        let words = reader("按\(Show.day(day, .zh))当时的情况显示", "Shown as things stood on \(Show.day(day, .en))")
        return """
            <p class="callout asof" role="note"><span>\(words)</span><a class="go" href="\(withoutDay)">\(reader("回到今天", "Back to today"))</a></p>

            """
    }

    private var withoutDay: String {
        let parts = reader.url.split(separator: "?", maxSplits: 1)
        let query = parts.count > 1 ? parts[1].split(separator: "&").filter { !$0.hasPrefix("asof=") }.joined(separator: "&") : ""
        return (parts.first.map(String.init) ?? "/") + (query.isEmpty ? "" : "?" + query)
    }

    private var notice: HTML {
        reader.notice.map { "<p class=\"callout ok\" role=\"status\">\(reader[$0])</p>\n" } ?? .empty
    }
}

extension MenuEntry.Group {
    var label: Text {
        switch self {
        case .plan: Text("方案", "Plan")
        case .industry: Text("产业", "Industry")
        case .settings: Text("设置", "Settings")
        case .ofPlan: Text("本方案", "This plan")
        case .ofSupervision: Text("督办与评估", "Supervision")
        }
    }
}
