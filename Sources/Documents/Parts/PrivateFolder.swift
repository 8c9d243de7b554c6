import Findings
import Foundation

/// A folder that only this process reads, gone with its owner whatever happens.
final class PrivateFolder {
    private let url: URL

    init(in parent: URL = FileManager.default.temporaryDirectory) throws {
        url = parent.appending(path: "documents-\(UUID().uuidString)")
        do {
            try FileManager.default.createDirectory(
                at: url, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        } catch {
            throw Unreadable(Finding(.folderUnwritable))
        }
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    func path(_ name: String) -> String { url.appending(path: name).path }
}

extension FindingCode {
    public static let folderUnwritable = FindingCode(
        "documents.folder.unwritable", .error,
        zh: "服务器的临时目录写不进去，文件没有处理。请联系管理员检查磁盘空间和权限后再试。",
        en:
            "The server's temporary folder cannot be written, so the file was not processed. Ask the administrator to check disk space and permissions."
    )
}
