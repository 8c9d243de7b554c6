import Foundation

/// The files that the house reads at run time: policy packs, calendars, presets, word lists. One folder, shipped beside the binary.
public struct Content: Sendable {
    public let folder: String

    public init(folder: String = "Content") { self.folder = folder }

    /// The text of a file, named by its path inside the folder.
    public func text(_ path: String) throws(Refusal) -> String {
        guard let text = try? String(contentsOfFile: "\(folder)/\(path)", encoding: .utf8) else {
            throw .unavailable(
                Text(
                    "缺少内容文件“\(path)”。请检查安装目录下的Content文件夹。",
                    "The content file “\(path)” is missing. Check the folder Content of the installation."))
        }
        return text
    }
}
