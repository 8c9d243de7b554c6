/// Names resolved against the scope, and the types that are written by name.
extension Parser {
    mutating func name() throws -> Code {
        let start = at
        guard let match = scope.match(text, start) else {
            let open = openItems(upTo: nil)
            if !open.isEmpty, let known = lexicon.entryNames.ownMatch(text, start) {
                at = known.end
                return FilterName(known.entry.name, items: open, fallback: nil, span(start))
            }
            let name = try word()
            guard !Parser.reserved.contains(name) else { throw fault(.unexpected, start) }
            return open.isEmpty ? UnknownName(name, span(start)) : FilterName(name, items: open, fallback: nil, span(start))
        }
        let open = openItems(upTo: match.scope)
        if !open.isEmpty, let known = lexicon.entryNames.ownMatch(text, start), known.end > match.end {
            at = known.end
            return FilterName(known.entry.name, items: open, fallback: nil, span(start))
        }
        at = match.end
        let code = try resolve(match, start)
        guard !open.isEmpty, !(code is BuiltinCall), !(code is Literal) else { return code }
        return FilterName(match.entry.name, items: open, fallback: code, span(start))
    }

    private mutating func resolve(_ match: Scope.Match, _ start: Int) throws -> Code {
        let entry = match.entry
        match.scope.markUsed()
        switch entry.binding {
        case .slot(let slot):
            if entry.name == "?" { sawInput = true }
            return SlotRead(Parser.reach(slot, match.scope, from: scope), entry.name, entry.type, span(start))
        case .member(let slot):
            let item = SlotRead(Parser.reach(slot, match.scope, from: scope), "item", .any, span(start))
            let path = Path(item, entry.name, span(start))
            path.type = entry.type
            return path
        case .host(let index): return HostRead(index, entry.name, entry.type, span(start))
        case .code(let code): return code
        case .builtin(let builtin):
            skip()
            if take("(") { return BuiltinCall(builtin, try arguments(), span(start)) }
            at = match.end
            return Literal(.function(builtin.function), span(start))
        case .names(let names):
            skip()
            guard take(".") else { throw fault(.missing, at, ".") }
            skip()
            guard let inner = names.ownMatch(text, at) else { throw fault(.unexpected, at) }
            at = inner.end
            return try resolve(inner, start)
        }
    }

    /// The slot under which `slot` of `owner` is seen from `scope`; across functions it is captured on the way.
    static func reach(_ slot: Int, _ owner: Scope, from scope: Scope) -> Int {
        if scope.layout === owner.layout { return slot }
        guard let outer = scope.layout.outer else { return slot }
        let source = SlotRead(reach(slot, owner, from: outer), "", .any, .whole)
        return scope.layout.capture("\(ObjectIdentifier(owner.layout).hashValue):\(slot)", source)
    }

    /// The items of filters, innermost first, whose entries may hide what `limit` declares.
    private func openItems(upTo limit: Scope?) -> [Int] {
        var out: [Int] = []
        var current: Scope? = scope
        while let here = current, here !== limit {
            if let item = here.openItem {
                here.markUsed()
                out.append(Parser.reach(item, here, from: scope))
            }
            current = here.parent ?? here.layout.outer
        }
        return out
    }

    static let reserved: Set<String> = [
        "then", "else", "return", "satisfies", "in", "and", "or", "between", "if", "for", "some", "every",
    ]

    mutating func typeName() throws -> FEELType {
        depth += 1
        defer { depth -= 1 }
        guard depth <= 100 else { throw fault(.tooDeep, at) }
        skip()
        let start = at
        if let word = keyword(["list", "range", "context", "function"]) {
            skip()
            if take("<") { return try generic(word) }
            at = start
        }
        if let (type, end) = lexicon.matchType(text, at) {
            at = end
            return type
        }
        switch keyword(["list", "context", "function"]) {
        case "list": return .list(.any)
        case "context": return .context([])
        default: throw fault(.typeUnknown, start)
        }
    }

    private mutating func generic(_ word: String) throws -> FEELType {
        switch word {
        case "list", "range":
            let element = try typeName()
            skip()
            guard take(">") else { throw fault(.missing, at, ">") }
            return word == "list" ? .list(element) : .range(element)
        case "context":
            var members: [(name: String, type: FEELType)] = []
            skip()
            while !take(">") {
                guard let name = argumentName(), members.count < 1000 else { throw fault(.unexpected, at) }
                members.append((name: name, type: try typeName()))
                skip()
                _ = take(",")
                skip()
            }
            return .context(members)
        default:
            var parameters: [FEELType] = []
            skip()
            while !take(">") {
                guard parameters.count < 1000 else { throw fault(.unexpected, at) }
                parameters.append(try typeName())
                skip()
                _ = take(",")
                skip()
            }
            skip()
            guard take("->") else { throw fault(.missing, at, "->") }
            return .function(parameters, try typeName())
        }
    }
}
