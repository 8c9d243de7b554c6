import CCbc
import Synchronization

/// CBC 2.10 (Forrest, Lougee-Heimer; EPL-2.0) through its C interface, opened at run time: the fallback where HiGHS is missing.
///
/// The library keeps process-wide state, so that one solve runs at a time. It has no way to be asked to stop: it is given its
/// time, and where the limits end earlier its thread is left behind and frees the model when it ends; the answer is then
/// without a solution. No linear relaxation is offered; models do without.
public struct CBC: MIPSolver {
    public let name = "CBC"
    public let version: String
    /// The file it was opened from.
    public let path: String
    private let library: Library

    public static let fileName = "libCbcSolver.so.3"

    public static func load(from paths: [String]) -> Result<CBC, SolverMissing> {
        var reasons: [String] = []
        for path in paths {
            var table = CCbc()
            var words = [CChar](repeating: 0, count: 512)
            let outcome = ccbc_load(path, &table, &words, 512)
            if outcome == 0 {
                let version = table.version().map { String(cString: $0) } ?? "?"
                return .success(CBC(version: version, path: path, library: Library(table)))
            }
            let text = String(decoding: words.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            reasons.append(outcome == -2 ? "\(path): the function \(text) is missing" : text)
        }
        return .failure(SolverMissing(file: fileName, reasons: reasons))
    }

    public func relaxation(of model: MIPModel) -> (any LinearRelaxation)? { nil }

    public func solve(_ model: MIPModel, start: [Double]?, options: MIPOptions, limits: Limits) -> MIPResult {
        if limits.isOver { return MIPResult(.stopped) }
        let run = Run(library, model, start, options, limits)
        guard SystemThread.start({ run.work() }) else { return MIPResult(.failed("no thread")) }
        var overrun = 0
        while !run.done.wait(milliseconds: 20) {
            guard limits.isOver else { continue }
            overrun += 1
            if overrun > 35 { return MIPResult(.stopped) }
        }
        return run.result.withLock { $0 }
    }

    private final class Library: @unchecked Sendable {
        let functions: CCbc
        init(_ functions: CCbc) { self.functions = functions }
    }

    private static let turn = Mutex(())

    /// One solve: set up, run and read on its own thread.
    private final class Run: Sendable {
        let done = Signal()
        let result = Mutex(MIPResult(.stopped))
        private let library: Library
        private let model: MIPModel
        private let start: [Double]?
        private let options: MIPOptions
        private let limits: Limits

        init(_ library: Library, _ model: MIPModel, _ start: [Double]?, _ options: MIPOptions, _ limits: Limits) {
            self.library = library
            self.model = model
            self.start = start
            self.options = options
            self.limits = limits
        }

        func work() {
            CBC.turn.withLock { _ in
                guard !limits.isOver else { return }
                let found = solve()
                result.withLock { $0 = found }
            }
            done.send()
        }

        private func solve() -> MIPResult {
            let f = library.functions
            guard let handle = f.newModel() else { return MIPResult(.failed("CBC made no model")) }
            defer { f.deleteModel(handle) }
            let (columnStart, index, value) = columnwise()
            // A maximum is the minimum of the negative: signs of bound and value are then the same everywhere.
            let sign = model.sense == .min ? 1.0 : -1.0
            f.loadProblem(
                handle, Int32(model.columns), Int32(model.rows), columnStart, index, value, model.lower, model.upper,
                model.cost.map { $0 * sign }, model.rowLower, model.rowUpper)
            f.setObjSense(handle, 1)
            for column in 0..<model.columns where model.isInteger[column] { f.setInteger(handle, Int32(column)) }
            f.setParameter(handle, "log", "0")
            f.setParameter(handle, "timeMode", "elapsed")
            f.setParameter(handle, "seconds", "\(max(0.01, limits.remaining))")
            f.setParameter(handle, "ratioGap", "\(options.relativeGap)")
            f.setParameter(handle, "allowableGap", "\(options.absoluteGap)")
            f.setParameter(handle, "randomCbcSeed", "\(limits.seed & 0xFFFF_FFF)")
            if !options.presolve { f.setParameter(handle, "preprocess", "off") }
            if let start, start.count == model.columns {
                f.setMIPStartI(handle, Int32(start.count), Array(0..<Int32(start.count)), start)
            }
            _ = f.solve(handle)
            return read(f, handle, sign)
        }

        private func read(_ f: CCbc, _ handle: UnsafeMutableRawPointer, _ sign: Double) -> MIPResult {
            var result = MIPResult(.stopped, nodes: Int(f.nodeCount(handle)))
            if f.isProvenInfeasible(handle) != 0 { return MIPResult(.infeasible, nodes: result.nodes) }
            if f.isContinuousUnbounded(handle) != 0 { return MIPResult(.unbounded) }
            let isOptimal = f.isProvenOptimal(handle) != 0
            if f.status(handle) == 2 { return MIPResult(.failed("CBC met numerical difficulties")) }
            let bound = f.bestPossible(handle)
            if abs(bound) < 1e49 { result.bound = bound * sign + model.constant }
            if isOptimal || f.numberSavedSolutions(handle) > 0, let point = f.colSolution(handle) {
                let values = Array(UnsafeBufferPointer(start: point, count: model.columns))
                // What it shows without proof may be a relaxation's point.
                if model.violation(at: values) < 1e-5 {
                    result.values = values
                    result.objective = model.objective(at: values)
                }
            }
            if isOptimal, let objective = result.objective {
                result.status = .optimal
                if result.bound == nil { result.bound = objective }
            }
            return result
        }

        private func columnwise() -> (start: [Int32], index: [Int32], value: [Double]) {
            var start = [Int32](repeating: 0, count: model.columns + 1)
            for column in model.index { start[Int(column) + 1] += 1 }
            for column in 0..<model.columns { start[column + 1] += start[column] }
            var next = start
            var index = [Int32](repeating: 0, count: model.index.count)
            var value = [Double](repeating: 0, count: model.index.count)
            for row in 0..<model.rows {
                for k in Int(model.start[row])..<Int(model.start[row + 1]) {
                    let column = Int(model.index[k])
                    let slot = Int(next[column])
                    index[slot] = Int32(row)
                    value[slot] = model.value[k]
                    next[column] += 1
                }
            }
            return (start, index, value)
        }
    }
}
