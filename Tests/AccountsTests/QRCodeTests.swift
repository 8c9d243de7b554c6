import Kernel
import Testing

@testable import Accounts

/// Against the symbols that an independent encoder (qrcode 8, in Python) draws of the same bytes at level L, one for each of the eight masks:
/// the first 16 digits of the SHA-256 over the modules, row by row, as 0 and 1. Which mask looks best is a matter of taste; the symbol
/// must be one of the eight.
@Suite struct QRCodes {
    @Test(arguments: [
        (
            "A", 21,
            [
                "c70a942b285013ce", "2a94b882e732076f", "a5e8a28238562f7e", "a53fccddffee5982", "b605819de6dfca5f",
                "85b9644db04aaeaa",
                "32daa4c3b7a497d9", "637f587eb6c42d5b",
            ]
        ),
        (
            "otpauth://totp/%E8%8D%AF%E9%93%BE:lianban?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=%E8%8D%AF%E9%93%BE", 41,
            [
                "5caba508d830bebc", "873a30b8487ea919", "ae094816d43f44be", "04fb58c5fbc1be83", "7a3473703820ce6d",
                "1e361ed2e1d0945f",
                "0d599e92a5a75148", "106f4dd6c4d8567e",
            ]
        ),
        (
            String(repeating: "药链", count: 25), 45,
            [
                "bc07b1a1cbb43637", "3fc538bd35098003", "1e097072b99d94b8", "ad34ad19768a186f", "07a68f67e2a489b5",
                "61618331607ac697",
                "14cdef7511d6bbb6", "07c7c31b00108b20",
            ]
        ),
        (
            String(repeating: "x", count: 230), 53,
            [
                "c27cc0ff6ff3c038", "15f181e131cfbf92", "50581935cf86baee", "e9c9eac549135b3a", "f2423cbe3b6f29a2",
                "137284ff5db5e5ab",
                "488491829be60433", "1fdcc2e272933fd1",
            ]
        ),
    ])
    func aSymbolIsOneOfTheEightThatTheStandardAllows(text: String, size: Int, symbols: [String]) throws {
        let code = try #require(QRCode(text))
        #expect(code.size == size)
        #expect(symbols.contains(String(sha256(code.modules.map { $0 ? UInt8(0x31) : 0x30 }).prefix(16))))
    }

    @Test func whatIsTooLongHasNoSymbol() {
        #expect(QRCode(String(repeating: "x", count: 271)) != nil)
        #expect(QRCode(String(repeating: "x", count: 272)) == nil)
        #expect(QRCode("") != nil)
    }
}
