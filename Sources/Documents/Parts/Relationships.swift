import Foundation

/// The parts that a part points to (ECMA-376 part 2): how the main document, the styles or a sheet are found.
struct Relationships {
    struct Target {
        let id: String
        /// The last word of the type's address, such as `styles` or `worksheet`.
        let kind: String
        let path: String
    }

    private(set) var targets: [Target] = []

    /// Reads `folder/_rels/name.rels` of the part `folder/name`; the empty part is the package itself.
    init(of part: String, in archive: Archive, limits: DocumentLimits) throws {
        let cut = part.lastIndex(of: "/")
        let folder = cut.map { String(part[...$0]) } ?? ""
        let name = cut.map { String(part[part.index(after: $0)...]) } ?? part
        var found: [Target] = []
        try XMLTreeReader.read(folder + "_rels/" + name + ".rels", of: archive, container: "rel:Relationships", limits: limits) {
            guard let id = $0["Id"], let type = $0["Type"], let target = $0["Target"], $0["TargetMode"] != "External" else {
                return
            }
            let kind = type.split(separator: "/").last.map(String.init) ?? ""
            found.append(Target(id: id, kind: kind, path: Relationships.resolve(target, in: folder)))
        }
        targets = found
    }

    func path(kind: String) -> String? { targets.first { $0.kind == kind }?.path }
    func path(id: String) -> String? { targets.first { $0.id == id }?.path }

    private static func resolve(_ target: String, in folder: String) -> String {
        let full = target.hasPrefix("/") ? String(target.dropFirst()) : folder + target
        var parts: [Substring] = []
        for part in full.split(separator: "/") {
            if part == ".." { _ = parts.popLast() } else if part != "." { parts.append(part) }
        }
        return parts.joined(separator: "/")
    }
}
