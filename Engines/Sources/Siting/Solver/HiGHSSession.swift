import CHighs
import Synchronization

/// One instance of HiGHS with a thread of its own for the calls that take long.
///
/// Quick calls (rows, bounds) come from the owner's thread while the other is idle. `run` goes to the other thread; the owner
/// waits, asks the limits every 20 ms, and raises the flag that HiGHS's callbacks read.
final class HiGHSSession {
    typealias Code = CHighsInt

    private let library: HiGHS.Library
    private let instance: Instance
    /// The thread was left behind in a call that did not end; nothing may be asked any more.
    private(set) var isAbandoned = false
    var columns: Int
    var rows: Int

    var handle: UnsafeMutableRawPointer { instance.handle }
    var functions: CHighs { library.functions }

    init?(_ library: HiGHS.Library, _ model: MIPModel, isRelaxed: Bool) {
        guard let handle = library.functions.create?() ?? nil else { return nil }
        self.library = library
        columns = model.columns
        rows = model.rows
        let f = library.functions
        _ = f.setBool(handle, "output_flag", 0)
        let integrality: [Code] = isRelaxed ? [] : model.isInteger.map { $0 ? 1 : 0 }
        let code = integrality.withUnsafeBufferPointer { kinds in
            f.passMip(
                handle, Code(model.columns), Code(model.rows), Code(model.index.count), 2, model.sense == .min ? 1 : -1,
                model.constant, model.cost, model.lower, model.upper, model.rowLower, model.rowUpper, model.start, model.index,
                model.value, isRelaxed ? nil : kinds.baseAddress)
        }
        guard code != -1 else {
            f.destroy(handle)
            return nil
        }
        instance = Instance(library, handle, columns: model.columns)
        guard SystemThread.start({ [instance] in instance.serve() }) else {
            f.destroy(handle)
            return nil
        }
    }

    deinit {
        instance.isEnding.store(true, ordering: .releasing)
        instance.go.send()
    }

    /// What an instance's two threads share.
    final class Instance: @unchecked Sendable {
        let library: HiGHS.Library
        let handle: UnsafeMutableRawPointer
        let go = Signal()
        let done = Signal()
        let isEnding = Atomic(false)
        let interrupt = Atomic(false)
        let code = Atomic<Int32>(0)
        /// The best point that a callback has shown in this run.
        let incumbent = Mutex<(objective: Double, values: [Double])?>(nil)
        let bound = Mutex<Double?>(nil)
        let onIncumbent = Mutex<(@Sendable (Double, [Double]) -> Void)?>(nil)

        /// Of the program as it was passed; only mixed-integer runs, which add none, read it.
        let columnCount: Int

        init(_ library: HiGHS.Library, _ handle: UnsafeMutableRawPointer, columns: Int) {
            self.library = library
            self.handle = handle
            columnCount = columns
        }

        func serve() {
            let context = Unmanaged.passUnretained(self).toOpaque()
            _ = library.functions.setCallback(handle, heard, context)
            for kind: Code in [1, 2, 4, 6] { _ = library.functions.startCallback(handle, kind) }
            while true {
                go.wait()
                if isEnding.load(ordering: .acquiring) { break }
                code.store(library.functions.run(handle), ordering: .releasing)
                done.send()
                if isEnding.load(ordering: .acquiring) { break }
            }
            library.functions.destroy(handle)
        }

        func double(_ out: UnsafeRawPointer?, _ name: String) -> Double? {
            guard let item = library.functions.callbackItem(out, name) ?? nil else { return nil }
            return item.load(as: Double.self)
        }
    }

    /// Runs HiGHS; false where it did not end in time and was left behind.
    func run(_ limits: Limits) -> Bool {
        guard !isAbandoned else { return false }
        instance.interrupt.store(false, ordering: .releasing)
        _ = functions.zeroAllClocks(handle)
        _ = functions.setDouble(handle, "time_limit", limits.remaining + 0.05)
        instance.go.send()
        var overrun = 0
        while !instance.done.wait(milliseconds: 20) {
            guard limits.isOver else { continue }
            instance.interrupt.store(true, ordering: .releasing)
            overrun += 1
            if overrun > 35 {
                isAbandoned = true
                instance.isEnding.store(true, ordering: .releasing)
                return false
            }
        }
        return true
    }

    func solve(start: [Double]?, options: MIPOptions, limits: Limits) -> MIPResult {
        let f = functions
        _ = f.setInt(handle, "threads", Code(clamping: limits.threads))
        _ = f.setInt(handle, "random_seed", Code(truncatingIfNeeded: limits.seed & 0x7FFF_FFFF))
        _ = f.setDouble(handle, "mip_rel_gap", options.relativeGap)
        _ = f.setDouble(handle, "mip_abs_gap", options.absoluteGap)
        _ = f.setString(handle, "presolve", options.presolve ? "choose" : "off")
        if let cutoff = options.cutoff { _ = f.setDouble(handle, "objective_bound", cutoff) }
        if let effort = options.heuristicEffort { _ = f.setDouble(handle, "mip_heuristic_effort", effort) }
        if let start, start.count == columns { _ = f.setSolution(handle, start, nil, nil, nil) }
        instance.onIncumbent.withLock { $0 = options.onIncumbent }
        guard run(limits) else {
            let found = instance.incumbent.withLock { $0 }
            return MIPResult(
                .stopped, objective: found?.objective, bound: instance.bound.withLock { $0 }, values: found?.values)
        }
        var result = MIPResult(.stopped)
        switch f.modelStatus(handle) {
        case 7: result.status = .optimal
        case 8: result.status = .infeasible
        case 9, 10: result.status = .unbounded
        case 6: result.status = .optimal
        case 11...14, 16, 17: result.status = .stopped
        case let other: result.status = .failed("HiGHS ended with model status \(other)")
        }
        var nodes: Int64 = 0
        _ = f.int64Info(handle, "mip_node_count", &nodes)
        result.nodes = Int(clamping: nodes)
        var bound = Double.nan
        if f.doubleInfo(handle, "mip_dual_bound", &bound) == 0, bound.isFinite { result.bound = bound }
        if result.status == .infeasible { return result }
        var primal: Code = 0
        _ = f.intInfo(handle, "primal_solution_status", &primal)
        var value = Double.nan
        if primal == 2, f.doubleInfo(handle, "objective_function_value", &value) == 0, value.isFinite {
            var values = [Double](repeating: 0, count: columns)
            _ = f.getSolution(handle, &values, nil, nil, nil)
            result.objective = value
            result.values = values
        }
        return result
    }
}

/// Called by HiGHS, on its threads, often: it reads one flag, and copies a better point.
private let heard: CHighsCallback = { kind, _, out, input, context in
    guard let context else { return }
    let instance = Unmanaged<HiGHSSession.Instance>.fromOpaque(context).takeUnretainedValue()
    if let input, instance.interrupt.load(ordering: .relaxed) { input.pointee.interrupt = 1 }
    if kind == 6 {
        if let bound = instance.double(out, "mip_dual_bound"), bound.isFinite { instance.bound.withLock { $0 = bound } }
    }
    guard kind == 4, let value = instance.double(out, "objective_function_value"),
        let item = instance.library.functions.callbackItem(out, "mip_solution") ?? nil
    else { return }
    let count = instance.columnCount
    let values = Array(UnsafeBufferPointer(start: item.assumingMemoryBound(to: Double.self), count: count))
    instance.incumbent.withLock { $0 = (value, values) }
    instance.onIncumbent.withLock { $0 }?(value, values)
}
