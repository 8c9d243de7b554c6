import Kernel

/// What a password must be. The two profiles cannot both be met: ASVS 5.0 6.2.5 and 6.2.10 forbid rules of composition and forced
/// change, GB/T 22239-2019 level 3 (8.1.4.1 a) asks for both. The policy names one.
public enum PasswordProfile: String, Choosable, Hashable {
    /// At least 12 characters, no refused word, no forced change.
    case asvs
    /// At least 8 characters of three classes, changed every 90 days, not one of the last five.
    case djbh

    public var label: Text {
        switch self {
        case .asvs: Text("长口令（至少12位，不强制更换）", "Long password (12 or more, no forced change)")
        case .djbh: Text("等保三级（至少8位、三类字符，90天更换）", "GB/T 22239 level 3 (8 or more, three classes, changed every 90 days)")
        }
    }

    public var shortest: Int { self == .asvs ? 12 : 8 }
    /// Seconds after which it must be changed.
    public var lifetime: Int? { self == .asvs ? nil : 90 * 86_400 }
    /// How many earlier passwords it must differ from.
    public var history: Int { self == .asvs ? 1 : 5 }
    public static let longest = 200

    public var hint: Text {
        switch self {
        case .asvs:
            Text(
                "至少12位，可以用一句话。不用城市名、平台名和常见密码。",
                "12 characters or more; a sentence is fine. No city or product name, no common password.")
        case .djbh:
            Text(
                "至少8位，大写、小写、数字、符号四类中至少三类。不用城市名、平台名和常见密码，90天更换一次。",
                "8 characters or more, of three of: capitals, small letters, digits, signs. No city or product name, no common password; changed every 90 days."
            )
        }
    }

    /// Why `password` will not do; nil where it will.
    public func problem(_ password: String, account: [String], refused: RefusedWords) -> Text? {
        let count = password.unicodeScalars.count
        if count < shortest {
            return Text("只有\(count)位，至少\(shortest)位。", "\(count) characters; at least \(shortest).")
        }
        if count > PasswordProfile.longest {
            return Text("有\(count)位，最多\(PasswordProfile.longest)位。", "\(count) characters; at most \(PasswordProfile.longest).")
        }
        if password.utf8.contains(0) {
            return Text("含有不可用的字符（U+0000）。", "Holds a character that cannot be kept (U+0000).")
        }
        if self == .djbh, PasswordProfile.classes(password) < 3 {
            return Text("大写、小写、数字、符号四类中至少要有三类。", "Use three of: capitals, small letters, digits, signs.")
        }
        if let word = refused.hit(password, account: account) {
            return Text("含有容易猜到的“\(word)”，请换一个。", "Holds “\(word)”, which is easily guessed. Choose another.")
        }
        return nil
    }

    private static func classes(_ password: String) -> Int {
        var found: Set<Int> = []
        for scalar in password.unicodeScalars {
            let properties = scalar.properties
            found.insert(properties.isUppercase ? 0 : properties.isLowercase ? 1 : properties.numericType != nil ? 2 : 3)
        }
        return found.count
    }
}

/// Words that make a password easy to guess, from `Content/accounts/refused-words.txt`.
///
/// A line is a word; one that ends in `*` is refused wherever it stands inside, when what is left around it is short. Others are
/// refused as the whole password, with any digits and signs around them. `#` begins a comment.
public struct RefusedWords: Sendable, Hashable {
    private let whole: Set<String>
    private let inside: [String]

    public init(_ text: String) {
        var (whole, inside): (Set<String>, [String]) = ([], [])
        for line in text.split(whereSeparator: \.isNewline) {
            let word = RefusedWords.plain(String(line.prefix { $0 != "#" }.filter { !$0.isWhitespace }))
            if word.isEmpty { continue }
            if word.hasSuffix("*") { inside.append(String(word.dropLast())) } else { whole.insert(word) }
        }
        self.whole = whole
        self.inside = inside.filter { !$0.isEmpty }
    }

    /// The word that was found, for the message.
    func hit(_ password: String, account: [String]) -> String? {
        let plain = RefusedWords.plain(password)
        if whole.contains(plain) { return password }
        for core in [RefusedWords.core(password.lowercased()), RefusedWords.core(plain)]
        where whole.contains(RefusedWords.plain(core)) {
            return core
        }
        if RefusedWords.isMonotone(plain) { return password }
        let names = account.map(RefusedWords.plain).filter { $0.count >= 3 }
        // What is left around the word must carry the password by itself.
        return (inside + names).first { plain.contains($0) && plain.count - $0.count < 8 }
    }

    /// Lower case, with the usual disguises undone.
    private static func plain(_ text: String) -> String {
        String(
            text.lowercased().map { letter in
                switch letter {
                case "@": "a"
                case "$": "s"
                case "0": "o"
                case "3": "e"
                case "1", "!": "l"
                default: letter
                }
            })
    }

    private static func core(_ plain: String) -> String {
        let isLetter: (Character) -> Bool = { $0.isLetter }
        guard let first = plain.firstIndex(where: isLetter), let last = plain.lastIndex(where: isLetter) else { return plain }
        return String(plain[first...last])
    }

    /// `aaaaaaaa`, `abcabcabc`, `123456789`: one step from each letter to the next, or a short piece again and again.
    private static func isMonotone(_ plain: String) -> Bool {
        let scalars = plain.unicodeScalars.map { Int($0.value) }
        guard scalars.count > 3 else { return true }
        if Set(zip(scalars, scalars.dropFirst()).map { $1 - $0 }).count == 1 { return true }
        return (1...3).contains { size in scalars.indices.allSatisfy { scalars[$0] == scalars[$0 % size] } }
    }
}
