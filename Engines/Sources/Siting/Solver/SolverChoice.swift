/// Which solver stands ready: HiGHS, else CBC, else none, with the reasons.
public struct SolverChoice: Sendable {
    public let solver: (any MIPSolver)?
    /// Why a better one is not there; nil where HiGHS is.
    public let missing: SolverMissing?

    public init(solver: (any MIPSolver)?, missing: SolverMissing? = nil) {
        self.solver = solver
        self.missing = missing
    }

    /// The files to try, in order: of HiGHS first, then of CBC.
    public static func load(highs: [String], cbc: [String] = [CBC.fileName]) -> SolverChoice {
        switch HiGHS.load(from: highs) {
        case .success(let solver): return SolverChoice(solver: solver)
        case .failure(let missing):
            let fallback = try? CBC.load(from: cbc).get()
            return SolverChoice(solver: fallback, missing: missing)
        }
    }

    /// Where the library may lie, in order: the file that the environment names, beside the program, in its `lib` folder,
    /// in `.solver` of the working folder.
    public static func places(named: String?, programFolder: String?, workingFolder: String) -> [String] {
        if let named, !named.isEmpty { return [named] }
        var folders: [String] = []
        if let programFolder { folders += [programFolder, programFolder + "/../lib"] }
        folders.append(workingFolder + "/.solver")
        return folders.map { $0 + "/" + HiGHS.fileName }
    }
}
