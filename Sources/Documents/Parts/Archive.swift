import CLibZip
import Findings
import Foundation

/// A ZIP archive held in memory: office documents, and uploads of many files.
///
/// Nothing is trusted: the number of entries, each size, their sum and the ratio of compression are limited, sizes are
/// counted while reading and not taken from the directory, and an entry's name is only ever a label.
///
/// ```swift
/// let archive = try Archive(data)
/// for entry in try archive.entries() { let bytes = try archive.read(entry) }
/// ```
public final class Archive {
    public struct Entry: Sendable, Hashable {
        /// The path inside the archive, made safe: see `safeName`.
        public let name: String
        /// The size that the directory claims.
        public let size: Int
        let index: UInt64
        let compressed: Int
    }

    private let bytes: NSData  // keeps the memory that libzip reads from
    private let handle: OpaquePointer
    private let limits: DocumentLimits
    private var total = 0

    public init(_ data: Data, limits: DocumentLimits = .standard) throws {
        try limits.checkFile(data.count)
        bytes = NSData(data: data)
        self.limits = limits
        var fault = zip_error_t()
        zip_error_init(&fault)
        defer { zip_error_fini(&fault) }
        guard let source = zip_source_buffer_create(bytes.bytes, UInt64(bytes.length), 0, &fault) else {
            throw Unreadable(Finding(.archiveBroken))
        }
        guard let handle = zip_open_from_source(source, Int32(ZIP_RDONLY), &fault) else {
            zip_source_free(source)
            throw Unreadable(Finding(.archiveBroken))
        }
        self.handle = handle
        let count = Int(zip_get_num_entries(handle, 0))
        if count > limits.entries {
            throw Unreadable(Finding(.archiveEntries, ["count": "\(count)", "limit": "\(limits.entries)"]))
        }
    }

    deinit { zip_discard(handle) }

    /// The names in the directory of an archive of any size; `nil` where it cannot be read.
    static func names(_ data: Data) -> [String]? {
        var limits = DocumentLimits()
        limits.fileSize = .max
        limits.entries = 100_000
        guard let archive = try? Archive(data, limits: limits) else { return nil }
        return (0..<UInt64(max(0, zip_get_num_entries(archive.handle, 0)))).compactMap { index in
            archive.stat(index).map { TextDecoding.nameInArchive($0.name) }
        }
    }

    /// The files of the archive in its own order. Folders are left out; a name that cannot be made safe is an error.
    public func entries() throws -> Report<[Entry]> {
        var report = Report<[Entry]>([])
        for index in 0..<UInt64(max(0, zip_get_num_entries(handle, 0))) {
            guard let (raw, status) = stat(index) else { throw Unreadable(Finding(.archiveBroken)) }
            if raw.last == UInt8(ascii: "/") { continue }
            let name = TextDecoding.nameInArchive(raw)
            guard let safe = Archive.safeName(name) else {
                let shown = String(name.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? "·" : Character($0) }.prefix(80))
                report.findings.append(Finding(.archiveName, at: .name(shown), ["name": shown]))
                continue
            }
            if safe.hasPrefix("__MACOSX/") || safe.hasSuffix(".DS_Store") { continue }
            let size = Int(clamping: status.size)
            report.value.append(Entry(name: safe, size: size, index: index, compressed: Int(clamping: status.comp_size)))
        }
        return report
    }

    /// A relative path without `..`, drive, root, control or direction-changing characters; `nil` where the name is none of a file.
    public static func safeName(_ name: String) -> String? {
        guard !name.isEmpty, name.utf8.count <= 1_000 else { return nil }
        for scalar in name.unicodeScalars {
            switch scalar.value {
            case 0..<0x20, 0x7F..<0xA0, 0x202A...0x202E, 0x2066...0x2069, 0x2028, 0x2029, 0xFEFF: return nil
            default: break
            }
        }
        let path = name.replacing("\\", with: "/")
        if path.hasPrefix("/") || path.utf8.dropFirst().first == UInt8(ascii: ":") { return nil }
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." && $0.utf8.count <= 255 }) else { return nil }
        return path
    }

    public func read(_ entry: Entry) throws -> Data {
        var data = Data()
        try stream(index: entry.index, name: entry.name) { data.append(contentsOf: $0) }
        return data
    }

    func has(_ name: String) -> Bool { zip_name_locate(handle, name, 0) >= 0 }

    /// Hands the part over in pieces of 64 KB; false where the archive has no such part.
    func stream(_ name: String, _ piece: (UnsafeRawBufferPointer) throws -> Void) throws -> Bool {
        let index = zip_name_locate(handle, name, UInt32(ZIP_FL_NOCASE))
        guard index >= 0 else { return false }
        try stream(index: UInt64(index), name: name, piece)
        return true
    }

    private func stream(index: UInt64, name: String, _ piece: (UnsafeRawBufferPointer) throws -> Void) throws {
        guard let (_, status) = stat(index) else { throw broken(name) }
        if status.encryption_method != 0 { throw Unreadable(Finding(.archiveEncrypted, at: .name(name), ["name": name])) }
        try check(name: name, size: Int(clamping: status.size), compressed: Int(clamping: status.comp_size))
        guard let file = zip_fopen_index(handle, index, 0) else { throw broken(name) }
        defer { zip_fclose(file) }
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
        defer { buffer.deallocate() }
        var size = 0
        while true {
            let count = zip_fread(file, buffer.baseAddress, UInt64(buffer.count))
            guard count >= 0 else { throw broken(name) }
            if count == 0 { break }
            size += Int(count)
            total += Int(count)
            try check(name: name, size: size, compressed: Int(clamping: status.comp_size))
            try limits.checkCancelled()
            try piece(UnsafeRawBufferPointer(rebasing: buffer[..<Int(count)]))
        }
    }

    private func check(name: String, size: Int, compressed: Int) throws {
        if size > limits.partSize {
            throw Unreadable(Finding(.archiveTooLarge, at: .name(name), ["name": name, "limit": megabytes(limits.partSize)]))
        }
        if total > limits.totalSize {
            throw Unreadable(Finding(.archiveTooLarge, at: .name(name), ["name": name, "limit": megabytes(limits.totalSize)]))
        }
        if size > 1 << 20, size / limits.ratio > max(compressed, 1) {
            throw Unreadable(Finding(.archiveRatio, at: .name(name), ["name": name, "ratio": "\(limits.ratio)"]))
        }
    }

    private func broken(_ name: String) -> Unreadable { Unreadable(Finding(.archivePart, at: .name(name), ["name": name])) }

    private func stat(_ index: UInt64) -> (name: [UInt8], status: zip_stat_t)? {
        var status = zip_stat_t()
        zip_stat_init(&status)
        guard zip_stat_index(handle, index, UInt32(ZIP_FL_ENC_RAW), &status) == 0, let name = status.name else { return nil }
        return (
            [UInt8](UnsafeBufferPointer(start: UnsafeRawPointer(name).assumingMemoryBound(to: UInt8.self), count: strlen(name))),
            status
        )
    }
}

extension TextDecoding {
    /// Names are UTF-8 or, from Chinese Windows, GBK without a flag that says so.
    static func nameInArchive(_ raw: [UInt8]) -> String {
        let valid = raw.withUnsafeBytes { validUTF8($0) == $0.count }
        if !valid, let name = String(data: Data(raw), encoding: gb18030) { return name }
        return String(decoding: raw, as: UTF8.self)
    }
}

extension FindingCode {
    public static let archiveBroken = FindingCode(
        "documents.archive.broken", .error,
        zh: "压缩结构损坏，打不开：文件可能没有传完，或下载、拷贝时出错。请重新导出后再传。",
        en: "The archive is damaged and cannot be opened; it may be incomplete. Export it anew and send it again.")
    public static let archivePart = FindingCode(
        "documents.archive.part", .error,
        zh: "文件内部的“{name}”损坏，解不开。请在 Word、Excel 或 WPS 中打开并另存一份，再传新文件。",
        en: "The part “{name}” inside the file is damaged. Open the file in Word, Excel or WPS, save a copy, and send the copy.")
    public static let archiveEntries = FindingCode(
        "documents.archive.entries", .error,
        zh: "压缩包里有 {count} 个文件，超过上限 {limit}。请分成几个压缩包。",
        en: "The archive holds {count} files; the limit is {limit}. Split it into several.")
    public static let archiveTooLarge = FindingCode(
        "documents.archive.tooLarge", .error,
        zh: "“{name}”解压后超过 {limit}，为保护服务已停止读取。请删去图片和多余内容，或拆分后再传。",
        en:
            "“{name}” unpacks to more than {limit}; reading stopped to protect the service. Remove pictures and surplus content, or split the file."
    )
    public static let archiveRatio = FindingCode(
        "documents.archive.ratio", .error,
        zh: "“{name}”的压缩比超过 {ratio} 倍，像是压缩炸弹，已停止读取。如果是正常文件，请在 Word、Excel 或 WPS 中打开并另存一份再传。",
        en:
            "“{name}” is compressed more than {ratio} times, as a zip bomb is; reading stopped. If the file is genuine, open it, save a copy, and send the copy."
    )
    public static let archiveEncrypted = FindingCode(
        "documents.archive.encrypted", .error,
        zh: "“{name}”加了密码，读不了。请去掉密码后再传。",
        en: "“{name}” is protected by a password. Remove the password and send it again.")
    public static let archiveName = FindingCode(
        "documents.archive.name", .error,
        zh: "压缩包里的文件名“{name}”不安全（含上级目录、绝对路径或控制字符），这个文件没有读入。请改名后重新压缩。",
        en:
            "The name “{name}” in the archive is unsafe (parent folder, absolute path or control characters); that file was not read. Rename it and pack again."
    )
}
