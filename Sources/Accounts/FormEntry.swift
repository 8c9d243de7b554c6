import Kernel

/// One line of a form that a browser's password keeper recognises by its `autocomplete` word.
struct FormEntry {
    let name: String
    let label: Text
    let autocomplete: String
    var isSecret = false
    var value = ""
    var hint: Text?
    var isFocused = false
    var isRequired = true

    func html(_ reader: Reader) -> HTML {
        let described: HTML = hint == nil ? "" : " aria-describedby=\"f-\(name)-h\""
        return """
            <div class="field"><label for="f-\(name)">\(reader[label])</label>\
            <input class="in" type="\(isSecret ? "password" : "text")" id="f-\(name)" name="\(name)" value="\(value)" \
            autocomplete="\(autocomplete)" maxlength="200"\(described)\(if: isRequired, " required")\(if: isFocused, " autofocus") \
            autocapitalize="none" spellcheck="false">\
            \(hint.map { "<span class=\"hint\" id=\"f-\(name)-h\">\(reader[$0])</span>" as HTML })</div>
            """
    }
}

/// A form with one button.
func form(_ action: String, _ reader: Reader, hidden: [(String, String)] = [], submit: Text, _ entries: HTML) -> HTML {
    """
    <form class="form" method="post" action="\(action)" novalidate>\(reader.csrfField)\(hidden.html {
        "<input type=\"hidden\" name=\"\($0.0)\" value=\"\($0.1)\">"
    })\(entries)<div class="form-end"><button class="btn main" type="submit">\(reader[submit])</button></div></form>
    """
}
