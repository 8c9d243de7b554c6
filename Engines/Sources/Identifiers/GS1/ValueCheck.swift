/// The checks of the GS1 syntax dictionary on one part of a value. Where a check needs a table that is not public (company
/// prefixes, coupon layouts, package types) only the part that the General Specifications state is made.
enum ValueCheck: String, Sendable {
    case csum, csumalpha, gcppos1, gcppos2, hasnondigit, hh, hhmi, hyphen, iban, importeridx, iso3166, iso3166999, iso3166alpha2
    case iso4217, iso5218, latitude, longitude, mediatype, mi, nonzero, nozeroprefix, packagetype, pcenc, pieceoftotal
    case posinseqslash, ss, winding, yesno, yymmd0, yymmdd, yyyymmdd, zero

    var rule: String {
        switch self {
        case .csum: "mod-10 check digit"
        case .csumalpha: "GMN check characters"
        case .gcppos1, .gcppos2: "begins with a company prefix of digits"
        case .hasnondigit: "holds a character that is no digit"
        case .hh, .hhmi, .mi, .ss: "time of day"
        case .hyphen: "a hyphen or nothing"
        case .iban: "IBAN, mod 97"
        case .importeridx: "one letter or digit"
        case .iso3166, .iso3166999, .iso3166alpha2: "country code, ISO 3166"
        case .iso4217: "currency code, ISO 4217"
        case .iso5218: "0, 1, 2 or 9, ISO 5218"
        case .latitude: "latitude, 0000000000 to 1800000000"
        case .longitude: "longitude, 0000000000 to 3600000000"
        case .mediatype: "media type 01-10 or 80-99"
        case .nonzero: "not zero"
        case .nozeroprefix: "no leading zero"
        case .packagetype: "package type"
        case .pcenc: "percent encoding"
        case .pieceoftotal: "piece and total, piece not above total, neither zero"
        case .posinseqslash: "position/total"
        case .winding: "winding 0, 1 or 9"
        case .yesno: "0 or 1"
        case .yymmd0, .yymmdd, .yyyymmdd: "calendar date"
        case .zero: "zeros only"
        }
    }

    func passes(_ value: ArraySlice<UInt8>, lists: [String: Set<String>]) -> Bool {
        switch self {
        case .csum: CheckDigit.isRight(value)
        case .csumalpha: CheckDigit.isRightPair(value)
        case .gcppos1: value.count >= 4 && value.prefix(4).allSatisfy(\.isDigit)
        case .gcppos2: value.count >= 5 && value.dropFirst().prefix(4).allSatisfy(\.isDigit)
        case .hasnondigit: !value.allSatisfy(\.isDigit)
        case .hh: number(value) < 24
        case .mi, .ss: number(value) < 60
        case .hhmi: number(value.prefix(2)) < 24 && number(value.suffix(2)) < 60
        case .hyphen: value.elementsEqual("-".utf8)
        case .iban: Self.isIBAN(value)
        case .importeridx: value.allSatisfy(CharacterSets.isUnreserved64)
        case .iso3166: listed(value, "iso3166", lists)
        case .iso3166999: number(value) == 999 || listed(value, "iso3166", lists)
        case .iso3166alpha2: listed(value, "iso3166alpha2", lists)
        case .iso4217: listed(value, "iso4217", lists)
        case .iso5218: "0129".utf8.contains(value.first ?? 0)
        case .latitude: number(value) <= 1_800_000_000
        case .longitude: number(value) <= 3_600_000_000
        case .mediatype: (1...10).contains(number(value)) || (80...99).contains(number(value))
        case .nonzero: value.contains { $0 != 48 }
        case .nozeroprefix: value.count == 1 || value.first != 48
        case .packagetype: true
        case .pcenc: Self.isPercentEncoded(value)
        case .pieceoftotal: Self.isPiece(number(value.prefix(2)), of: number(value.suffix(2)))
        case .posinseqslash: Self.isPosition(value)
        case .winding: "019".utf8.contains(value.first ?? 0)
        case .yesno: "01".utf8.contains(value.first ?? 0)
        case .yymmd0: Self.isDate(2000 + number(value.prefix(2)), value.dropFirst(2), zeroDay: true)
        case .yymmdd: Self.isDate(2000 + number(value.prefix(2)), value.dropFirst(2), zeroDay: false)
        case .yyyymmdd: Self.isDate(number(value.prefix(4)), value.dropFirst(4), zeroDay: false)
        case .zero: value.allSatisfy { $0 == 48 }
        }
    }

    private func listed(_ value: ArraySlice<UInt8>, _ name: String, _ lists: [String: Set<String>]) -> Bool {
        lists[name]?.contains(String(decoding: value, as: UTF8.self)) ?? true
    }

    /// The number of at most 18 digits; the parts that are asked for are no longer than ten.
    private func number(_ value: ArraySlice<UInt8>) -> Int { Self.number(value) }

    private static func number(_ value: ArraySlice<UInt8>) -> Int {
        value.prefix(18).reduce(0) { $0 * 10 + Int($1 & 15) }
    }

    private static func isPiece(_ piece: Int, of total: Int) -> Bool { piece > 0 && total > 0 && piece <= total }

    private static func isPosition(_ value: ArraySlice<UInt8>) -> Bool {
        let halves = value.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard halves.count == 2, halves.allSatisfy({ !$0.isEmpty && $0.allSatisfy(\.isDigit) && $0.first != 48 }) else {
            return false
        }
        return isPiece(number(halves[0]), of: number(halves[1]))
    }

    /// Two digits each for month and day. A year of two digits is a leap year by the rule of four: 1900 and 2100 lie outside.
    private static func isDate(_ year: Int, _ rest: ArraySlice<UInt8>, zeroDay: Bool) -> Bool {
        let month = number(rest.prefix(2))
        let day = number(rest.suffix(2))
        guard (1...12).contains(month) else { return false }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let days = month == 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
        return (zeroDay ? 0 : 1) <= day && day <= days
    }

    private static func isPercentEncoded(_ value: ArraySlice<UInt8>) -> Bool {
        var index = value.startIndex
        while index < value.endIndex {
            if value[index] == UInt8(ascii: "%") {
                guard index + 2 < value.endIndex, value[index + 1].isHex, value[index + 2].isHex else { return false }
                index += 3
            } else {
                index += 1
            }
        }
        return true
    }

    /// ISO 13616: four first characters moved to the end, letters as 10 to 35, remainder 1 mod 97.
    private static func isIBAN(_ value: ArraySlice<UInt8>) -> Bool {
        guard value.count > 4 else { return false }
        var rest = 0
        for byte in value.dropFirst(4) + value.prefix(4) {
            if byte.isDigit {
                rest = (rest * 10 + Int(byte - 48)) % 97
            } else if (65...90).contains(byte) {
                rest = (rest * 100 + Int(byte - 55)) % 97
            } else {
                return false
            }
        }
        return rest == 1
    }
}

/// The check digits of the GS1 General Specifications, section 7.9.
enum CheckDigit {
    /// The digit that makes weights 3 and 1, from the right, sum to a multiple of ten.
    static func digit(for digits: ArraySlice<UInt8>) -> UInt8 {
        var sum = 0
        var weight = 3
        for byte in digits.reversed() {
            sum += Int(byte & 15) * weight
            weight = 4 - weight
        }
        return UInt8(48 + (10 - sum % 10) % 10)
    }

    static func isRight(_ value: ArraySlice<UInt8>) -> Bool {
        guard let last = value.last else { return false }
        return digit(for: value.dropLast()) == last
    }

    /// The check pair of a GMN, section 7.9.5: prime weights from the right over the values of set 82, mod 1021, in base 32.
    static func isRightPair(_ value: ArraySlice<UInt8>) -> Bool {
        let body = value.dropLast(2)
        guard value.count > 2, body.count <= primes.count else { return false }
        var sum = 0
        for (byte, prime) in zip(body.reversed(), primes) {
            guard let place = set82.firstIndex(of: byte) else { return false }
            sum += place * prime
        }
        sum %= 1021
        return value.suffix(2).elementsEqual([pairAlphabet[sum >> 5], pairAlphabet[sum & 31]])
    }

    private static let set82 = Array("!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz".utf8)
    private static let pairAlphabet = Array("23456789ABCDEFGHJKLMNPQRSTUVWXYZ".utf8)
    private static let primes = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83]
}
