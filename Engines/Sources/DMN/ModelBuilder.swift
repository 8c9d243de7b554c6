import FEEL
import Findings

/// Resolves the names of the files and compiles every node.
struct ModelBuilder {
    let files: [Definitions]
    var nodes: [Model.Node] = []
    var findings: [Finding] = []
    private var sources: [(file: Int, element: Definitions.Element)] = []
    private var byReference: [String: Int] = [:]
    private var lexicons: [Lexicon] = []

    init(_ files: [Definitions]) { self.files = files }

    mutating func build() {
        declareTypes()
        for (file, definitions) in files.enumerated() {
            for element in definitions.elements {
                let kind: Model.Node.Kind =
                    switch element.kind {
                    case .inputData: .inputData
                    case .decision: .decision
                    case .businessKnowledgeModel: .knowledgeModel
                    case .decisionService: .service
                    }
                let index = nodes.count
                byReference[definitions.namespace + "#" + element.id] = index
                sources.append((file, element))
                nodes.append(
                    Model.Node(
                        kind: kind, name: element.name, id: element.id, namespace: definitions.namespace, line: element.xml.line))
            }
        }
        for index in nodes.indices { resolve(index) }
        for index in nodes.indices { type(index) }
        refuseCycles()
        for index in nodes.indices { compile(index) }
    }

    private mutating func declareTypes() {
        var declared: [[(String, NamedType)]] = []
        for file in files {
            let lexicon = Lexicon()
            lexicons.append(lexicon)
            declared.append(ItemDefinitions.declare(file, into: lexicon, &findings))
        }
        for (index, file) in files.enumerated() {
            for wanted in file.imports {
                guard let other = files.firstIndex(where: { $0.namespace == wanted.namespace }) else { continue }
                for (name, type) in declared[other] {
                    lexicons[index].declare(type: wanted.name.isEmpty ? name : wanted.name + "." + name, .named(type))
                }
            }
        }
        for (index, file) in files.enumerated() {
            ItemDefinitions.fill(file, declared[index], lexicons[index], &findings)
        }
        // Entry names of imported types may stand in any expression of the importing file.
        for (index, file) in files.enumerated() {
            for wanted in file.imports {
                guard let other = files.firstIndex(where: { $0.namespace == wanted.namespace }) else { continue }
                for (_, type) in declared[other] { FEELType.named(type).declareEntries(in: lexicons[index]) }
            }
        }
    }

    // MARK: requirements

    /// `#id`, `namespace#id` or a bare id.
    private func target(_ href: String?, from file: Int) -> Int? {
        guard let href else { return nil }
        let parts = href.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
        let own = files[file].namespace
        if parts.count == 2 { return byReference[(parts[0].isEmpty ? own : String(parts[0])) + "#" + parts[1]] }
        return byReference[own + "#" + href]
    }

    private mutating func resolve(_ index: Int) {
        let (file, element) = sources[index]
        for group in element.xml.elements where group.namespace == element.xml.namespace {
            switch group.name {
            case "informationRequirement", "knowledgeRequirement":
                for reference in group.elements where reference.name.hasPrefix("required") {
                    guard let found = target(reference[attribute: "href"], from: file) else {
                        findings.append(
                            Finding(
                                .referenceMissing, at: .line(reference.line),
                                ["name": element.name, "href": reference[attribute: "href"] ?? ""]))
                        continue
                    }
                    nodes[index].requires.append(found)
                }
            case "outputDecision":
                if let found = target(group[attribute: "href"], from: file) { nodes[index].outputs.append(found) }
            case "inputDecision", "inputData":
                if let found = target(group[attribute: "href"], from: file) { nodes[index].serviceInputs.append(found) }
            default: continue
            }
        }
        if nodes[index].kind == .service {
            // Parameters: input data first, then input decisions, each in the order of the file.
            let inputs = nodes[index].serviceInputs
            nodes[index].serviceInputs =
                inputs.filter { nodes[$0].kind == .inputData } + inputs.filter { nodes[$0].kind != .inputData }
        }
    }

    /// The declared types, known before any expression is compiled.
    private mutating func type(_ index: Int) {
        let (file, element) = sources[index]
        let boxed = BoxedExpressions(element: element.name, lexicon: lexicons[file])
        let declared = boxed.type(element.typeRef)
        if declared == nil, let name = element.typeRef, !name.isEmpty {
            findings.append(Finding(.typeMissing, at: .line(element.xml.line), ["name": name]))
        }
        nodes[index].isTyped = declared != nil
        switch nodes[index].kind {
        case .inputData, .decision: nodes[index].type = declared ?? .any
        case .knowledgeModel, .service:
            if case .function(_, let result)? = declared?.plain {
                nodes[index].result = result
            } else {
                nodes[index].result = declared ?? .any
            }
        }
    }

    /// A node that needs itself is cut out of its own requirements and reported.
    private mutating func refuseCycles() {
        var state = [UInt8](repeating: 0, count: nodes.count)
        for start in nodes.indices where state[start] == 0 {
            var stack: [(node: Int, next: Int)] = [(start, 0)]
            state[start] = 1
            while let top = stack.last {
                let requires = nodes[top.node].requires
                guard top.next < requires.count else {
                    state[top.node] = 2
                    stack.removeLast()
                    continue
                }
                stack[stack.count - 1].next += 1
                let wanted = requires[top.next]
                if state[wanted] == 1, !(wanted == top.node && nodes[wanted].kind == .knowledgeModel) {
                    findings.append(Finding(.requirementCycle, at: .line(nodes[top.node].line), ["name": nodes[top.node].name]))
                } else if state[wanted] == 0 {
                    state[wanted] = 1
                    stack.append((wanted, 0))
                }
            }
        }
    }

    // MARK: compiling

    private func scope(of index: Int, _ layout: Layout) -> Scope {
        let (file, _) = sources[index]
        let scope = Scope(within: .language(layout))
        var imported: [String: Scope] = [:]
        for wanted in nodes[index].requires {
            let node = nodes[wanted]
            if node.namespace == files[file].namespace {
                scope.declare(node.name, host: wanted, type: hostType(wanted))
                continue
            }
            guard let door = files[file].imports.first(where: { $0.namespace == node.namespace }) else { continue }
            if door.name.isEmpty {
                scope.declare(node.name, host: wanted, type: hostType(wanted))
                continue
            }
            let names = imported[door.name] ?? Scope(layout)
            imported[door.name] = names
            names.declare(node.name, host: wanted, type: hostType(wanted))
        }
        for (name, names) in imported { scope.declare(name, names: names) }
        return Scope(within: scope)
    }

    private func hostType(_ index: Int) -> FEELType {
        switch nodes[index].kind {
        case .inputData, .decision: nodes[index].type
        case .knowledgeModel, .service: .any
        }
    }

    private mutating func compile(_ index: Int) {
        let (file, element) = sources[index]
        var boxed = BoxedExpressions(element: element.name, lexicon: lexicons[file])
        let layout = Layout()
        nodes[index].layout = layout
        switch nodes[index].kind {
        case .inputData: return
        case .decision:
            let code = boxed.inside(element.xml, scope(of: index, layout))
            nodes[index].code = code
        case .knowledgeModel:
            guard let logic = element.xml.first("encapsulatedLogic") else { break }
            if let kind = logic[attribute: "kind"], kind != "FEEL" {
                let finding = Finding(.externalUnsupported, at: .line(logic.line), ["kind": kind])
                findings.append(finding)
                nodes[index].code = Broken(finding, boxed.span(logic))
                nodes[index].parameters = boxed.parameters(of: logic, Scope(layout))
                return
            }
            let outer = scope(of: index, layout)
            // A knowledge model may call itself; the depth of calls is bounded when it runs.
            outer.declare(element.name, host: index)
            let inner = Scope(within: outer)
            nodes[index].parameters = boxed.parameters(of: logic, inner)
            nodes[index].code = boxed.inside(logic, inner)
            if !nodes[index].isTyped, let own = boxed.type(logic[attribute: "typeRef"]) { nodes[index].result = own }
        case .service:
            nodes[index].parameters = nodes[index].serviceInputs.map {
                Function.Parameter(name: nodes[$0].name, type: nodes[$0].type)
            }
        }
        findings += boxed.findings
    }
}

extension FEELType {
    /// The entry names of a type, so that paths with spaces can be read.
    func declareEntries(in lexicon: Lexicon) {
        var seen: Set<ObjectIdentifier> = []
        var waiting = [self]
        while let type = waiting.popLast() {
            switch type {
            case .named(let named): if seen.insert(ObjectIdentifier(named)).inserted { waiting.append(named.base) }
            case .context(let members):
                for member in members {
                    lexicon.declare(entry: member.name)
                    waiting.append(member.type)
                }
            case .list(let element): waiting.append(element)
            default: continue
            }
        }
    }
}

extension FindingCode {
    static let referenceMissing = FindingCode(
        "dmn.reference.missing", .error, zh: "“{name}”引用的 {href} 不存在。", en: "“{name}” requires {href}, which does not exist.")
    static let requirementCycle = FindingCode(
        "dmn.requirement.cycle", .error, zh: "“{name}”间接地依赖它自己。", en: "“{name}” requires itself by a detour.")
}
