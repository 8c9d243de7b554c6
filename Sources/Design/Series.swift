import Calendars
import Kernel

/// A target's way through time: actual line, even path, needed path, band of past growth, and the time line.
public struct Series: Sendable {
    public struct Point: Sendable, Hashable {
        public let day: Day
        public let value: Double
        public let isTyped: Bool

        public init(day: Day, value: Double, isTyped: Bool) {
            self.day = day
            self.value = value
            self.isTyped = isTyped
        }
    }

    public let points: [Point]
    public let period: ClosedRange<Day>
    public let goal: Double
    public let asOf: Day
    /// Forecast ends, low and high; `nil` where there is too little data.
    public let band: (low: Double, high: Double)?
    public let unit: String

    public init(
        points: [Point], period: ClosedRange<Day>, goal: Double, asOf: Day, band: (low: Double, high: Double)?, unit: String
    ) {
        self.points = points
        self.period = period
        self.goal = goal
        self.asOf = asOf
        self.band = band
        self.unit = unit
    }

    private var scale: (low: Double, high: Double, step: Double) {
        let values = points.map(\.value) + [goal] + (band.map { [$0.low, $0.high] } ?? [])
        let low = values.min() ?? 0, high = values.max() ?? 1
        let span = max(high - low, abs(high) * 0.05, 1e-9)
        var step = 1.0
        while span / step > 8 { step *= step.isPower ? 2 : 2.5 }
        while span / step < 3 { step /= 2 }
        return (((low - span * 0.08) / step).rounded(.down) * step, ((high + span * 0.08) / step).rounded(.up) * step, step)
    }

    public func html(_ reader: Reader, label: String) -> HTML {
        let (low, high, step) = scale
        let length = Double(max(1, period.upperBound - period.lowerBound))
        func x(_ day: Day) -> Double { 52 + 960 * min(max(Double(day - period.lowerBound) / length, 0), 1) }
        func y(_ value: Double) -> Double { 322 - 300 * (value - low) / (high - low) }
        func at(_ value: Double) -> String { Show.number(value, decimals: 1).replacing(",", with: "").replacing("−", with: "-") }

        var out: HTML = ""
        for index in 0...Int(((high - low) / step).rounded()) where index < 30 {
            let value = low + Double(index) * step
            let line = at(y(value))
            out += "<line class=\"g-grid\" x1=\"52\" x2=\"1012\" y1=\"\(line)\" y2=\"\(line)\"/>"
            out +=
                "<text x=\"44\" y=\"\(at(y(value) + 4))\" text-anchor=\"end\">\(Show.number(value, decimals: 1, trim: true))</text>"
        }
        for year in period.lowerBound.year...period.upperBound.year {
            guard let end = Day(year: year, month: 12, day: 31), period.contains(end) else { continue }
            out += "<text x=\"\(at(x(end)))\" y=\"344\" text-anchor=\"middle\">\(reader("\(year)年末", "\(year)"))</text>"
        }
        out += "<line class=\"g-axis\" x1=\"52\" x2=\"1012\" y1=\"322\" y2=\"322\"/>"
        if period.contains(asOf) {
            out += """
                <line class="g-now" x1="\(at(x(asOf)))" x2="\(at(x(asOf)))" y1="18" y2="322"/>\
                <text class="t-dian t-b" x="\(at(x(asOf)))" y="12" text-anchor="middle">\(Show.day(asOf, reader.language))</text>
                """
        }
        guard let first = points.first, let last = points.last else { return svg(out, label) }
        let end = period.upperBound
        out += "<path class=\"g-path\" d=\"M\(at(x(first.day))) \(at(y(first.value)))L\(at(x(end))) \(at(y(goal)))\"/>"
        if let band {
            out += """
                <path class="g-band" d="M\(at(x(last.day))) \(at(y(last.value)))L\(at(x(end))) \(at(y(band.high)))V\(at(y(band.low)))Z"/>
                """
        }
        out += "<path class=\"g-need\" d=\"M\(at(x(last.day))) \(at(y(last.value)))L\(at(x(end))) \(at(y(goal)))\"/>"
        out += "<path class=\"g-line\" d=\"M\(points.map { "\(at(x($0.day))) \(at(y($0.value)))" }.joined(separator: "L"))\"/>"
        for point in points {
            out +=
                "<circle class=\"g-dot\(if: point.isTyped, " typed")\" cx=\"\(at(x(point.day)))\" cy=\"\(at(y(point.value)))\" r=\"3.5\"/>"
        }
        out += "<circle class=\"g-goal\" cx=\"\(at(x(end)))\" cy=\"\(at(y(goal)))\" r=\"5\"/>"
        out +=
            "<text class=\"t-ink t-b halo\" x=\"\(at(x(last.day) - 10))\" y=\"\(at(y(last.value) - 10))\" text-anchor=\"end\">\(Show.value(last.value, unit: unit))</text>"
        out +=
            "<text class=\"t-red t-b\" x=\"1022\" y=\"\(at(y(goal) + 4))\">\(reader("目标", "Target")) \(Show.number(goal, decimals: 1, trim: true))</text>"
        return svg(out, label)
    }

    private func svg(_ body: HTML, _ label: String) -> HTML {
        "<svg class=\"g series\" viewBox=\"0 0 1120 352\" role=\"img\" aria-label=\"\(label)\">\(body)</svg>"
    }

    public func legend(_ reader: Reader) -> HTML {
        """
        <figcaption class="legend"><span><svg aria-hidden="true"><path class="g-line" d="M0 5H22"/></svg>\(reader("实际", "Actual"))</span>\
        <span><svg aria-hidden="true"><path class="g-path" d="M0 5H22"/></svg>\(reader("均匀推进", "Even pace"))</span>\
        <span><svg aria-hidden="true"><path class="g-need" d="M0 5H22"/></svg>\(reader("到目标所需", "Needed to reach the target"))</span>\
        \(if: band != nil, "<span><svg aria-hidden=\"true\"><rect class=\"g-band\" width=\"22\" height=\"10\"/></svg>\(reader("以往增速延续", "Past growth continued"))</span>")\
        <span><svg aria-hidden="true"><circle class="g-dot typed" cx="11" cy="5" r="4"/></svg>\(reader("手工填报", "Typed"))</span></figcaption>
        """
    }
}

extension Double {
    /// 1, 10, 100 …: the steps of an axis go 1, 2, 5, 10.
    fileprivate var isPower: Bool {
        var value = self
        while value >= 10 { value /= 10 }
        return value == 1 || value == 5
    }
}
