import Findings
import Foundation

/// What a document may cost before reading stops. The defaults suit plans and ledgers sent in by offices.
///
/// Sizes are bytes. The work done is bounded by the sizes, so a caller needs no clock here; a caller that has one passes
/// `isCancelled`, asked about every 64 KB of input.
public struct DocumentLimits: Sendable {
    /// The file as it came in.
    public var fileSize = 64 << 20
    /// Entries of an archive.
    public var entries = 5_000
    /// One part or entry after decompression.
    public var partSize = 64 << 20
    /// All parts read from one archive, after decompression.
    public var totalSize = 512 << 20
    /// Decompressed over compressed size; asked of entries that decompress to more than 1 MB.
    public var ratio = 400
    /// XML elements inside one another.
    public var depth = 256
    /// Elements kept at one time, such as those of one table of a document.
    public var elements = 500_000
    public var rows = 1_048_576
    public var columns = 16_384
    /// Cells of one workbook or one CSV file.
    public var cells = 10_000_000
    /// Where a program of another's gets its private folder.
    public var scratch = FileManager.default.temporaryDirectory
    public var isCancelled: @Sendable () -> Bool = { false }

    public init() {}

    public static let standard = DocumentLimits()

    /// A sheet part is XML of 10 to 20 times the size of its table; spreadsheets get more room than prose.
    public static var spreadsheet: DocumentLimits {
        var limits = DocumentLimits()
        limits.partSize = 256 << 20
        limits.totalSize = 512 << 20
        return limits
    }

    func checkFile(_ size: Int) throws {
        if size == 0 { throw Unreadable(Finding(.fileEmpty)) }
        if size > fileSize {
            throw Unreadable(Finding(.fileTooLarge, ["size": megabytes(size), "limit": megabytes(fileSize)]))
        }
    }

    func checkCancelled() throws {
        if isCancelled() { throw Unreadable(Finding(.cancelled)) }
    }
}

/// “12.3 MB”, without a trailing “.0”.
func megabytes(_ size: Int) -> String {
    let bytes = min(max(size, 0), 1 << 50)
    let tenths = (bytes >> 20) * 10 + (bytes & 0xF_FFFF) * 10 / (1 << 20)
    return tenths % 10 == 0 ? "\(tenths / 10) MB" : "\(tenths / 10).\(tenths % 10) MB"
}

extension FindingCode {
    public static let fileEmpty = FindingCode(
        "documents.file.empty", .error,
        zh: "文件是空的（0 字节）。请确认上传的是完整的文件，再传一次。",
        en: "The file is empty (0 bytes). Check that the whole file was chosen, and send it again.")
    public static let fileTooLarge = FindingCode(
        "documents.file.tooLarge", .error,
        zh: "文件有 {size}，超过上限 {limit}。请拆成几个文件，或删去其中的图片后再传。",
        en: "The file has {size}; the limit is {limit}. Split it, or remove its pictures, and send it again.")
    public static let cancelled = FindingCode(
        "documents.read.cancelled", .error,
        zh: "读取已被取消，没有留下任何内容。需要时请重新开始。",
        en: "Reading was cancelled and nothing was kept. Start again when you need it.")
}
