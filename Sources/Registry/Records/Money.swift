import Design
import Kernel

/// 分 as people read them: 4.8亿元, 862.5万元; one conversion to billions and millions in English.
enum Money {
    static func words(_ amount: Int, _ kind: FigureKind, exact: Bool = true) -> Text {
        guard kind.isMoney else {
            return Text("\(Show.number(Double(amount), decimals: 0))人", "\(Show.number(Double(amount), decimals: 0)) people")
        }
        let fen = Double(amount)
        // An exact amount is in 亿元 where four decimals show all of it.
        let isLarge = abs(amount) >= 10_000_000_000 && (!exact || amount % 1_000_000 == 0)
        let zh =
            isLarge
            ? Show.number(fen / 1e10, decimals: exact ? 4 : 1, trim: exact) + "亿元"
            : Show.number(fen / 1e6, decimals: exact ? 6 : 1, trim: exact) + "万元"
        let en =
            isLarge
            ? Show.number(fen / 1e11, decimals: exact ? 5 : 2, trim: exact) + " bn yuan"
            : Show.number(fen / 1e8, decimals: exact ? 8 : 2, trim: exact) + " m yuan"
        return Text(zh, en)
    }
}
