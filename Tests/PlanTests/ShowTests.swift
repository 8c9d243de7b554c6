import Design
import Testing

@Suite struct ShowTests {
    @Test(arguments: [
        (0.0, 1, false, "0.0"), (0.04, 1, false, "0.0"), (-0.04, 1, false, "0.0"), (0.05, 1, false, "0.1"),
        (-12.94, 1, false, "−12.9"),
        (999.95, 1, false, "1,000.0"), (1_234_567.891, 2, false, "1,234,567.89"), (500, 1, true, "500"), (86.20, 2, true, "86.2"),
        (100, 0, false, "100"), (1000, 0, true, "1,000"), (0.5, 0, false, "1"), (7, 9, false, "7.000000000"),
    ]) func numbersAreRoundedAndGrouped(value: Double, decimals: Int, trim: Bool, shown: String) {
        #expect(Show.number(value, decimals: decimals, trim: trim) == shown)
    }

    @Test func whatIsTooLargeOrNoNumberIsShownAndDoesNotTrap() {
        #expect(Show.number(.nan) == "—" && Show.number(.infinity) == "—")
        for value in [1e14, 9.9e14, 1e15, 1e300, -1e300, .greatestFiniteMagnitude] {
            for decimals in [-1, 0, 1, 9, 40] { #expect(!Show.number(value, decimals: decimals).isEmpty) }
        }
    }
}
