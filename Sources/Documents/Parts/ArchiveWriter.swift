import CZlib
import Foundation

/// Builds a ZIP archive in memory: deflated entries, UTF-8 names, one fixed date, so that equal contents give equal bytes.
///
/// Limits of the format without its 64-bit extension: 65,535 entries and 4 GB; what does not fit is refused with `false`.
///
/// ```swift
/// var archive = ArchiveWriter()
/// archive.add("说明.txt", Data("…".utf8))
/// let bytes = archive.data()
/// ```
public struct ArchiveWriter {
    private var body = Data()
    private var directory = Data()
    private var count = 0

    public init() {}

    @discardableResult
    public mutating func add(_ name: String, _ content: Data) -> Bool {
        guard count < 65_535, name.utf8.count <= 65_535, content.count < 1 << 31, body.count + content.count < 1 << 31,
            let packed = Self.deflated(content)
        else { return false }
        let crc = content.withUnsafeBytes { crc32(0, $0.bindMemory(to: UInt8.self).baseAddress, UInt32(content.count)) }
        // General purpose bit 11: the name is UTF-8. 1980-01-01 00:00 is the first date that the format can write.
        var common = Data()
        common.little16(20, 0x0800, 8, 0, 0x0021)
        common.little32(UInt32(truncatingIfNeeded: crc), UInt32(packed.count), UInt32(content.count))
        common.little16(UInt16(name.utf8.count), 0)

        let offset = UInt32(body.count)
        body.little32(0x0403_4B50)
        body.append(common)
        body.append(contentsOf: name.utf8)
        body.append(packed)

        directory.little32(0x0201_4B50)
        directory.little16(20)
        directory.append(common)
        directory.little16(0, 0, 0)
        directory.little32(0, offset)
        directory.append(contentsOf: name.utf8)
        count += 1
        return true
    }

    public func data() -> Data {
        var out = body
        out.append(directory)
        out.little32(0x0605_4B50)
        out.little16(0, 0, UInt16(count), UInt16(count))
        out.little32(UInt32(directory.count), UInt32(body.count))
        out.little16(0)
        return out
    }

    /// Raw deflate, without the zlib header.
    private static func deflated(_ content: Data) -> Data? {
        var stream = z_stream()
        guard
            deflateInit2_(
                &stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
                Int32(MemoryLayout<z_stream>.size))
                == Z_OK
        else { return nil }
        defer { deflateEnd(&stream) }
        var out = Data(count: Int(deflateBound(&stream, UInt(content.count))))
        let room = out.count
        var input = [UInt8](content)
        let status = input.withUnsafeMutableBufferPointer { source in
            out.withUnsafeMutableBytes { target in
                stream.next_in = source.baseAddress
                stream.avail_in = UInt32(source.count)
                stream.next_out = target.bindMemory(to: UInt8.self).baseAddress
                stream.avail_out = UInt32(room)
                return deflate(&stream, Z_FINISH)
            }
        }
        guard status == Z_STREAM_END else { return nil }
        return out.prefix(Int(stream.total_out))
    }
}

extension Data {
    fileprivate mutating func little16(_ values: UInt16...) {
        for value in values { append(contentsOf: [UInt8(value & 0xFF), UInt8(value >> 8)]) }
    }

    fileprivate mutating func little32(_ values: UInt32...) {
        for value in values { for shift in [0, 8, 16, 24] as [UInt32] { append(UInt8(value >> shift & 0xFF)) } }
    }
}
