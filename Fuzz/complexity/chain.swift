import ChainTaxonomy
import Findings
import Glibc

/// A taxonomy up to the first byte 0, a scope behind it; without a 0 byte the scope is the file itself. The table reader sees all.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzChain(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> Int32 {
    let input = Array(UnsafeBufferPointer(start: bytes, count: count))
    let parts = input.split(separator: 0, maxSplits: 1)
    let scope = String(decoding: parts.last ?? [], as: UTF8.self)
    if let report = try? ChainTaxonomy.read(Array(parts.first ?? [])) {
        for finding in report.findings where finding.message(.en).isEmpty { abort() }
        let length = scope.unicodeScalars.count
        for label in ScopeLabels(report.value).label(scope, name: scope) where label.start < 0 || label.end > length || label.start >= label.end {
            abort()
        }
    }
    if let table = try? FirmTable.read(input), table.rowCount > 0 { _ = table.field(table.rowCount - 1, table.header.count - 1) }
    return 0
}
