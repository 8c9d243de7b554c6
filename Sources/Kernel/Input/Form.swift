/// The HTML form of an endpoint: typed values stay, each message stands beside its field and is linked from the top.
public struct Form: Sendable {
    public let action: String
    public var fields: [FieldSummary]
    public var values: RawInput
    public let problems: [FieldProblem]
    public let submit: Text
    /// Fields that the page shows in its own way; they travel hidden.
    public var carried: Set<String> = []
    /// A page has one main button; the forms beside it have plain ones.
    public var isMain = true
    /// Tells the fields of several forms on one page apart.
    public var idPrefix = ""

    public init(action: String, fields: [FieldSummary], values: RawInput, problems: [FieldProblem] = [], submit: Text) {
        self.action = action
        self.fields = fields
        self.values = values
        self.problems = problems
        self.submit = submit
    }

    /// The same form with a list to choose from, where what may be chosen is known only when the page is made.
    public func offering(_ choices: [Control.Choice], for name: String) -> Form {
        var form = self
        for index in form.fields.indices where form.fields[index].name == name { form.fields[index].control = .choice(choices) }
        return form
    }

    public func html(_ reader: Reader) -> HTML {
        let hasFile = fields.contains(where: \.isFile)
        return """
            <form class="form" method="post" action="\(action)"\(if: hasFile, " enctype=\"multipart/form-data\"") novalidate>
            \(reader.csrfField)\(summary(reader))\(fields.html { control($0, reader) })
            <div class="form-end"><button class="btn\(if: isMain, " main")" type="submit">\(reader[submit])</button></div></form>
            """
    }

    private func summary(_ reader: Reader) -> HTML {
        if problems.isEmpty { return .empty }
        let title = Text("有\(problems.count)处需要更正，其余内容都还在", "\(problems.count) to correct; everything else is kept")
        return """
            <div class="err-sum" role="alert"><h2>\(reader[title])</h2><ol>\(problems.html {
                "<li><a href=\"#f-\(idPrefix)\($0.field)\">\(reader[$0.label])</a>：\(reader[$0.message])</li>"
            })</ol></div>
            """
    }

    private func control(_ field: FieldSummary, _ reader: Reader) -> HTML {
        let id = "f-\(idPrefix)\(field.name)"
        let texts = values.texts[field.name] ?? []
        if field.control == .hidden || carried.contains(field.name) {
            return texts.html { "<input type=\"hidden\" name=\"\(field.name)\" value=\"\($0)\">" }
        }
        let problem = problems.first { $0.field == field.name }
        let described = (field.hint == nil ? "" : " \(id)-h") + (problem == nil ? "" : " \(id)-e")
        var attributes: HTML = "id=\"\(id)\" name=\"\(field.name)\""
        if !described.isEmpty { attributes += " aria-describedby=\"\(String(described.dropFirst()))\"" }
        if problem != nil { attributes += " aria-invalid=\"true\"" }
        if field.isRequired { attributes += " required" }
        let must: HTML = field.isRequired ? "<span class=\"must\">\(reader[Text("必填", "required")])</span>" : ""
        return """
            <div class="field\(if: problem != nil, " err-field")"><label for="\(id)">\(reader[field.label])\(must)</label>\
            \(box(field, texts, attributes, reader))\
            \(field.hint.map { "<span class=\"hint\" id=\"\(id)-h\">\(reader[$0])</span>" as HTML })\
            \(problem.map { "<span class=\"err\" id=\"\(id)-e\">\(reader[$0.message])</span>" as HTML })</div>
            """
    }

    private func box(_ field: FieldSummary, _ texts: [String], _ attributes: HTML, _ reader: Reader) -> HTML {
        let value = texts.first ?? ""
        switch field.control {
        case .line(let limit): return "<input class=\"in\" type=\"text\" \(attributes) maxlength=\"\(limit)\" value=\"\(value)\">"
        case .lines(let limit): return "<textarea class=\"in\" \(attributes) maxlength=\"\(limit)\">\(value)</textarea>"
        case .secret: return "<input class=\"in\" type=\"password\" \(attributes) autocomplete=\"off\">"
        case .number(let unit), .integer(let unit):
            return """
                <span class="with-unit"><input class="in num" type="text" inputmode="decimal" \(attributes) value="\(value)">\
                \(unit.map { "<span class=\"u\">\(reader[$0])</span>" as HTML })</span>
                """
        case .day: return "<input class=\"in w-s\" type=\"date\" \(attributes) value=\"\(value)\">"
        case .flag:
            return "<span><input type=\"checkbox\" \(attributes) value=\"true\"\(if: value == "true", " checked")></span>"
        case .choice(let choices):
            return """
                <select class="in" \(attributes)><option value=""></option>\(choices.html {
                    "<option value=\"\($0.value)\"\(if: $0.value == value, " selected")>\(reader[$0.label])</option>"
                })</select>
                """
        case .list: return "<textarea class=\"in\" \(attributes)>\(texts.joined(separator: "\n"))</textarea>"
        case .file(let accept): return "<input class=\"in\" type=\"file\" \(attributes) accept=\"\(accept)\">"
        case .hidden: return .empty
        }
    }
}

/// A field without its types: what forms, menus, OpenAPI and the command line need to know.
public struct FieldSummary: Sendable, Hashable {
    public let name: String
    public let label: Text
    public let hint: Text?
    public internal(set) var control: Control
    public let isRequired: Bool
    public let schema: JSON

    public var isFile: Bool { if case .file = control { true } else { false } }

    init<Input>(_ field: Field<Input>) {
        name = field.name
        label = field.label
        hint = field.hint
        control = field.control
        isRequired = field.isRequired
        schema = field.schema
    }
}
