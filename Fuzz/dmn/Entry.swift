/// libFuzzer calls this; the target is chosen when the harness is built.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOne(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: data, count: size))
    #if PARSE
    Targets.parse(bytes)
    #elseif EVALUATE
    Targets.evaluate(bytes)
    #else
    Targets.model(bytes)
    #endif
    return 0
}
