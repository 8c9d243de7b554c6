import Calendars

/// For whom and how a page is rendered: language, viewer, date, and what he may do.
public struct Reader: Sendable {
    public var language: Language
    public var viewer: Viewer
    public var today: Day
    /// The date chosen with `?asof=`; links carry it on.
    public var chosenDay: Day?
    /// The path and query of this page.
    public var url: String
    /// Bound to the session; empty for a reader without one.
    public var csrf: String
    public var menu: [MenuItem]
    /// Permissions by route id, for links and buttons that show only when they may be used.
    public var allowed: Set<String>
    /// One line to show on top: what was just done.
    public var notice: Text?
    public var frame: FrameFacts
    public var theme: Theme

    public init(
        language: Language = .zh, viewer: Viewer = .anonymous, today: Day, chosenDay: Day? = nil, url: String = "/",
        csrf: String = "",
        menu: [MenuItem] = [], allowed: Set<String> = [], notice: Text? = nil, frame: FrameFacts = FrameFacts(),
        theme: Theme = .system
    ) {
        self.language = language
        self.viewer = viewer
        self.today = today
        self.chosenDay = chosenDay
        self.url = url
        self.csrf = csrf
        self.menu = menu
        self.allowed = allowed
        self.notice = notice
        self.frame = frame
        self.theme = theme
    }

    public subscript(_ text: Text) -> String { text(language) }
    /// Chinese and English written in place, for the few words that belong to one spot.
    public func callAsFunction(_ zh: @autoclosure () -> String, _ en: @autoclosure () -> String) -> String {
        language == .zh ? zh() : en()
    }

    public var csrfField: HTML { csrf.isEmpty ? .empty : "<input type=\"hidden\" name=\"_csrf\" value=\"\(csrf)\">" }

    /// A link inside the house that keeps the chosen date.
    public func link(_ url: String) -> String {
        guard let chosenDay else { return url }
        guard url.utf8.contains(where: { $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") }) else {
            return "\(url)?asof=\(chosenDay.description)"
        }
        let anchor = url.utf8.firstIndex(of: UInt8(ascii: "#")) ?? url.endIndex
        let hasQuery = url.utf8[..<anchor].contains(UInt8(ascii: "?"))
        if hasQuery, url.contains("asof=") { return url }
        return "\(url[..<anchor])\(hasQuery ? "&" : "?")asof=\(chosenDay.description)\(url[anchor...])"
    }

    public func may<I, O>(_ endpoint: Endpoint<I, O>) -> Bool { endpoint.permission.allows(viewer) }
}

/// Light or dark, where the reader does not follow his system.
public enum Theme: String, Sendable, Hashable, CaseIterable {
    case system, light, dark
}

public struct MenuItem: Sendable, Hashable {
    public let id: String
    public let entry: MenuEntry
    public let path: Path
    public let url: String

    init(_ id: String, _ entry: MenuEntry, at path: Path) {
        self.id = id
        self.entry = entry
        self.path = path
        url = path.url()
    }
}

/// A page before the frame around it.
public struct Page: Sendable {
    public let title: Text
    public let body: HTML
    /// The route id whose menu entry is marked.
    public var current: String
    /// Wide pages hide the side navigation behind 菜单.
    public var isCanvas: Bool
    public var status: Int
    /// Chosen plan, shown in the top bar.
    public var plan: PlanMark?
    public var scripts: [String]
    /// The pages beside this one: those of its plan. They stand in the side navigation.
    public var nav: [NavLink]

    public init(
        _ title: Text, current: String = "", canvas: Bool = false, status: Int = 200, plan: PlanMark? = nil, scripts: [String] = [],
        nav: [NavLink] = [], _ body: HTML
    ) {
        self.title = title
        self.body = body
        self.current = current
        isCanvas = canvas
        self.status = status
        self.plan = plan
        self.scripts = scripts
        self.nav = nav
    }
}

/// The plan that a page belongs to: its place and title in the top bar, and the date its figures are shown for.
public struct PlanMark: Sendable, Hashable {
    public let id: String
    public let place: String
    public let title: String
    public let asOf: Day

    public init(id: String, place: String, title: String, asOf: Day) {
        self.id = id
        self.place = place
        self.title = title
        self.asOf = asOf
    }
}

/// A page beside the one shown.
public struct NavLink: Sendable, Hashable {
    public let label: Text
    public let url: String
    public let isCurrent: Bool
    public let group: MenuEntry.Group

    public init(_ label: Text, url: String, isCurrent: Bool = false, in group: MenuEntry.Group = .ofPlan) {
        self.label = label
        self.url = url
        self.isCurrent = isCurrent
        self.group = group
    }
}
