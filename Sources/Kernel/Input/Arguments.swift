import Foundation

extension Route {
    /// The input that `name=value` words of a command line stand for. A name given twice is a list; `name=@path` is a file where the
    /// field takes one. `read` gives a file's bytes, or `nil`.
    public func input(arguments: [String], read: (_ path: String) -> Data?) throws(Refusal) -> RawInput {
        var raw = RawInput()
        for argument in arguments {
            guard let equals = argument.firstIndex(of: "="), equals > argument.startIndex else {
                throw .invalid([
                    FieldProblem(argument, Text(same: argument), Text("请写成 名称=值。", "Write it as NAME=VALUE."))
                ])
            }
            let name = String(argument[..<equals])
            let value = String(argument[argument.index(after: equals)...])
            guard value.hasPrefix("@"), let field = fields.first(where: { $0.name == name && $0.isFile }) else {
                raw.texts[name, default: []].append(value)
                continue
            }
            let path = String(value.dropFirst())
            guard let bytes = read(path) else {
                throw .invalid([FieldProblem(name, field.label, Text("文件“\(path)”无法读取。", "The file “\(path)” cannot be read."))])
            }
            guard bytes.count <= bodyLimit else {
                throw .tooLarge(
                    Text("文件“\(path)”超过\(bodyLimit)字节。", "The file “\(path)” has more than \(bodyLimit) bytes."))
            }
            let file = path.split(separator: "/").last.map(String.init) ?? path
            raw.files[field.name, default: []].append(Upload(name: file, bytes: bytes))
        }
        return raw
    }
}
