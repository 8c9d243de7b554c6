import Design
import Foundation
import Kernel

/// Named classes of progress (超进度, 达进度, 欠进度, 已完成, 其它): a content file, `supervision/classes-*.yaml`.
///
/// Classes are tried in order. One marked `done` takes what is done or met; one with `from` takes a gap of at least so many points; the last
/// has no bound and takes the rest. What has no gap (nothing approved, no baseline, not started) is `other`.
public struct ProgressClasses: Sendable, Hashable, Codable {
    public struct Class: Sendable, Hashable, Codable {
        public let id: String
        public let name: LightRule.Words
        /// Takes what is done.
        public let done: Bool?
        /// The gap to time progress is at least this, in points.
        public let from: Double?
        /// The bound is ours; the source names the class without one.
        public let undefined: Bool?
    }

    public let id: String
    public let name: LightRule.Words
    public let explanation: LightRule.Words
    public let source: String
    public let classes: [Class]
    public let other: Class

    /// Throws a sentence that names file, key and fault.
    public static func read(_ yaml: String, name: String) throws -> ProgressClasses {
        let one = ["id", "name.zh", "name.en", "done", "from", "undefined"]
        let keys = ["id", "name.zh", "name.en", "explanation.zh", "explanation.en", "source"]
        let read = try ContentFile.read(
            ProgressClasses.self, yaml, name: name, keys: Set(keys + one.map { "classes[].\($0)" } + one.map { "other.\($0)" }))
        func fault(_ key: String, _ reason: String) -> ContentFault { ContentFault(file: name, key: key, reason: reason) }
        guard let last = read.classes.indices.last else { throw fault("classes", "at least one class is needed") }
        var bound = Double.infinity
        for (index, item) in read.classes.enumerated() {
            let key = "classes[\(index)]"
            if item.done == true {
                if item.from != nil { throw fault("\(key).from", "a class of what is done has no bound") }
                continue
            }
            guard let from = item.from else {
                if index != last { throw fault("\(key).from", "only the last class may have no bound") }
                continue
            }
            if index == last { throw fault("\(key).from", "the last class must have no bound, so that every gap has a class") }
            guard from < bound else { throw fault("\(key).from", "bounds must fall from class to class") }
            bound = from
        }
        if read.classes[last].done == true { throw fault("classes[\(last)].done", "the last class must take every gap") }
        let ids = read.classes.map(\.id) + [read.other.id]
        guard Set(ids).count == ids.count else { throw fault("classes", "two classes have one id") }
        return read
    }

    /// The class of a gap in points; `nil` is no gap.
    public func of(gap: Double?, isDone: Bool) -> Class {
        if isDone, let done = classes.first(where: { $0.done == true }) { return done }
        guard let gap, gap.isFinite else { return other }
        let points = (gap * 1e9).rounded() / 1e9
        return classes.first { $0.done != true && ($0.from.map { points >= $0 } ?? true) } ?? other
    }

    public func of(_ state: MeasureState) -> Class { of(gap: state.classedGap, isDone: state.isDone && state.classedGap != nil) }
    public func of(_ state: TargetState) -> Class { of(gap: state.classedGap, isDone: state.isDone) }

    /// How many of some items fall into each class, in the order of the file, `other` last; classes without an item stand with 0.
    public func tally(_ items: [(gap: Double?, isDone: Bool)]) -> [ClassCount] {
        var counts: [String: Int] = [:]
        for item in items { counts[of(gap: item.gap, isDone: item.isDone).id, default: 0] += 1 }
        return (classes + [other]).map { ClassCount(in: $0, count: counts[$0.id] ?? 0, of: items.count) }
    }
}

/// How many items are in a class.
public struct ClassCount: Sendable, Hashable, Codable {
    public let `class`: ProgressClasses.Class
    public let count: Int
    public let total: Int
    /// Of all items; 0 of none.
    public var share: Double { total > 0 ? Double(count) / Double(total) : 0 }

    init(in class: ProgressClasses.Class, count: Int, of total: Int) {
        self.class = `class`
        self.count = count
        self.total = total
    }
}

extension MeasureState {
    /// Every dated task is done.
    public var isDone: Bool { total > 0 && done == total }
    /// The gap by which the measure is classed: none without an approved report, a unit or a dated task.
    public var classedGap: Double? { [.unowned, .idle, .unreported, .cannot].contains(light) ? nil : gapPoints }
}

extension TargetState {
    public var isDone: Bool { pace?.isMet ?? (light == .ahead) }
    /// The gap by which the target is classed.
    public var classedGap: Double? { pace?.gap }
}

extension Judged {
    public func measureClasses(_ classes: ProgressClasses) -> [ClassCount] {
        classes.tally(measures.map { ($0.classedGap, $0.isDone && $0.classedGap != nil) })
    }

    public func targetClasses(_ classes: ProgressClasses) -> [ClassCount] {
        classes.tally(targets.map { ($0.classedGap, $0.isDone) })
    }
}
