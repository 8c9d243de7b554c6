public import Foundation
import Synchronization

/// The name of a row: 26 characters that sort by the time of their making (a ULID).
///
/// 48 bits of milliseconds since 1970 and 80 bits of chance, in Crockford's base 32 (no I, L, O, U): fits a URL, is read aloud without
/// doubt, and JSON keeps it whole, which it would not do with a number of more than 53 bits.
/// Source: the ULID specification, github.com/ulid/spec.
///
/// ```swift
/// RecordID("01KAMB3Q8F5V1M9Z7T2RX4C6DE")   // a record id
/// RecordID("01kamb3q8f5v1m9z7t2rx4c6de")   // nil: there is one spelling
/// ```
public struct RecordID: Hashable, Sendable, Comparable {
    let high: UInt64
    let low: UInt64

    init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// Reads 26 characters in capitals; the first is at most 7, since 26 characters hold 130 bits.
    public init?(_ text: some StringProtocol) {
        var (high, low): (UInt64, UInt64) = (0, 0)
        var count = 0
        for byte in text.utf8 {
            guard count < 26, let digit = RecordID.digit(byte), count > 0 || digit < 8 else { return nil }
            high = high << 5 | low >> 59
            low = low << 5 | UInt64(digit)
            count += 1
        }
        guard count == 26 else { return nil }
        self.init(high: high, low: low)
    }

    /// When the id was made, to the millisecond.
    public var time: Date { Date(timeIntervalSince1970: Double(high >> 16) / 1000) }

    public static func < (a: RecordID, b: RecordID) -> Bool { (a.high, a.low) < (b.high, b.low) }

    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30  // 0-9
        case 0x41...0x48: byte - 0x41 + 10  // A-H
        case 0x4A...0x4B: byte - 0x4A + 18  // J K
        case 0x4D...0x4E: byte - 0x4D + 20  // M N
        case 0x50...0x54: byte - 0x50 + 22  // P-T
        case 0x56...0x5A: byte - 0x56 + 27  // V-Z
        default: nil
        }
    }
}

extension RecordID: LosslessStringConvertible {
    public init?(_ description: String) { self.init(description[...]) }

    public var description: String {
        String(unsafeUninitializedCapacity: 26) { buffer in
            var (high, low) = (high, low)
            for index in stride(from: 25, through: 0, by: -1) {
                buffer[index] = RecordID.alphabet[Int(low & 31)]
                low = low >> 5 | high << 59
                high >>= 5
            }
            return 26
        }
    }
}

extension RecordID: SQLBindable {
    public static var sqlType: SQLType { .text }
    public var sqlValue: SQLValue { .text(description) }
}

extension RecordID: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let id = RecordID(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a record id")
        }
        self = id
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

/// Makes record ids that ascend within this process, also when the clock stands still or is set back.
///
/// The clock and the chance come from outside, so that a test gets the same ids twice.
public final class IDGenerator: Sendable {
    private let now: @Sendable () -> Date
    private let random: @Sendable () -> UInt64
    private let last = Mutex((high: UInt64(0), low: UInt64(0)))

    public init(
        now: @escaping @Sendable () -> Date = { Date() },
        random: @escaping @Sendable () -> UInt64 = { UInt64.random(in: 0 ... .max) }
    ) {
        self.now = now
        self.random = random
    }

    public func next() -> RecordID {
        let milliseconds = UInt64(clamping: Timestamp.milliseconds(now())) & 0xFFFF_FFFF_FFFF
        let (a, b) = (random(), random())
        return last.withLock { last in
            if milliseconds > last.high >> 16 {
                last = (high: milliseconds << 16 | a & 0xFFFF, low: b)
            } else {  // the same millisecond, or a clock set back: a step of up to 2^32 keeps the order and cannot be guessed
                let (low, carry) = last.low.addingReportingOverflow(1 + b & 0xFFFF_FFFF)
                last = (high: last.high &+ (carry ? 1 : 0), low: low)
            }
            return RecordID(high: last.high, low: last.low)
        }
    }
}
