import CLibCrypto
import Calendars
import Documents
import Findings
import Foundation
import Kernel

/// Uploaded files: evidence, sources. What a file is, its bytes say; its name is only shown.
public enum Files {
    public static let slice = Slice("Files", routes: [], raw: [FileEndpoints.download], migrations: FileSchema.migrations)

    /// The largest file that is kept.
    public static let limit = 20 << 20

    /// Keeps an upload and returns its id. Refuses kinds that cannot be opened again later, and says how to save them.
    public static func keep(_ upload: Upload, _ scope: Scope) throws -> RecordID {
        guard upload.bytes.count <= limit else {
            throw Refusal.tooLarge(
                Text("“\(upload.name)”超过20 MB。请压缩或拆分后再传。", "“\(upload.name)” is over 20 MB. Compress or split it."))
        }
        let sniffed = FileKind.sniff(upload.bytes, name: upload.name)
        if let refusal = sniffed.refusal { throw Refusal.unsupported(Text(refusal.message(.zh), refusal.message(.en))) }
        let id = scope.newID()
        try FileStore.insert(
            id, name: safeName(upload.name), kind: sniffed.kind.rawValue, type: sniffed.kind.mediaType,
            bytes: [UInt8](upload.bytes), scope)
        return id
    }

    /// A name for people and for a header: no path, no control characters.
    static func safeName(_ name: String) -> String {
        let last = name.split { $0 == "/" || $0 == "\\" }.last.map(String.init) ?? ""
        let kept = last.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F && $0 != "\"" }
        let text = String(String.UnicodeScalarView(kept.prefix(120)))
        return text.isEmpty ? "file" : text
    }
}

enum FileSchema {
    static let migrations = [
        Migration("2026-11-21-file", slice: "Files") { _ in
            [
                """
                CREATE TABLE file (
                    id {id},
                    name {text} NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
                    kind {text} NOT NULL,
                    media_type {text} NOT NULL,
                    size {int} NOT NULL CHECK (size >= 0),
                    sha256 {text} NOT NULL,
                    bytes {blob} NOT NULL,
                    by_name {text} NOT NULL,
                    at {time} NOT NULL
                )
                """
            ]
        }
    ]
}

enum FileStore {
    static func insert(_ id: RecordID, name: String, kind: String, type: String, bytes: [UInt8], _ scope: Scope) throws {
        try scope.connection.execute(
            """
            INSERT INTO file (id, name, kind, media_type, size, sha256, bytes, by_name, at)
            VALUES (\(id), \(name), \(kind), \(type), \(bytes.count), \(sha256(bytes)), \(bytes), \(scope.viewer.name), \(scope.now.description))
            """)
    }

    static func find(_ id: RecordID, _ connection: Connection) throws -> (name: String, type: String, bytes: [UInt8])? {
        try connection.first("SELECT name, media_type, bytes FROM file WHERE id = \(id)").map {
            (try $0.text("name"), try $0.text("media_type"), try $0.blob("bytes"))
        }
    }
}

enum FileEndpoints {
    /// Always a download: nothing that was uploaded is ever shown as a page of the house.
    static let download = RawEndpoint(
        "file.download", .get, "/files/{file}",
        permission: Permission("file.read", .office, .leader, .unit, .park, .regulator, .auditor), Text("下载文件", "Download a file")
    ) { request, house in
        guard let id = request.values["file"].flatMap({ RecordID($0) }),
            let file = try await house.read(as: request.viewer, { try FileStore.find(id, $0.connection) })
        else { throw Refusal.missing(Text("没有这个文件。", "There is no such file.")) }
        return RawEndpoint.Response(
            type: file.type, Data(file.bytes),
            headers: [
                "content-disposition": "attachment; filename*=UTF-8''\(encodeURLPart(file.name))",
                "content-security-policy": "sandbox",
            ])
    }
}
