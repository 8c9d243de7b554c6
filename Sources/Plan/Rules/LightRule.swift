import Design
import Foundation
import Kernel
import Yams

/// A named rule that turns a gap into a light: a content file, so that a city's own thresholds need no build.
///
/// Bands are tried in order; a gap falls into the first whose bounds hold. `below` is exclusive, `to` inclusive, both in points
/// (the gap is negative when behind).
public struct LightRule: Sendable, Hashable, Codable {
    public struct Band: Sendable, Hashable, Codable {
        public let light: Light
        /// The gap is smaller than this.
        public let below: Double?
        /// The gap is at most this.
        public let to: Double?
        /// The rule's own text leaves this band undefined; the plan decided it.
        public let undefined: Bool?
    }

    public struct Words: Sendable, Hashable, Codable {
        public let zh: String
        public let en: String
        public var text: Text { Text(zh, en) }
    }

    public let id: String
    public let name: Words
    public let explanation: Words
    public let source: String
    public let bands: [Band]
    /// At least this far ahead in points, or met, shows as ahead.
    public let aheadFrom: Double
    /// A task whose day is missed makes its measure at least yellow, after this many months red.
    public let redAfterMonths: Int

    /// Files of this folder that are something else say so by `kind`.
    static func isOne(_ yaml: String) -> Bool { (try? Yams.compose(yaml: yaml))?.mapping?["kind"]?.string.map { $0 == "lights" } ?? true }

    /// Throws a sentence that names the file's fault.
    public static func read(_ yaml: String, name: String) throws -> LightRule {
        do {
            let rule = try YAMLDecoder().decode(LightRule.self, from: yaml)
            guard rule.bands.last.map({ $0.below == nil && $0.to == nil }) == true else {
                throw ContentFault(file: name, reason: "the last band must have no bound, so that every gap gets a light")
            }
            return rule
        } catch let fault as ContentFault {
            throw fault
        } catch {
            throw ContentFault(file: name, reason: "\(error)")
        }
    }

    public func light(gap: Double, isMet: Bool) -> Light {
        if isMet { return .ahead }
        let points = (gap * 1e9).rounded() / 1e9  // so that 54.93 − 44.93 is exactly 10 points behind
        if points >= aheadFrom { return .ahead }
        for band in bands where (band.below.map { points < $0 } ?? true) && (band.to.map { points <= $0 } ?? true) {
            return band.light
        }
        return .cannot
    }
}
