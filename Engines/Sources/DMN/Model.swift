import FEEL
import Findings

/// A DMN model, read and ready to run: one file and the files that it imports.
///
/// ```swift
/// let model = try Model(bytes).value
/// let outcome = model.evaluate("补助金额", inputs: ["研发投入": .number(1000)], strict: true)
/// ```
///
/// Errors: `Unreadable` for broken XML or a file of another kind. A decision whose expression cannot be read stays in the
/// model, runs to null and is named in the findings.
public final class Model: @unchecked Sendable {
    public struct Node: Sendable {
        public enum Kind: String, Sendable { case inputData, decision, knowledgeModel, service }
        public let kind: Kind
        public let name: String
        public let id: String
        public let namespace: String
        public let line: Int
        public internal(set) var type: FEELType = .any
        /// Whether its variable, or the logic behind it, names a type.
        public internal(set) var isTyped = false
        /// Indices of the nodes that it requires.
        public internal(set) var requires: [Int] = []
        /// A decision's logic, or a knowledge model's body.
        public internal(set) var code: Code?
        var layout = Layout()
        var parameters: [Function.Parameter] = []
        var result = FEELType.any
        var outputs: [Int] = []
        var serviceInputs: [Int] = []
    }

    public let name: String
    public let namespace: String
    public internal(set) var nodes: [Node] = []
    public let document: XMLDocument
    /// The types of the nodes, at hand without their nodes.
    private(set) var types: [FEELType] = []
    private var byName: [String: Int] = [:]
    private var byImportedName: [String: Int] = [:]

    /// `others` are offered for the imports and found by their namespace.
    public convenience init(_ bytes: [UInt8], imports others: [[UInt8]] = []) throws {
        self.init(reading: try Model.read(bytes, others))
    }

    public private(set) var findings: [Finding] = []

    private static func read(_ bytes: [UInt8], _ others: [[UInt8]]) throws -> (
        main: Definitions, all: [Definitions], findings: [Finding]
    ) {
        var findings: [Finding] = []
        let main = try Definitions(XMLDocument(bytes), &findings)
        var offered: [Definitions] = []
        for other in others {
            var ignored: [Finding] = []
            if let made = try? Definitions(XMLDocument(other), &ignored) { offered.append(made) }
        }
        var all = [main]
        var next = 0
        while next < all.count, all.count < 200 {
            for wanted in all[next].imports where !all.contains(where: { $0.namespace == wanted.namespace }) {
                if let found = offered.first(where: { $0.namespace == wanted.namespace }) {
                    all.append(found)
                } else if wanted.namespace.contains("/DMN/") == false {
                    findings.append(
                        Finding(.importMissing, at: .line(wanted.line), ["name": wanted.name, "namespace": wanted.namespace]))
                }
            }
            next += 1
        }
        return (main, all, findings)
    }

    private init(reading: (main: Definitions, all: [Definitions], findings: [Finding])) {
        name = reading.main.name
        namespace = reading.main.namespace
        document = reading.main.document
        findings = reading.findings
        var builder = ModelBuilder(reading.all)
        builder.build()
        nodes = builder.nodes
        types = nodes.map(\.type)
        findings += builder.findings
        for (index, node) in nodes.enumerated() {
            if node.namespace == namespace, byName[node.name] == nil { byName[node.name] = index }
            byImportedName[node.namespace + "#" + node.name] = index
        }
        for (index, node) in nodes.enumerated() where byName[node.name] == nil { byName[node.name] = index }
    }

    /// The node of a name, first among those of the main file.
    public func node(_ name: String, namespace: String? = nil) -> Int? {
        if let namespace { return byImportedName[namespace + "#" + name] }
        return byName[Definitions.plain(name)]
    }

    public var decisions: [String] { nodes.filter { $0.kind == .decision && $0.namespace == namespace }.map(\.name) }
    public var inputs: [String] { nodes.filter { $0.kind == .inputData && $0.namespace == namespace }.map(\.name) }

    /// The file as it was read.
    public func write() -> [UInt8] { document.write() }
}

extension FindingCode {
    static let importMissing = FindingCode(
        "dmn.import.missing", .error, zh: "找不到导入的模型“{name}”（{namespace}）。",
        en: "The imported model “{name}” ({namespace}) is not at hand.")
}
