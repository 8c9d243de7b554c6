import ArgumentParser
import CLibCrypto
import Calendars
import Findings
import Foundation
import PlanText

/// `yaolian plan`: reads plan documents.
struct PlanCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Reads plan documents.", subcommands: [ReadCommand.self])

    struct ReadCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "read", abstract: "Prints what a plan says: targets, measures with units, names, clauses.",
            discussion: """
                Exit code 0, also where there are findings; 65 where the file cannot be read as a plan in Chinese, and the message says \
                what to do; 66 where there is no such file.
                """)

        enum Language: String, ExpressibleByArgument, CaseIterable { case zh, en }

        @Argument(help: "The plan: TXT or Markdown in UTF-8 or GB18030, DOCX, or PDF with text.") var file: String
        @Flag(help: "Print one JSON object with all items and their spans.") var json = false
        @Option(help: "What the file is; auto goes by its bytes and its name.") var format = PlanOpening.Format.auto
        @Option(help: "Language of the summary and of messages.") var lang = Language.zh

        func run() throws {
            do {
                let (reading, digest) = try read()
                if json {
                    reading.writeJSON(sha256: digest) { FileHandle.standardOutput.write(Data($0)) }
                    print()
                } else {
                    print(PlanSummary(reading, language: lang == .zh ? .zh : .en).text)
                }
            } catch let fault as Unreadable {
                let faults = fault.findings
                stop(
                    65, zh: faults.map { "\(file)：\($0.message(.zh))" }.joined(separator: "\n"),
                    en: faults.map { "\(file): \($0.message(.en))" }.joined(separator: "\n"))
            }
        }

        /// The file's own bytes are let go before the reading begins.
        private func read() throws -> (PlanReading, sha256: String) {
            let (source, digest) = try open()
            var reading = try PlanReading(source.value)
            reading.findings = source.findings + reading.findings
            return (reading, digest)
        }

        private func open() throws -> (Report<PlanSource>, sha256: String) {
            guard let data = FileManager.default.contents(atPath: file) else {
                stop(
                    66, zh: "找不到或打不开文件“\(file)”。请检查路径和权限。",
                    en: "The file “\(file)” does not exist or cannot be opened. Check the path and its permissions.")
            }
            return (try PlanOpening.source(data, name: file, format: format), sha256(data))
        }

        private func stop(_ code: Int32, zh: String, en: String) -> Never {
            FileHandle.standardError.write(Data(((lang == .zh ? zh : en) + "\n").utf8))
            Foundation.exit(code)
        }
    }
}

private func sha256(_ data: Data) -> String {
    var digest = [UInt8](repeating: 0, count: 32)
    var length: UInt32 = 32
    data.withUnsafeBytes { _ = EVP_Digest($0.baseAddress, $0.count, &digest, &length, EVP_sha256(), nil) }
    return digest.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
}

/// A page of text on what was read.
private struct PlanSummary {
    let reading: PlanReading
    let language: FindingLanguage

    init(_ reading: PlanReading, language: FindingLanguage) {
        self.reading = reading
        self.language = language
    }

    var text: String { (head + targets + measures + counts + findings).joined(separator: "\n") }

    private func say(_ zh: String, _ en: String) -> String { language == .zh ? zh : en }

    private var head: [String] {
        let d = reading.document
        let period = [d.periodStart?.description, d.periodEnd?.description].compactMap { $0 }.joined(separator: " – ")
        return [
            d.title ?? say("（无标题）", "(no title)"),
            say(
                "类型 \(d.type ?? "未知")　地区 \(d.region ?? "未列明")　期限 \(period.isEmpty ? "未列明" : period)",
                "type \(d.type ?? "unknown")  region \(d.region ?? "not stated")  period \(period.isEmpty ? "not stated" : period)"),
        ]
    }

    private var targets: [String] {
        ["", say("目标 \(reading.targets.count)", "Targets: \(reading.targets.count)")]
            + reading.targets.map { t in
                let value = [number(t.value), t.valueMax.map { "—" + number($0) } ?? "", t.unit ?? ""].joined()
                let due = t.deadline.map { $0.date?.description ?? $0.raw } ?? say("无期限", "no deadline")
                return "  \(t.id)  \(t.where ?? "-")  \(t.indicator)  \(sign(t.comparator))\(value)  \(due)"
            }
    }

    private var measures: [String] {
        ["", say("举措 \(reading.measures.count)", "Measures: \(reading.measures.count)")]
            + reading.measures.map { m in
                let units = m.units.map { "\($0.name)（\(name($0.role))）" }.joined(separator: " ")
                return
                    "  \(m.id)  \(m.section ?? "-")  \(m.title)  \(units.isEmpty ? say("责任单位未列明", "no responsible unit") : units)"
            }
    }

    private var counts: [String] {
        let r = reading
        return [
            "",
            say(
                "机构 \(r.organisations.count)　项目 \(r.projects.count)　平台 \(r.platforms.count)　产品 \(r.products.count)　计划与活动 \(r.programmes.count)　督查条款 \(r.supervision.count)",
                "Organisations \(r.organisations.count)  projects \(r.projects.count)  platforms \(r.platforms.count)  products \(r.products.count)  programmes \(r.programmes.count)  supervision clauses \(r.supervision.count)"
            ),
        ]
    }

    private var findings: [String] {
        reading.findings.isEmpty
            ? []
            : ["", say("需要核对 \(reading.findings.count)", "To check: \(reading.findings.count)")]
                + reading.findings.map { "  " + $0.message(language) }
    }

    private func number(_ value: Double?) -> String {
        guard let value else { return say("（空）", "(blank) ") }
        return value == value.rounded() && abs(value) < 1e15 ? "\(Int64(value))" : "\(value)"
    }

    private func sign(_ comparator: PlanReading.Comparator) -> String {
        switch comparator {
        case .ge: "≥"
        case .gt: ">"
        case .le: "≤"
        case .approx: "≈"
        case .range, .eq: ""
        case .rankLE: say("前", "top ")
        }
    }

    private func name(_ role: PlanReading.Role) -> String {
        switch role {
        case .lead: say("牵头", "lead")
        case .support: say("配合", "support")
        case .shared: say("按职责分工", "shared")
        case .implement: say("落实", "implement")
        case .responsible: say("责任", "responsible")
        }
    }
}
