import Kernel

/// Progress against time on the one ruler: what is achieved is ink, what is missing against time is hatched, what is ahead is green.
/// Shares are 0 to 1; positions are percentages, so that text never stretches.
public struct Ruler: Sendable {
    /// `nil` where the baseline is missing: then nothing is drawn but the frame.
    public let achieved: Double?
    public let time: Double
    public let light: Light

    public init(achieved: Double?, time: Double, light: Light) {
        self.achieved = achieved
        self.time = time
        self.light = light
    }

    /// One row; `first` also carries the time line's label on a phone.
    public func html(_ reader: Reader, label: String, first: Bool = false) -> HTML {
        let now = percent(time)
        let timeLabel: HTML = """
            <text class="t-dian t-b only-phone" x="\(now)" y="-6" text-anchor="middle">\(reader("时间进度", "Time")) \(Show.percent(time))</text>
            """
        let anchor: HTML = time > 0.62 ? "x=\"\(now)\" dx=\"-8\" text-anchor=\"end\"" : "x=\"\(now)\" dx=\"8\""
        return """
            <svg class="g" aria-hidden="true"><g transform="translate(0 -6)">\(bar)</g>\
            <line class="g-now" x1="\(now)" x2="\(now)" y1="0" y2="100%"/>\(if: first, timeLabel)\
            <text class="t-\(light.tone) halo" \(anchor) y="73%" dy="4">\(label)</text></svg>
            """
    }

    private var bar: HTML {
        guard let achieved else {
            return "<rect x=\"0\" y=\"37%\" width=\"100%\" height=\"12\" rx=\"2\" class=\"g-cant\" stroke-dasharray=\"3 3\"/>"
        }
        let done = min(max(achieved, 0), 1)
        let ink = min(done, time)
        var out: HTML = "<rect class=\"g-track\" x=\"0\" y=\"37%\" width=\"100%\" height=\"12\" rx=\"2\"/>"
        out += "<rect class=\"g-bar\" x=\"0\" y=\"37%\" width=\"\(percent(ink))\" height=\"12\" rx=\"2\"/>"
        if done >= time {
            out += "<rect class=\"g-gap-green\" x=\"\(percent(time))\" y=\"37%\" width=\"\(percent(done - time))\" height=\"12\"/>"
        } else if light == .yellow || light == .red {
            out += """
                <rect class="g-gap-\(light.tone)" fill="url(#hatch-\(light.tone))" stroke-width="1" x="\(percent(done))" y="37%" \
                width="\(percent(time - done))" height="12"/>
                """
        }
        return out
    }

    /// The head of the column: 0, the time line with its label, 100 %.
    public static func heading(time: Double, _ reader: Reader) -> HTML {
        let now = percent(time)
        let anchor: HTML = time > 0.85 ? "end" : time < 0.15 ? "start" : "middle"
        return """
            <span class="vh">\(reader("完成程度与时间进度", "Completion against time"))</span><svg class="g" aria-hidden="true">\
            <text x="0%" y="100%" dy="-6" text-anchor="start">0</text><text x="100%" y="100%" dy="-6" text-anchor="end">100%</text>\
            <text class="t-dian t-b" x="\(now)" y="100%" dy="-13" text-anchor="\(anchor)">\(reader("时间进度", "Time")) \(Show.percent(time))</text>\
            <line class="g-now" x1="\(now)" x2="\(now)" y1="80%" y2="100%"/></svg>
            """
    }
}

/// Needed and actual pace, one above the other on the same scale.
public func pace(needed: Double, actual: Double, neededWords: String, actualWords: String, _ reader: Reader) -> HTML {
    let top = max(abs(needed), abs(actual), .leastNormalMagnitude) * 1.25
    func bar(_ value: Double, _ name: HTML) -> HTML {
        """
        <svg class="g" aria-hidden="true"><rect class="g-track" width="100%" height="7" rx="1.5"/>\
        <rect class="\(name)" width="\(percent(max(0, value) / top))" height="7" rx="1.5"/></svg>
        """
    }
    return """
        <div class="pace"><span>\(reader("需要", "Needed"))</span>\(bar(needed, "g-bar2"))<b>\(neededWords)</b>\
        <span>\(reader("实际", "Actual"))</span>\(bar(actual, "g-bar"))<b>\(actualWords)</b></div>
        """
}

/// A share as an SVG percentage with two decimals.
func percent(_ share: Double) -> String {
    guard share.isFinite else { return "0%" }
    let hundredths = Int((min(max(share, 0), 1) * 10_000).rounded())
    let fraction = hundredths % 100
    return "\(hundredths / 100)" + (fraction == 0 ? "" : "." + (fraction < 10 ? "0" : "") + "\(fraction)") + "%"
}
