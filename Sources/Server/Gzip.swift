import CZlib

/// RFC 1952 through zlib. `level` 1 for pages made for one reader, 9 for assets compressed once.
func gzip(_ bytes: UnsafeRawBufferPointer, level: Int32) -> [UInt8]? {
    guard let input = UInt32(exactly: bytes.count), input > 0 else { return nil }
    var stream = z_stream()
    // 15 + 16: the largest window, with gzip's header and trailer.
    guard
        deflateInit2_(
            &stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
    else { return nil }
    defer { deflateEnd(&stream) }
    let capacity = Int(deflateBound(&stream, UInt(input)))
    var isWhole = false
    let out = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
        stream.next_in = UnsafeMutablePointer(mutating: bytes.bindMemory(to: UInt8.self).baseAddress)
        stream.avail_in = input
        stream.next_out = buffer.baseAddress
        stream.avail_out = UInt32(clamping: capacity)
        isWhole = deflate(&stream, Z_FINISH) == Z_STREAM_END
        count = capacity - Int(stream.avail_out)
    }
    return isWhole ? out : nil
}
