import Findings
import Siting

/// An instance in one of the six layouts, read by the engine and by the checker.
func target(_ mode: UInt8, _ text: [UInt8]) {
    let formats = InstanceFormat.allCases
    let format = formats[Int(mode) % formats.count]
    _ = try? format.read(text, capacity: mode & 64 != 0 ? 12 : nil)
    guard let checked = Checker.Format(rawValue: format.rawValue) else { return }
    _ = try? Checker.check(text, answer: Array(#"{"objective": 1, "open": [1], "assign": [1, 1, 1]}"#.utf8), format: checked)
}
