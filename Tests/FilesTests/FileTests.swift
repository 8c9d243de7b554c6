import Documents
import Foundation
import HouseTesting
import Kernel
import Testing

@testable import Files

@Suite struct FileTests {
    private static let kept = EventKind("test.kept", Text("存", "kept"))

    private func keep(_ upload: Upload, _ test: TestHouse) async throws -> RecordID {
        try await test.house.write(as: .holding(.unit)) { scope in
            scope.record(Event(FileTests.kept, Subject("file", "1")))
            return try Files.keep(upload, scope)
        }
    }

    private func download(_ id: String, _ test: TestHouse) async throws -> RawEndpoint.Response {
        let viewer = Viewer.holding(.office)
        let request = RawEndpoint.Request(
            values: ["file": id], viewer: viewer, reader: Reader(viewer: viewer, today: test.clock.now.day))
        return try await FileEndpoints.download.handle(request, test.house)
    }

    @Test(arguments: TestDatabase.engines) func aFileComesBackAsItWasAndOnlyAsADownload(engine: Dialect) async throws {
        try await TestHouse.with(engine, [Files.slice]) { test in
            let bytes = Data("会议纪要 <script>alert(1)</script>\r\n".utf8)
            let id = try await keep(Upload(name: "证据.txt", bytes: bytes), test)
            let response = try await download(id.description, test)
            guard case .bytes(let back) = response.body else { return #expect(Bool(false)) }
            #expect(back == bytes)
            #expect(response.headers["content-disposition"] == "attachment; filename*=UTF-8''%E8%AF%81%E6%8D%AE.txt")
            #expect(response.headers["content-security-policy"] == "sandbox")
            #expect(response.headers["content-type"]?.contains("html") == false)
        }
    }

    @Test func whatIsNotThereIsMissing() async throws {
        try await TestHouse.with(.sqlite, [Files.slice]) { test in
            for id in ["x", "", RecordID.zero.description, "../../etc/passwd"] {
                await #expect(throws: Refusal.missing(Text("没有这个文件。", "There is no such file."))) {
                    _ = try await download(id, test)
                }
            }
        }
    }

    @Test func onlyThoseWhoWorkOnAPlanReadItsEvidence() {
        let roles = FileEndpoints.download.permission.roles
        #expect(roles == [.office, .leader, .unit, .park, .regulator, .auditor])
    }

    @Test(arguments: [
        ("证据.pdf", "证据.pdf"), ("../../etc/passwd", "passwd"), ("C:\\用户\\张三\\报告.docx", "报告.docx"), ("a\u{0}b\r\nc\".txt", "abc.txt"),
        ("", "file"),
        ("///", "file"), ("\u{7F}\u{1}", "file"),
    ])
    func aNameIsOnlyAName(given: String, kept: String) {
        #expect(Files.safeName(given) == kept)
    }

    @Test func aLongNameIsCutToWhatTheSchemaTakes() async throws {
        let family = "👨‍👩‍👧‍👦"
        #expect(Files.safeName(String(repeating: family, count: 200)).unicodeScalars.count <= 120)
        try await TestHouse.with(.sqlite, [Files.slice]) { test in
            _ = try await keep(Upload(name: String(repeating: family, count: 200) + ".txt", bytes: Data("正文".utf8)), test)
        }
    }

    @Test func aFileOverTheLimitIsRefusedWithWhatToDo() async throws {
        try await TestHouse.with(.sqlite, [Files.slice]) { test in
            let upload = Upload(name: "大.txt", bytes: Data(count: Files.limit + 1))
            await #expect(
                throws: Refusal.tooLarge(Text("“大.txt”超过20 MB。请压缩或拆分后再传。", "“大.txt” is over 20 MB. Compress or split it."))
            ) {
                _ = try await keep(upload, test)
            }
        }
    }

    @Test func aKindThatCannotBeOpenedLaterIsRefusedWithHowToSaveIt() async throws {
        try await TestHouse.with(.sqlite, [Files.slice]) { test in
            let old = Data([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1] + [UInt8](repeating: 0, count: 600))
            for name in ["报告.doc", "报告.wps"] {
                await #expect {
                    _ = try await keep(Upload(name: name, bytes: old), test)
                } throws: { error in
                    guard case Refusal.unsupported(let text) = error else { return false }
                    return text.zh.contains("另存为") && text.en.contains("Save As")
                }
            }
        }
    }
}
