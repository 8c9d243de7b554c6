extension PlanReader {
    mutating func readNames() {}
    mutating func readClauses() {}
    mutating func conclude() {}
}
