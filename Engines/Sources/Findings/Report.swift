/// A value together with what was noticed while making it.
public struct Report<Value> {
    public var value: Value
    public var findings: [Finding]

    public init(_ value: Value, findings: [Finding] = []) {
        self.value = value
        self.findings = findings
    }

    public var worst: Severity? { findings.map(\.severity).max() }
}

extension Report: Sendable where Value: Sendable {}
extension Report: Equatable where Value: Equatable {}

/// Thrown where there is no value to give at all: unreadable bytes, a broken document.
public struct Unreadable: Error, Equatable, Sendable {
    public let findings: [Finding]

    public init(_ findings: [Finding]) { self.findings = findings }
    public init(_ finding: Finding) { findings = [finding] }
}
