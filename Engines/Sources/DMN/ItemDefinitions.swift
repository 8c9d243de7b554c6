import FEEL
import Findings

/// The item definitions of one file as types, with the values they allow.
struct ItemDefinitions {
    let lexicon: Lexicon
    let prefix: String

    /// Declares every type first, so that they may name one another in any order, then fills them in.
    static func declare(_ definitions: Definitions, into lexicon: Lexicon, _ findings: inout [Finding]) -> [(String, NamedType)] {
        var made: [(String, NamedType)] = []
        var seen: Set<String> = []
        for item in definitions.items {
            let name = Definitions.plain(item[attribute: "name"] ?? "")
            guard seen.insert(name).inserted else {
                findings.append(Finding(.itemTwice, at: .line(item.line, column: item.column), ["name": name]))
                continue
            }
            let type = NamedType(name: name)
            made.append((name, type))
            lexicon.declare(type: name, .named(type))
        }
        return made
    }

    static func fill(_ definitions: Definitions, _ types: [(String, NamedType)], _ lexicon: Lexicon, _ findings: inout [Finding]) {
        let builder = ItemDefinitions(lexicon: lexicon, prefix: "")
        var next = types[...]
        var seen: Set<String> = []
        for item in definitions.items {
            guard seen.insert(Definitions.plain(item[attribute: "name"] ?? "")).inserted, let (_, type) = next.popFirst() else {
                continue
            }
            builder.fill(type, item, &findings, depth: 0)
        }
    }

    private func fill(_ type: NamedType, _ xml: XMLElement, _ findings: inout [Finding], depth: Int) {
        guard depth < 50 else { return }
        var base = FEELType.any
        let components = xml.all("itemComponent")
        if !components.isEmpty {
            var members: [(name: String, type: FEELType)] = []
            for component in components {
                let name = Definitions.plain(component[attribute: "name"] ?? "")
                let inner = NamedType(name: name)
                fill(inner, component, &findings, depth: depth + 1)
                lexicon.declare(entry: name)
                members.append((name: name, type: .named(inner)))
            }
            base = .context(members)
        } else if let function = xml.first("functionItem") {
            let parameters = function.all("parameters").map { reference($0[attribute: "typeRef"], $0, &findings) }
            base = .function(parameters, reference(function[attribute: "outputTypeRef"], function, &findings))
        } else {
            base = reference(typeRef(xml), xml, &findings)
        }
        if let allowed = xml.first("allowedValues") {
            let inner = NamedType(name: type.name)
            inner.base = base
            (inner.allows, inner.tests) = check(allowed, base, xml)
            type.listed = BoxedExpressions.values(allowed.first("text")?.text ?? "", lexicon)
            base = .named(inner)
        }
        if xml[attribute: "isCollection"] == "true" { base = .list(base) }
        if let constraint = xml.first("typeConstraint") { (type.allows, type.tests) = check(constraint, base, xml) }
        type.base = base
    }

    /// `typeRef` is an element here, an attribute elsewhere.
    private func typeRef(_ xml: XMLElement) -> String? {
        (xml.first("typeRef")?.text ?? xml[attribute: "typeRef"]).map(Definitions.plain)
    }

    private func reference(_ name: String?, _ xml: XMLElement, _ findings: inout [Finding]) -> FEELType {
        guard let name, !name.isEmpty else { return .any }
        if let type = ItemDefinitions.type(name, lexicon) { return type }
        findings.append(Finding(.typeMissing, at: .line(xml.line, column: xml.column), ["name": name]))
        return .any
    }

    /// A type by reference; older files write `feel:number`.
    static func type(_ name: String, _ lexicon: Lexicon) -> FEELType? {
        if let type = FEEL.type(name, lexicon: lexicon) { return type }
        guard let colon = name.firstIndex(of: ":") else { return nil }
        return FEEL.type(String(name[name.index(after: colon)...]), lexicon: lexicon)
    }

    private func check(_ xml: XMLElement, _ base: FEELType, _ owner: XMLElement) -> ((@Sendable (Value) -> Bool)?, UnaryTests?) {
        let text = xml.first("text")?.text ?? ""
        if text.allSatisfy(\.isWhitespace) { return (nil, nil) }
        let scope = Scope(within: .language())
        let slot = scope.declare("?", type: base)
        let origin = Origin(name: owner[attribute: "name"] ?? "", line: xml.line)
        guard let tests = FEEL.tests(text, slot: slot, scope: scope, lexicon: lexicon, origin: origin) as? UnaryTests else {
            return (nil, nil)
        }
        let fast = CellTest(tests)
        let size = scope.layout.size
        let allows: @Sendable (Value) -> Bool = { value in
            if let verdict = fast.quick(value) { return verdict }
            return tests.test(value, Frame(Evaluation(), size: size)).isTrue
        }
        return (allows, tests)
    }
}

extension FindingCode {
    static let itemTwice = FindingCode(
        "dmn.item.twice", .error, zh: "数据类型“{name}”定义了两次。", en: "The type “{name}” is defined twice.")
    static let typeMissing = FindingCode(
        "dmn.type.unknown", .error, zh: "没有定义数据类型“{name}”。", en: "The type “{name}” is not defined.")
}
