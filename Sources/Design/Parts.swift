import Kernel

/// Title, one line of facts, at most three buttons of which one is the main one.
public func head(_ title: HTML, facts: [HTML] = [], actions: [HTML] = [], crumbs: [HTML] = []) -> HTML {
    """
    \(if: !crumbs.isEmpty, "<ol class=\"crumbs\">\(crumbs.html { "<li>\($0)</li>" })</ol>")<div class="head"><div><h1>\(title)</h1>\
    \(if: !facts.isEmpty, "<p class=\"sub\">\(facts.html { "<span>\($0)</span>" })</p>")</div>\
    \(if: !actions.isEmpty, "<div class=\"acts\">\(actions.joined())</div>")</div>
    """
}

/// A part of a page under a heading; `note` stands small beside it, `more` leads on.
public func section(_ id: String, _ title: String, note: HTML? = nil, more: HTML? = nil, _ body: HTML) -> HTML {
    """
    <section class="sec" id="\(id)" aria-labelledby="h-\(id)"><div class="sec-h"><h2 id="h-\(id)">\(title)</h2>\
    \(note.map { "<span class=\"note\">\($0)</span>" as HTML })\(more)</div>
    \(body)</section>
    """
}

public func link(_ url: String, _ words: String, plain: Bool = false) -> HTML {
    "<a\(if: plain, " class=\"plain\"") href=\"\(url)\">\(words)</a>"
}

public func button(_ url: String, _ words: String, main: Bool = false) -> HTML {
    "<a class=\"btn\(if: main, " main")\" href=\"\(url)\">\(words)</a>"
}

/// A button that changes something: a form of its own, so that it works without JavaScript.
public func action(
    _ url: String, _ words: String, _ reader: Reader, main: Bool = false, small: Bool = true, fields: [(String, String)] = [],
    key: String? = nil
) -> HTML {
    """
    <form method="post" action="\(url)" class="one">\(reader.csrfField)\(fields.html {
        "<input type=\"hidden\" name=\"\($0.0)\" value=\"\($0.1)\">"
    })<button class="btn\(if: small, " s")\(if: main, " main")" type="submit"\(key.map { " data-key=\"\($0)\"" as HTML })>\(words)\
    \(key.map { " <kbd>\($0)</kbd>" as HTML })</button></form>
    """
}

/// A number that opens into how it was made: rule, inputs, arithmetic, date.
public struct Unfold: Sendable {
    public struct Step: Sendable, Hashable {
        public let label: Text
        public let value: HTML

        public init(_ label: Text, _ value: HTML) {
            self.label = label
            self.value = value
        }
    }

    public let title: Text
    public let steps: [Step]
    public let sum: HTML?

    public init(_ title: Text, _ steps: [Step], sum: HTML? = nil) {
        self.title = title
        self.steps = steps
        self.sum = sum
    }

    public func html(around figure: HTML, _ reader: Reader) -> HTML {
        "<details class=\"unfold\"><summary>\(figure)</summary><div class=\"unfold-body\"><h3>\(reader[title])</h3>\(why(reader))</div></details>"
    }

    /// The list alone, for a panel that is always open.
    public func why(_ reader: Reader) -> HTML {
        """
        <dl class="why">\(steps.html { "<dt>\(reader[$0.label])</dt><dd>\($0.value)</dd>" })\
        \(sum.map { "<dd class=\"sum\">\($0)</dd>" as HTML })</dl>
        """
    }
}

/// A value with its unit: `.fig`.
public func figure(_ value: String, _ unit: String, big: Bool = false) -> HTML {
    "<span class=\"fig\(if: big, " big")\"><span class=\"v\">\(value)</span><span class=\"u\">\(unit)</span></span>"
}

/// Nothing here: what is true, and one way on.
public func emptyState(_ title: String, _ words: String, _ way: HTML? = nil) -> HTML {
    "<div class=\"state\"><h3>\(title)</h3><p>\(words)</p>\(way.map { "<div class=\"acts\">\($0)</div>" as HTML })</div>"
}

/// Words of the plan, in Song, with the place they stand in.
public func quotation(_ words: String, cite: HTML) -> HTML {
    "<blockquote class=\"song-q\" lang=\"zh-CN\">\(words)<cite>\(cite)</cite></blockquote>"
}

/// The mark on a value that only illustrates.
public func exampleMark(_ reader: Reader) -> HTML { "<span class=\"demo\">\(reader("示例", "example"))</span>" }
