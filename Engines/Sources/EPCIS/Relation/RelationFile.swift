import Findings
import Identifiers

/// The packing relation of one or more batches: which package sits in which, as manufacturers upload it (码上放心, schema 3.0).
///
///     <Document … License="…">
///       <Events Version="3.0"><Event Name="RelationCreate">
///         <Relation productCode subTypeNo cascade="1:5:2500" packageSpec comment>
///           <Batch batchNo madeDate validateDate workshop lineName lineManager>
///             <Code curCode packLayer parentCode flag/> …
///
/// A code has 20 digits, and its first seven tell product and layer; layer 1 is the smallest package, the highest layer has no
/// parent. `cascade` says how many packages of each layer at most sit in one of the next: 1 box, 5 cans in it, 2,500
/// in a can. The file is written back byte for byte as it came: byte-order mark, line ends, order and spacing of attributes.
///
/// ```swift
/// let file = try RelationFile.read(bytes)
/// file.value.codes.count       // 7504
/// file.value.bytes == bytes    // true
/// ```
public struct RelationFile: Sendable {
    /// One package.
    public struct Code: Hashable, Sendable {
        public var code: String
        public var layer: Int
        public var parent: String?
        public var flag: String
        /// Where it stands in the file that was read; 0 for a code of our own.
        public var line = 0

        public init(code: String, layer: Int, parent: String? = nil, flag: String = "2") {
            self.code = code
            self.layer = layer
            self.parent = parent
            self.flag = flag
        }
    }

    public struct Batch: Hashable, Sendable {
        /// batchNo, madeDate, validateDate, workshop, lineName, lineManager, and whatever else the file has.
        public var attributes: [RelationAttribute]
        public var codes: [Code]
        /// productCode, subTypeNo, cascade, packageSpec, comment of the relation that holds the batch.
        public var relation: [RelationAttribute]
        public var line = 0

        public init(relation: [RelationAttribute], attributes: [RelationAttribute], codes: [Code]) {
            self.relation = relation
            self.attributes = attributes
            self.codes = codes
        }

        public var number: String? { attributes.value("batchNo") }
        public var productCode: String? { relation.value("productCode") }
        /// The most packages of each layer in one of the next, from the outside in.
        public var cascade: [Int]? {
            let parts = relation.value("cascade")?.split(separator: ":").map { Int($0) } ?? []
            return parts.isEmpty || parts.contains(nil) ? nil : parts.compactMap { $0 }
        }
    }

    public var batches: [Batch]
    var style: RelationStyle

    public var codes: [Code] { batches.flatMap(\.codes) }

    /// A file of our own, in the layout of the platform: no byte-order mark, LF, a line a code.
    public init(license: String, batches: [Batch]) {
        self.batches = batches
        style = RelationStyle(license: license)
    }

    /// Reads a file; what is wrong with nesting, codes and counts is told by line and leaves the file readable.
    public static func read(_ bytes: [UInt8]) throws(Unreadable) -> Report<RelationFile> {
        let tags = try RelationTags(bytes)
        var file = RelationFile(license: "", batches: [])
        file.style = RelationStyle(tags)
        var findings: [Finding] = []
        var relation: [RelationAttribute] = []
        for tag in tags.tags where !tag.isClosing {
            switch tag.name {
            case "Relation": relation = tag.attributes
            case "Batch":
                var batch = Batch(relation: relation, attributes: tag.attributes, codes: [])
                batch.line = tag.line
                file.batches.append(batch)
            case "Code":
                guard let last = file.batches.indices.last else {
                    findings.append(Finding(.relationPlace, at: .line(tag.line)))
                    continue
                }
                file.batches[last].codes.append(code(tag, &findings))
            default: break
            }
        }
        for batch in file.batches { findings += batch.faults() }
        findings += file.repeats()
        if file.bytes != bytes { findings.append(Finding(.relationLayout)) }
        return Report(file, findings: findings)
    }

    private static func code(_ tag: RelationTag, _ findings: inout [Finding]) -> Code {
        let layer = tag.attributes.value("packLayer").flatMap { Int($0) }
        if layer == nil || !(1...9).contains(layer ?? 0) { findings.append(Finding(.relationLayer, at: .line(tag.line))) }
        let parent = tag.attributes.value("parentCode")
        var code = Code(
            code: tag.attributes.value("curCode") ?? "", layer: layer ?? 0, parent: parent?.isEmpty == true ? nil : parent,
            flag: tag.attributes.value("flag") ?? "")
        code.line = tag.line
        return code
    }

    /// One code names one package, in the whole file.
    private func repeats() -> [Finding] {
        var lines: [String: Int] = [:]
        var findings: [Finding] = []
        for code in codes {
            if let first = lines[code.code] {
                findings.append(
                    Finding(.relationRepeat, at: .line(code.line), ["code": code.code, "line": "\(first)"]))
            } else {
                lines[code.code] = code.line
            }
        }
        return findings
    }
}

/// An attribute with its value, references resolved.
public struct RelationAttribute: Hashable, Sendable {
    public let name: String
    public var value: String

    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

extension [RelationAttribute] {
    func value(_ name: String) -> String? { first { $0.name == name }?.value }
}

extension RelationFile.Batch {
    /// Codes, nesting and counts of one batch.
    func faults() -> [Finding] {
        var findings: [Finding] = []
        var byCode: [String: RelationFile.Code] = [:]
        for code in codes where byCode[code.code] == nil { byCode[code.code] = code }
        let top = codes.map(\.layer).max() ?? 0
        var layerOfPrefix: [Substring: RelationFile.Code] = [:]
        var children: [String: Int] = [:]
        for code in codes {
            let place = Place.line(code.line)
            if !DrugTraceCode.read(code.code).isValid { findings.append(Finding(.relationCode, at: place, ["code": code.code])) }
            let prefix = code.code.prefix(7)
            if let other = layerOfPrefix[prefix], other.layer != code.layer {
                findings.append(
                    Finding(
                        .relationPrefix, at: place, ["prefix": String(prefix), "layer": "\(other.layer)", "line": "\(other.line)"]))
            } else {
                layerOfPrefix[prefix] = code
            }
            findings += nesting(code, byCode, top: top)
            if let parent = code.parent { children[parent, default: 0] += 1 }
        }
        return findings + counts(children, top: top)
    }

    private func nesting(_ code: RelationFile.Code, _ byCode: [String: RelationFile.Code], top: Int) -> [Finding] {
        let place = Place.line(code.line)
        guard let parent = code.parent else {
            return code.layer == top ? [] : [Finding(.relationOrphan, at: place, ["code": code.code, "layer": "\(code.layer)"])]
        }
        guard let holder = byCode[parent] else {
            return [Finding(.relationParent, at: place, ["code": code.code, "parent": parent])]
        }
        if holder.layer == code.layer + 1 { return [] }
        return [
            Finding(
                .relationNesting, at: place,
                ["code": code.code, "layer": "\(code.layer)", "parent": parent, "parentLayer": "\(holder.layer)"])
        ]
    }

    /// More in one package than the cascade allows is wrong; fewer is a remainder, worth a remark; nothing at all is wrong.
    private func counts(_ children: [String: Int], top: Int) -> [Finding] {
        guard let cascade, cascade.count >= top, top > 1 else { return [] }
        let most = Array(cascade.suffix(top))
        var findings: [Finding] = []
        for code in codes where (2...top).contains(code.layer) {
            let limit = most[top - code.layer + 1]
            let count = children[code.code] ?? 0
            let arguments = ["code": code.code, "actual": "\(count)", "expected": "\(limit)"]
            if count > limit || count == 0 {
                findings.append(Finding(.relationCount, at: .line(code.line), arguments))
            } else if count < limit {
                findings.append(Finding(.relationRemainder, at: .line(code.line), arguments))
            }
        }
        return findings
    }
}

extension FindingCode {
    public static let relationPlace = FindingCode(
        "epcis.relation.place", .error, zh: "<Code> 不在任何 <Batch> 之内。", en: "This <Code> stands in no <Batch>.")
    public static let relationLayer = FindingCode(
        "epcis.relation.layer", .error, zh: "packLayer 应为 1 至 9 的数字。", en: "packLayer must be a number from 1 to 9.")
    public static let relationCode = FindingCode(
        "epcis.relation.code", .error, zh: "“{code}”不是 20 位数字的追溯码。", en: "“{code}” is no trace code of 20 digits.")
    public static let relationRepeat = FindingCode(
        "epcis.relation.repeat", .error, zh: "“{code}”已在第 {line} 行出现，一码只能用于一件。",
        en: "“{code}” is on line {line} already; a code names one package.")
    public static let relationPrefix = FindingCode(
        "epcis.relation.prefix", .error,
        zh: "前缀“{prefix}”在第 {line} 行属于第 {layer} 层，同一前缀只能用于一层。",
        en: "The prefix “{prefix}” belongs to layer {layer} on line {line}; one prefix serves one layer.")
    public static let relationOrphan = FindingCode(
        "epcis.relation.orphan", .error, zh: "第 {layer} 层的“{code}”没有上级码。", en: "“{code}” of layer {layer} names no parent.")
    public static let relationParent = FindingCode(
        "epcis.relation.parent", .error, zh: "“{code}”的上级码“{parent}”不在本批次中。",
        en: "The parent “{parent}” of “{code}” is not in this batch.")
    public static let relationNesting = FindingCode(
        "epcis.relation.nesting", .error,
        zh: "第 {layer} 层的“{code}”不能直接装在第 {parentLayer} 层的“{parent}”里。",
        en: "“{code}” of layer {layer} cannot sit in “{parent}” of layer {parentLayer}.")
    public static let relationCount = FindingCode(
        "epcis.relation.count", .error,
        zh: "“{code}”内有 {actual} 件，按包装比例应为 1 至 {expected} 件。", en: "“{code}” holds {actual}; the cascade allows 1 to {expected}.")
    public static let relationRemainder = FindingCode(
        "epcis.relation.remainder", .note,
        zh: "“{code}”未装满：{actual} 件，满装 {expected} 件。", en: "“{code}” is not full: {actual} of {expected}.")
    public static let relationLayout = FindingCode(
        "epcis.relation.layout", .warning, zh: "文件的排版不规则，写回时会改为规范排版。",
        en: "The layout of the file is irregular; written back it will be regular.")
}
