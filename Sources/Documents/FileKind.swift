import Findings
import Foundation

/// What a file is, by its first bytes and, for text, by its name.
///
/// The bytes decide; a name never turns one kind into another, it only tells Markdown, CSV and plain text apart. Kinds that
/// are recognised but not read carry the sentence that says how to save the file so that it can be.
///
/// ```swift
/// FileKind.sniff(data, name: "方案.doc").kind          // .doc
/// FileKind.sniff(data, name: "方案.doc").refusal?.message(.zh)
/// ```
public enum FileKind: String, Sendable, CaseIterable {
    case txt, md, csv, tsv, xlsx, docx, pdf, png, jpeg, zip
    /// Recognised and refused.
    case doc, xls, ppt, pptx, wps, et, dps, ofd, encryptedOffice, rtf, html, executable, otherArchive, unknown, empty

    /// The kinds that Yaolian reads or keeps.
    public var isAccepted: Bool {
        switch self {
        case .txt, .md, .csv, .tsv, .xlsx, .docx, .pdf, .png, .jpeg, .zip: true
        default: false
        }
    }

    public var mediaType: String {
        switch self {
        case .txt: "text/plain"
        case .md: "text/markdown"
        case .csv: "text/csv"
        case .tsv: "text/tab-separated-values"
        case .xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        case .docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
        case .pdf: "application/pdf"
        case .png: "image/png"
        case .jpeg: "image/jpeg"
        case .zip: "application/zip"
        default: "application/octet-stream"
        }
    }

    /// The kind, and why the file is refused where it is. `name` is what the sender called it; only its ending is used.
    public static func sniff(_ data: Data, name: String = "") -> Sniffed {
        let kind = recognise(data, ending: ending(of: name))
        return Sniffed(kind: kind, refusal: kind.isAccepted ? nil : kind.refusal(name: name))
    }

    public struct Sniffed: Sendable, Equatable {
        public let kind: FileKind
        /// `nil` for the kinds that are accepted.
        public let refusal: Finding?
    }
}

/// What follows the last dot, in lower case; empty where there is none or where it is not plain ASCII.
private func ending(of name: String) -> String {
    guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")) else { return "" }
    let tail = name[name.index(after: dot)...]
    return tail.utf8.count <= 8 && tail.utf8.allSatisfy { $0 < 0x80 } ? tail.lowercased() : ""
}

private func recognise(_ data: Data, ending: String) -> FileKind {
    if data.isEmpty { return .empty }
    let head = [UInt8](data.prefix(1024))
    func starts(_ bytes: [UInt8]) -> Bool { head.starts(with: bytes) }
    func starts(_ text: String) -> Bool { head.starts(with: Array(text.utf8)) }

    // Viewers accept up to 1,024 bytes before the header (ISO 32000-1, implementation note 13).
    if starts("%PDF-") || (ending == "pdf" && head.firstRange(of: Array("%PDF-".utf8)) != nil) { return .pdf }
    if starts([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) { return .png }
    if starts([0xFF, 0xD8, 0xFF]) { return .jpeg }
    if starts([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) { return compound(data, ending: ending) }
    if starts([0x50, 0x4B, 0x03, 0x04]) || starts([0x50, 0x4B, 0x05, 0x06]) { return zipped(data) }
    if starts("{\\rtf") { return .rtf }
    if starts("MZ") && !ending.isText || starts([0x7F, 0x45, 0x4C, 0x46]) || starts("#!")
        || starts([0xCF, 0xFA, 0xED, 0xFE]) || starts([0xCA, 0xFE, 0xBA, 0xBE])
    {
        return .executable
    }
    if starts([0x1F, 0x8B]) || starts([0x37, 0x7A, 0xBC, 0xAF]) || starts("Rar!")
        || starts([0xFD, 0x37, 0x7A, 0x58, 0x5A])
    {
        return .otherArchive
    }
    switch ending {
    case "wps", "wpt": return .wps
    case "et", "ett": return .et
    case "dps": return .dps
    case "ofd": return .ofd
    case "exe", "dll", "bat", "cmd", "com", "msi", "vbs", "ps1", "jar", "apk", "sh": return .executable
    default: break
    }
    if isHTML(head) { return .html }
    guard TextDecoding.looksLikeText(data.prefix(1 << 16)) else { return .unknown }
    switch ending {
    case "md", "markdown": return .md
    case "csv": return .csv
    case "tsv", "tab": return .tsv
    default: return .txt
    }
}

extension String {
    fileprivate var isText: Bool { ["txt", "md", "csv", "tsv"].contains(self) }
}

private func isHTML(_ head: [UInt8]) -> Bool {
    let text = String(decoding: head.prefix(512), as: UTF8.self).drop { $0.isWhitespace || $0 == "\u{FEFF}" }.lowercased()
    return ["<!doctype html", "<html", "<head", "<body", "<table", "<script", "<svg", "<?xml"].contains { text.hasPrefix($0) }
}

/// Compound File Binary ([MS-CFB]): the directory names of the streams, in UTF-16 LE, tell the program apart.
private func compound(_ data: Data, ending: String) -> FileKind {
    let part = data.prefix(4 << 20)
    func holds(_ name: String) -> Bool {
        let bytes = Data(name.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] })
        return part.range(of: bytes) != nil || data.suffix(1 << 20).range(of: bytes) != nil
    }
    if holds("EncryptedPackage") || holds("EncryptionInfo") { return .encryptedOffice }
    switch ending {
    case "wps", "wpt": return .wps
    case "et", "ett": return .et
    case "dps": return .dps
    default: break
    }
    if holds("WordDocument") { return .doc }
    if holds("Workbook") || holds("Book") { return .xls }
    if holds("PowerPoint Document") { return .ppt }
    switch ending {
    case "doc", "dot": return .doc
    case "xls", "xlt": return .xls
    case "ppt", "pps": return .ppt
    default: return .unknown
    }
}

/// The names in the archive's directory decide; no entry is opened. A directory that cannot be read is searched as bytes, so
/// that a damaged document is still called a document.
private func zipped(_ data: Data) -> FileKind {
    if let names = Archive.names(data) {
        func holds(_ start: String) -> Bool { names.contains { $0.hasPrefix(start) } }
        if names.contains("OFD.xml") { return .ofd }
        if holds("word/document") { return .docx }
        if holds("xl/workbook") { return .xlsx }
        if holds("ppt/presentation") { return .pptx }
        return holds("META-INF/MANIFEST.MF") || holds("AndroidManifest.xml") ? .executable : .zip
    }
    let tail = data.suffix(1 << 20)
    let head = data.prefix(1 << 16)
    func holds(_ name: String) -> Bool { tail.range(of: Data(name.utf8)) != nil || head.range(of: Data(name.utf8)) != nil }
    if holds("OFD.xml") { return .ofd }
    if holds("word/document") || holds("wordprocessingml") { return .docx }
    if holds("xl/workbook") || holds("spreadsheetml") { return .xlsx }
    if holds("ppt/presentation") { return .pptx }
    if holds("META-INF/MANIFEST.MF") || holds("AndroidManifest.xml") { return .executable }
    return .zip
}

extension FileKind {
    private func refusal(name: String) -> Finding {
        let shown = name.isEmpty ? "（未命名）" : String(name.unicodeScalars.filter { $0.value >= 0x20 }.map(Character.init).prefix(80))
        let code: FindingCode =
            switch self {
            case .doc: .kindDoc
            case .xls: .kindXls
            case .ppt, .pptx, .dps: .kindSlides
            case .wps: .kindWps
            case .et: .kindEt
            case .ofd: .kindOfd
            case .encryptedOffice: .kindEncrypted
            case .rtf: .kindRtf
            case .html: .kindHtml
            case .executable: .kindExecutable
            case .otherArchive: .kindOtherArchive
            case .empty: .fileEmpty
            default: .kindUnknown
            }
        return Finding(code, at: .name(shown), ["name": shown])
    }
}

extension FindingCode {
    public static let kindDoc = FindingCode(
        "documents.kind.doc", .error,
        zh: "“{name}”是旧版 Word 文档（.doc），读不了。请在 Word 或 WPS 中打开，选“文件 → 另存为”，类型选“Word 文档（*.docx）”或“PDF”，再传新文件。",
        en:
            "“{name}” is an old Word document (.doc), which is not read. Open it in Word or WPS, choose File → Save As, type “Word document (*.docx)” or PDF, and send the new file."
    )
    public static let kindXls = FindingCode(
        "documents.kind.xls", .error,
        zh: "“{name}”是旧版 Excel 工作簿（.xls），读不了。请在 Excel 或 WPS 中打开，选“文件 → 另存为”，类型选“Excel 工作簿（*.xlsx）”，再传新文件。",
        en:
            "“{name}” is an old Excel workbook (.xls), which is not read. Open it in Excel or WPS, choose File → Save As, type “Excel workbook (*.xlsx)”, and send the new file."
    )
    public static let kindSlides = FindingCode(
        "documents.kind.slides", .error,
        zh: "“{name}”是演示文稿，读不了。请选“文件 → 另存为”，类型选“PDF”，再传新文件。",
        en: "“{name}” is a presentation, which is not read. Choose File → Save As, type PDF, and send the new file.")
    public static let kindWps = FindingCode(
        "documents.kind.wps", .error,
        zh: "“{name}”是 WPS 文字文档（.wps），读不了。请在 WPS 中打开，选“文件 → 另存为”，类型选“Word 文档（*.docx）”或“PDF”，再传新文件。",
        en:
            "“{name}” is a WPS Writer document (.wps), which is not read. Open it in WPS, choose File → Save As, type “Word document (*.docx)” or PDF, and send the new file."
    )
    public static let kindEt = FindingCode(
        "documents.kind.et", .error,
        zh: "“{name}”是 WPS 表格（.et），读不了。请在 WPS 中打开，选“文件 → 另存为”，类型选“Excel 工作簿（*.xlsx）”，再传新文件。",
        en:
            "“{name}” is a WPS spreadsheet (.et), which is not read. Open it in WPS, choose File → Save As, type “Excel workbook (*.xlsx)”, and send the new file."
    )
    public static let kindOfd = FindingCode(
        "documents.kind.ofd", .error,
        zh: "“{name}”是 OFD 版式文件，读不了。请在 WPS 或 OFD 阅读器中打开，选“文件 → 另存为”（或“导出”），类型选“PDF”或“Word 文档（*.docx）”，再传新文件。",
        en:
            "“{name}” is an OFD document, which is not read. Open it in WPS or an OFD reader, choose File → Save As (or Export), type PDF or “Word document (*.docx)”, and send the new file."
    )
    public static let kindEncrypted = FindingCode(
        "documents.kind.encrypted", .error,
        zh: "“{name}”设了打开密码，读不了。请用密码打开，在“文件 → 信息 → 保护文档”中去掉密码，保存后再传。",
        en:
            "“{name}” is protected by a password and cannot be read. Open it with the password, remove it under File → Info → Protect Document, save, and send it again."
    )
    public static let kindRtf = FindingCode(
        "documents.kind.rtf", .error,
        zh: "“{name}”是 RTF 文档，读不了。请在 Word 或 WPS 中打开，选“文件 → 另存为”，类型选“Word 文档（*.docx）”，再传新文件。",
        en:
            "“{name}” is an RTF document, which is not read. Open it in Word or WPS, choose File → Save As, type “Word document (*.docx)”, and send the new file."
    )
    public static let kindHtml = FindingCode(
        "documents.kind.html", .error,
        zh: "“{name}”其实是网页（HTML 或 XML），扩展名与内容不符。请在浏览器或 Excel 中打开后，另存为 DOCX、XLSX 或 PDF，再传新文件。",
        en:
            "“{name}” is in fact a web page (HTML or XML), whatever its name says. Open it in a browser or in Excel, save it as DOCX, XLSX or PDF, and send the new file."
    )
    public static let kindExecutable = FindingCode(
        "documents.kind.executable", .error,
        zh: "“{name}”是程序或脚本，不接收。请只上传文档、表格、图片或 ZIP 压缩包。",
        en: "“{name}” is a program or script and is not accepted. Send documents, spreadsheets, pictures or ZIP archives only.")
    public static let kindOtherArchive = FindingCode(
        "documents.kind.archive", .error,
        zh: "“{name}”是 RAR、7z 或 gzip 压缩包，打不开。请解压后逐个上传，或改用 ZIP 格式压缩。",
        en: "“{name}” is a RAR, 7z or gzip archive, which is not opened. Unpack it and send the files, or pack them as ZIP.")
    public static let kindUnknown = FindingCode(
        "documents.kind.unknown", .error,
        zh: "认不出“{name}”是什么文件。可以上传 TXT、Markdown、CSV、TSV、XLSX、DOCX、PDF、PNG、JPEG 和 ZIP。",
        en: "“{name}” is of no kind that is known here. TXT, Markdown, CSV, TSV, XLSX, DOCX, PDF, PNG, JPEG and ZIP can be sent.")
}
