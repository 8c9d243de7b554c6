import Findings
import Siting

/// An answer to a small fixed instance or problem.
func target(_ mode: UInt8, _ text: [UInt8]) {
    let file = "2 3\n10 5\n8 4.5\n4  1 7\n5  6 2\n3  3 3\n"
    let problem = """
        {"quantities": [{"id": "a"}], "items": [{"id": "K1", "class": "x", "quantities": {"a": 6}}, {"id": "K2", "quantities": {"a": 6}}],
         "sites": [{"id": "P1", "capacity": {"a": 10}, "refuses": ["x"], "neighbours": ["P2"]}, {"id": "P2", "opening": 3}],
         "rules": [{"id": "R1", "kind": "apart", "items": ["K1", "K2"], "scope": "neighbours"}]}
        """
    var options = Checker.Options()
    options.isSingleSource = mode & 2 != 0
    options.isMaximum = mode & 4 != 0
    let isPlan = mode & 1 != 0
    if let report = try? Checker.check(
        Array((isPlan ? problem : file).utf8), answer: text, format: isPlan ? .plan : .cfl, options: options)
    {
        _ = report.json
    }
}
