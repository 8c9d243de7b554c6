import CHighs
import Synchronization

/// HiGHS (Huangfu, Hall 2018; MIT licence) through its C interface, opened at run time.
///
/// The library is opened once a path and stays open. `threads` 1, a seed and no gap are passed with every solve, so answers
/// repeat. HiGHS is asked to stop through its callbacks; where it does not listen for 0.7 s, its thread is left behind, frees
/// the solver when it ends, and the call returns what was known.
public struct HiGHS: MIPSolver {
    public let name = "HiGHS"
    public let version: String
    /// The file it was opened from.
    public let path: String
    let library: Library

    public static let fileName = "libhighs.so.1"

    /// Opens the first of the files that is one; what stood in the way, per file, otherwise.
    public static func load(from paths: [String]) -> Result<HiGHS, SolverMissing> {
        var reasons: [String] = []
        for path in paths {
            switch opened.withLock({ $0.open(path) }) {
            case .success(let library): return .success(HiGHS(version: library.version, path: path, library: library))
            case .failure(let missing): reasons += missing.reasons
            }
        }
        return .failure(SolverMissing(file: fileName, reasons: reasons))
    }

    public func solve(_ model: MIPModel, start: [Double]?, options: MIPOptions, limits: Limits) -> MIPResult {
        if limits.isOver { return MIPResult(.stopped) }
        guard let session = HiGHSSession(library, model, isRelaxed: false) else {
            return MIPResult(.failed("the model was refused"))
        }
        return session.solve(start: start, options: options, limits: limits)
    }

    public func relaxation(of model: MIPModel) -> (any LinearRelaxation)? {
        HiGHSSession(library, model, isRelaxed: true).map(HiGHSRelaxation.init)
    }

    /// The table of an opened library. Its functions may be called from any thread, one instance by one thread at a time.
    final class Library: @unchecked Sendable {
        let functions: CHighs
        let version: String

        init(_ functions: CHighs) {
            self.functions = functions
            version = functions.version().map { String(cString: $0) } ?? "?"
        }
    }

    private struct Opened {
        var libraries: [String: Library] = [:]

        mutating func open(_ path: String) -> Result<Library, SolverMissing> {
            if let library = libraries[path] { return .success(library) }
            var table = CHighs()
            var words = [CChar](repeating: 0, count: 512)
            let outcome = chighs_load(path, &table, &words, 512)
            let text = String(decoding: words.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            switch outcome {
            case 0:
                let library = Library(table)
                libraries[path] = library
                return .success(library)
            case -2: return .failure(SolverMissing(file: path, reasons: ["\(path): the function \(text) is missing"]))
            case -3: return .failure(SolverMissing(file: path, reasons: ["\(path): its integers are \(text) bytes wide, not 4"]))
            default: return .failure(SolverMissing(file: path, reasons: [text]))
            }
        }
    }

    private static let opened = Mutex(Opened())
}

/// No solver library: which file is missing, what was tried, and the command that fetches it.
public struct SolverMissing: Error, Sendable, Equatable, CustomStringConvertible {
    public let file: String
    public let reasons: [String]

    public init(file: String, reasons: [String]) {
        self.file = file
        self.reasons = reasons
    }

    public var description: String {
        let tried = reasons.isEmpty ? "" : " (\(reasons.joined(separator: "; ")))"
        return
            "no solver library: \(file) was not found\(tried). Run ./dev setup, which fetches it into .solver/, or set HIGHS_LIB."
    }
}
