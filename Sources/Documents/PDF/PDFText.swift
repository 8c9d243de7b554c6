/// Repairs of the text that PDF fonts give, and the small questions about characters that the layout asks.
enum PDFText {
    /// Fonts of Chinese PDFs often map a glyph to its radical (⼯ U+2F2F for 工) or ligature; people mean the character.
    /// Control characters and the private area, which has no meaning outside its font, are dropped.
    static func repaired(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: needsRepair) else { return text }
        var out = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0..<0x20, 0x7F..<0xA0, 0xFEFF, 0xFFFD, 0xE000...0xF8FF, 0x200B...0x200F, 0xF0000...0x10FFFF: continue
            case 0xA0, 0x2000...0x200A, 0x3000: out.append(" ")
            case 0x2F00...0x2FD5:
                let index = Int(scalar.value) - 0x2F00
                if radicals.indices.contains(index) { out.append(radicals[index]) }
            case 0x2E80...0x2EFF: out.append(supplement[scalar] ?? scalar)
            case 0xFB00...0xFB06:
                out.append(contentsOf: ["ff", "fi", "fl", "ffi", "ffl", "st", "st"][Int(scalar.value) - 0xFB00].unicodeScalars)
            default: out.append(scalar)
            }
        }
        return String(out)
    }

    private static func needsRepair(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x20..<0x7F, 0x4E00...0x9FFF, 0x3001...0x30FF, 0xFF00...0xFFEF: false
        default: true
        }
    }

    /// The 214 Kangxi radicals in order, as the characters that they look like in simplified type.
    private static let radicals = Array(
        """
        一丨丶丿乙亅二亠人儿入八冂冖冫几凵刀力勹匕匚匸十卜卩厂厶又口囗土士夂夊夕大女子宀寸小尢尸屮山巛工己巾干幺广廴廾弋弓彐彡彳心戈户手支攴文斗斤方无日曰\
        月木欠止歹殳毋比毛氏气水火爪父爻爿片牙牛犬玄玉瓜瓦甘生用田疋疒癶白皮皿目矛矢石示禸禾穴立竹米糸缶网羊羽老而耒耳聿肉臣自至臼舌舛舟艮色艸虍虫血行衣襾見\
        角言谷豆豕豸貝赤走足身車辛辰辵邑酉釆里金長門阜隶隹雨青非面革韋韭音頁風飛食首香馬骨高髟鬥鬯鬲鬼魚鳥鹵鹿麥麻黃黍黑黹黽鼎鼓鼠鼻齊齒龍龜龠
        """.unicodeScalars)

    private static let supplement: [Unicode.Scalar: Unicode.Scalar] = {
        let from = "⺁⺅⺋⺌⺟⺠⺫⺶⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻬⻮⻰⻳"
        let to = "厂亻巳小母民罒羊虎西见角贝车长门青韦页风飞食马骨鬼鱼鸟麦黄齐齿龙龟"
        return Dictionary(zip(from.unicodeScalars, to.unicodeScalars), uniquingKeysWith: { first, _ in first })
    }()

    /// Takes the space of one character of Chinese type.
    static func isWide(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x1100...0x115F, 0x2460...0x24FF, 0x2E80...0x303E, 0x3040...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
            0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x20000...0x3FFFD, 0x2014, 0x2018...0x201D, 0x2026:
            true
        default: false
        }
    }

    /// The width of a text in ems: one for a Chinese character, half for the rest.
    static func ems(_ text: String) -> Double {
        text.unicodeScalars.reduce(0) { $0 + (isWide($1) ? 1 : 0.5) }
    }

    static func endsSentence(_ text: String) -> Bool {
        guard let last = text.unicodeScalars.last(where: { !"”’」』）)".unicodeScalars.contains($0) }) else { return false }
        return "。；：！？.;:!?".unicodeScalars.contains(last)
    }

    static func endsInMark(_ text: String) -> Bool { text.unicodeScalars.last.map { cannotBegin.contains($0) } ?? false }

    static func endsInBracket(_ text: String) -> Bool {
        text.unicodeScalars.last.map { "）)】〕".unicodeScalars.contains($0) } ?? false
    }

    private static let cannotBegin = Set("，。、；：！？）》〉」』】〕］｝”’…,.;:!?)]}%％℃".unicodeScalars)
    private static let cannotEnd = Set("（《〈「『【〔［｛“‘([{".unicodeScalars)

    /// The width in ems of the least that could have stood at the end of the line before: a word, or a character with the
    /// marks that may not be parted from it.
    static func firstUnit(_ text: String) -> Double {
        let scalars = Array(text.unicodeScalars.prefix(40))
        var index = 0
        while index < scalars.count, cannotEnd.contains(scalars[index]) { index += 1 }
        if index < scalars.count {
            if isWide(scalars[index]) {
                index += 1
            } else {
                while index < scalars.count, !isWide(scalars[index]), scalars[index] != " ", !cannotBegin.contains(scalars[index]) {
                    index += 1
                }
            }
        }
        while index < scalars.count, cannotBegin.contains(scalars[index]) { index += 1 }
        return scalars[..<max(index, 1)].reduce(0) { $0 + (isWide($1) ? 1 : 0.5) }
    }

    /// The length in scalars of a leading label such as `一、`, `（二）`, `3.`, `①`, `第四条`, `—`, or nil.
    static func label(_ text: String) -> Int? {
        let scalars = Array(text.unicodeScalars.prefix(12))
        guard let first = scalars.first else { return nil }
        if "●■◆➢✓□•·—–▪".unicodeScalars.contains(first) { return 1 }
        if (0x2460...0x249B).contains(first.value) || (0x3220...0x3229).contains(first.value) { return 1 }
        func isNumber(_ scalar: Unicode.Scalar) -> Bool {
            "一二三四五六七八九十百零〇○".unicodeScalars.contains(scalar) || (0x30...0x39).contains(scalar.value)
                || (0xFF10...0xFF19).contains(scalar.value)
        }
        var index = 0
        let isOrdinal = first == "第"
        let isBracketed = "（(〔【".unicodeScalars.contains(first)
        if isOrdinal || isBracketed { index = 1 }
        let start = index
        while index < scalars.count, isNumber(scalars[index]) { index += 1 }
        guard index > start, index < scalars.count else { return nil }
        let mark = scalars[index]
        if isOrdinal { return "条章节部篇".unicodeScalars.contains(mark) ? index + 1 : nil }
        if isBracketed { return "）)〕】".unicodeScalars.contains(mark) ? index + 1 : nil }
        if "、．)）".unicodeScalars.contains(mark) { return index + 1 }
        guard mark == ".", (0x30...0x39).contains(first.value) else { return nil }
        // 2.5亿元 is a number; 2.1 总体要求 and 2.坚持 are labels.
        var end = index + 1
        while end < scalars.count, (0x30...0x39).contains(scalars[end].value) || scalars[end] == "." { end += 1 }
        if end == index + 1 { return end }
        return end < scalars.count && scalars[end] == " " ? end : nil
    }

    /// The text without the space that a tab leaves between a Chinese label and its text.
    static func joinedLabel(_ text: String) -> String {
        guard let length = label(text) else { return text }
        let scalars = text.unicodeScalars
        let cut = scalars.index(scalars.startIndex, offsetBy: length)
        let rest = scalars[cut...].drop { $0 == " " }
        guard let next = rest.first, isWide(next), let last = scalars[..<cut].last, !"条章节部篇".unicodeScalars.contains(last),
            !(0x30...0x39).contains(last.value)
        else { return text }
        return String(scalars[..<cut]) + String(rest)
    }
}
