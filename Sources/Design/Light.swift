import Kernel

/// What a rule said of a target, a measure or a report. Always shown as shape, word and colour together.
public enum Light: String, Sendable, Hashable, CaseIterable, Codable {
    case ahead, green, yellow, red
    /// No approved data by the report day.
    case unreported
    /// The start lies ahead.
    case idle
    /// The baseline, the sample or the source is missing.
    case cannot
    /// The plan names no unit.
    case unowned

    /// The worst first: what needs somebody stands on top.
    public var urgency: Int {
        switch self {
        case .red: 0
        case .yellow: 1
        case .unreported: 2
        case .unowned: 3
        case .cannot: 4
        case .idle: 5
        case .green: 6
        case .ahead: 7
        }
    }

    /// The word of a lamp: 黄灯.
    public var word: Text {
        switch self {
        case .ahead: Text("提前", "Ahead")
        case .green: Text("绿灯", "Green")
        case .yellow: Text("黄灯", "Yellow")
        case .red: Text("红灯", "Red")
        case .unreported: Text("未报送", "Not reported")
        case .idle: Text("未到期", "Not due")
        case .cannot: Text("无法判断", "Cannot tell")
        case .unowned: Text("未列明", "No unit named")
        }
    }

    /// The word of a judgement: 滞后.
    public var verdict: Text {
        switch self {
        case .green: Text("达到预期进度", "On pace")
        case .yellow, .red: Text("滞后", "Behind")
        case .unowned: Text("责任单位未列明", "No unit named")
        default: word
        }
    }

    var symbol: String {
        switch self {
        case .ahead: "l-ahead"
        case .green: "l-green"
        case .yellow: "l-yellow"
        case .red: "l-red"
        case .unreported: "l-none"
        case .idle: "l-idle"
        case .cannot: "l-cannot"
        case .unowned: "l-noowner"
        }
    }

    /// The colour's name in the style sheet.
    public var tone: String {
        switch self {
        case .ahead, .green: "green"
        case .yellow: "yellow"
        case .red: "red"
        default: "grey"
        }
    }

    public var icon: HTML { "<svg class=\"li\" aria-hidden=\"true\"><use href=\"#\(symbol)\"/></svg>" }

    /// The light with a word; its own when none is given.
    public func html(_ reader: Reader, _ words: Text? = nil, badge: Bool = false) -> HTML {
        "<span class=\"light \(tone)\(if: badge, " badge")\">\(icon)\(reader[words ?? verdict])</span>"
    }
}
