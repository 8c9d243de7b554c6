/// Which of the definitions in use a figure follows. Packages differ by definition, not by rounding, so every result names its own.
///
/// | name | presence | PCI scaled by | COG |
/// | --- | --- | --- | --- |
/// | `ecomplexity` | LQ >= threshold | mean and sd of the regions' values | sum of (1 - M) phi q / sum of phi, over sd |
/// | `stata` | LQ > threshold | the same | the same |
/// | `own-sd` | LQ >= threshold | its own mean and sd | as ecomplexity |
/// | `atlas-COG` | LQ >= threshold | mean and sd of the regions' values | PCI in place of q, less d_cp PCI_p |
///
/// Sources: ecomplexity 0.5.3 (Python) and its Stata original; Hausmann et al., The Atlas of Economic Complexity (2014), ch. 2.
public enum Convention: String, Sendable, CaseIterable {
    case ecomplexity
    case stata
    case ownSpread = "own-sd"
    case atlas = "atlas-COG"

    /// Reads a name, in any case.
    public init?(name: String) {
        guard let found = Self.allCases.first(where: { $0.rawValue.lowercased() == name.lowercased() }) else { return nil }
        self = found
    }

    func isPresent(_ quotient: Double, threshold: Double) -> Bool {
        self == .stata ? quotient > threshold : quotient >= threshold
    }
}

/// What makes an industry present in a region.
public enum PresenceRule: Sendable, Equatable {
    /// LQ at or above (`stata`: above) the threshold.
    case quotient(threshold: Double)
    /// Any value above zero: the table itself says what is present.
    case given
}

/// Why a figure is not given. The raw value is the reason that is published.
public enum Undefined: String, Sendable {
    case noActivity = "no activity"
    case noPresence = "no presence"
    case noSpread = "no spread between regions"
    case notConverged = "eigenvector not converged"
}
