import Decimals
import Testing

@Suite struct DecimalTests {
    @Test func tenthsAddUp() {
        #expect(Decimal34("0.1")!.adding(Decimal34("0.2")!) == Decimal34("0.3")!)
    }

    @Test func aRatioComesBackToThirtyThreeDigits() {
        let ratio = Decimal34(2).dividing(by: 37)!
        let back = ratio.multiplied(by: 37)!
        let off = back.subtracting(2)!.magnitude
        #expect(off <= Decimal34("1E-32")!)
        #expect(back.rounded(.halfEven, scale: 32) == 2)
    }

    @Test func noDigitOfALargeAmountIsLost() {
        #expect(Decimal34("68212208")!.description == "68212208")
        #expect(Decimal34("1234567.89")!.multiplied(by: 10)!.description == "12345678.90")
    }

    @Test(arguments: [
        ("0", "0"), ("-0", "0"), ("1.10", "1.10"), (".5", "0.5"), ("5.", nil), ("1e3", "1000"), ("1E-3", "0.001"), ("+7", "7"),
        ("", nil), (".", nil), ("-", nil), ("1e", nil), ("1,000", nil), (" 1", nil), ("1_0", nil), ("0x1", nil), ("NaN", nil),
        ("12345678901234567890123456789012345", "12345678901234567890123456789012340"),
        ("1e6145", nil), ("1e-6200", "0E-6176"), ("１２", nil),
    ])
    func textIsReadAndPrinted(text: String, printed: String?) {
        let value = Decimal34(text)
        if text == "1e-6200" { #expect(value?.isZero == true) } else { #expect(value?.description == printed) }
    }

    @Test func theEndsOfTheRangeGiveNilAndNeverTrap() {
        let largest = Decimal34(String(repeating: "9", count: 34) + "e6111")!
        let smallest = Decimal34("1e-6176")!
        #expect(largest.adding(largest) == nil && largest.multiplied(by: 10) == nil && largest.dividing(by: smallest) == nil)
        #expect(largest.adding(smallest) == largest)
        #expect(smallest.dividing(by: 10)?.isZero == true)
        #expect(Decimal34.one.dividing(by: .zero) == nil && Decimal34.one.modulo(.zero) == nil)
        #expect(largest.power(2) == nil && largest.power(largest) == nil && Decimal34.zero.power(-1) == nil)
        #expect(largest.exponential() == nil && largest.negated.exponential() == .zero)
        #expect(Decimal34.zero.naturalLogarithm() == nil && Decimal34(-1).squareRoot() == nil)
        #expect(largest.rounded(.up, scale: 6000) != nil && Decimal34.one.rounded(.up, scale: .min) == nil)
        #expect(Decimal34(Int.min).int == nil && Decimal34(Int.max).int == Int.max)
        #expect(largest.modulo(smallest) != nil && smallest.modulo(largest) != nil)
    }

    @Test(arguments: [
        ("12", "5", "2"), ("-12", "5", "3"), ("12", "-5", "-3"), ("-12", "-5", "-2"), ("10.1", "4.5", "1.1"), ("1e30", "7", "1"),
    ])
    func theRemainderHasTheSignOfTheDivisor(a: String, b: String, rest: String) {
        #expect(Decimal34(a)!.modulo(Decimal34(b)!) == Decimal34(rest)!)
    }

    @Test(arguments: [
        ("sqrt", "16", "4"), ("sqrt", "2", "1.414213562373095048801688724209698"), ("sqrt", "0.0001", "0.01"),
        ("exp", "5", "148.4131591025766034211155800405523"), ("exp", "-1", "0.3678794411714423215955237701614609"),
        ("ln", "10", "2.302585092994045684017991454684364"), ("ln", "0.001", "-6.907755278982137052053974364053093"),
    ])
    func functionsAreRightToThirtyDigits(name: String, x: String, value: String) {
        let x = Decimal34(x)!
        let made = name == "sqrt" ? x.squareRoot() : name == "exp" ? x.exponential() : x.naturalLogarithm()
        let expected = Decimal34(value)!
        #expect(made!.subtracting(expected)!.magnitude <= expected.magnitude.multiplied(by: Decimal34("1e-30")!)!)
    }

    @Test func columnsOfEqualScaleAreMachineWords() {
        #expect(Decimal34("9449.74")!.mantissa(scale: 2) == 944_974)
        #expect(Decimal34("9449.74")!.mantissa(scale: 1) == nil)
        #expect(Decimal34("1e30")!.mantissa(scale: 0) == nil)
        #expect(Decimal34(mantissa: -944_974, scale: 2) == Decimal34("-9449.74")!)
    }
}
