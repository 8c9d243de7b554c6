extension PlanReader {
    mutating func readClauses() {}
    mutating func conclude() {}
}
