import CZlib
import Findings

/// Unpacks a gzip stream piece by piece; several members one after the other are one file, as `cat a.gz b.gz` makes.
///
/// ```swift
/// let gzip = try Gunzip()
/// try gzip.feed(bytes) { plain in … }
/// try gzip.finish()
/// ```
/// Source: RFC 1952 through zlib. A stream that is cut short or broken throws `Unreadable`.
public final class Gunzip {
    /// zlib keeps the address of its stream, so the stream must not move.
    private let stream: UnsafeMutablePointer<z_stream>
    private var output = [UInt8](repeating: 0, count: 1 << 18)
    private var memberEnded = false
    private var anyInput = false

    public static func recognises(_ bytes: some Collection<UInt8>) -> Bool { bytes.starts(with: [0x1F, 0x8B]) }

    public init() throws {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        let status = inflateInit2_(stream, 16 + 15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        if status != Z_OK { throw Unreadable(Finding(.gzipBroken, ["offset": "0"])) }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    public func feed(_ input: UnsafeBufferPointer<UInt8>, to sink: (UnsafeBufferPointer<UInt8>) throws -> Void) throws {
        guard let base = input.baseAddress, input.count > 0 else { return }
        anyInput = true
        stream.pointee.next_in = UnsafeMutablePointer(mutating: base)
        stream.pointee.avail_in = UInt32(clamping: input.count)
        while stream.pointee.avail_in > 0 {
            if memberEnded {
                inflateReset(stream)
                memberEnded = false
            }
            var status = Z_OK
            repeat {
                let made = output.withUnsafeMutableBufferPointer { buffer in
                    stream.pointee.next_out = buffer.baseAddress
                    stream.pointee.avail_out = UInt32(clamping: buffer.count)
                    status = inflate(stream, Z_NO_FLUSH)
                    return buffer.count - Int(stream.pointee.avail_out)
                }
                if status != Z_OK, status != Z_STREAM_END, status != Z_BUF_ERROR {
                    throw Unreadable(Finding(.gzipBroken, ["offset": String(stream.pointee.total_in)]))
                }
                try output.withUnsafeBufferPointer { try sink(UnsafeBufferPointer(rebasing: $0[..<made])) }
            } while stream.pointee.avail_out == 0 && status == Z_OK
            if status == Z_STREAM_END { memberEnded = true } else if status == Z_BUF_ERROR { break }
        }
    }

    public func finish() throws {
        if anyInput, !memberEnded { throw Unreadable(Finding(.gzipShort)) }
    }
}

extension FindingCode {
    public static let gzipBroken = FindingCode(
        "complexity.gzip.broken", .error,
        zh: "gzip 压缩文件在第 {offset} 字节附近损坏，请重新取得该文件。",
        en: "The gzip file is damaged near byte {offset}. Fetch it again.")
    public static let gzipShort = FindingCode(
        "complexity.gzip.short", .error,
        zh: "gzip 压缩文件不完整，末尾缺失，请重新取得该文件。",
        en: "The gzip file ends too early. Fetch it again.")
}
