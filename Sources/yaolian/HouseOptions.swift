import ArgumentParser
import Foundation
import Kernel
import Plan

/// Which house a command works in.
struct HouseOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "sqlite:PATH or postgresql://… (default: the environment's YAOLIAN_DATABASE, or sqlite:var/yaolian.sqlite).",
            valueName: "url"))
    var database: String?
    @OptionGroup var files: ContentOptions

    var url: String { database ?? ProcessInfo.processInfo.environment["YAOLIAN_DATABASE"] ?? "sqlite:var/yaolian.sqlite" }

    func open() async throws -> House {
        try makeFolder(of: url)
        do {
            let content = files.content()
            return House(database: try await Database.open(url), slices: try Slices.all(content: content), content: content)
        } catch let error as DatabaseError {
            throw Stopped(2, "The database cannot be opened: \(error)")
        } catch let fault as ContentFault {
            throw Stopped(2, fault.description)
        }
    }

    /// A file that does not exist yet is made, with its folder; nobody else may read it.
    private func makeFolder(of url: String) throws {
        guard url.hasPrefix("sqlite:"), url != "sqlite::memory:" else { return }
        let folder = URL(fileURLWithPath: String(url.dropFirst("sqlite:".count))).deletingLastPathComponent().path
        if FileManager.default.fileExists(atPath: folder) { return }
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }
}

/// Ends a command with a sentence on standard error and an exit code.
struct Stopped: Error, CustomStringConvertible {
    let code: Int32
    let description: String

    init(_ code: Int32, _ description: String) {
        self.code = code
        self.description = description
    }
}

extension AsyncParsableCommand {
    /// Runs the body; what it is stopped by is printed, and becomes the exit code.
    func orStop(_ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch let stopped as Stopped {
            complain(stopped.description)
            throw ExitCode(stopped.code)
        } catch let refusal as Refusal {
            complain(refusal.lines(language).joined(separator: "\n"))
            throw ExitCode(refusal.exitCode)
        } catch let error as DatabaseError {
            complain("\(error)")
            throw ExitCode(75)
        }
    }

    /// The language of the terminal.
    var language: Language {
        let locale = ProcessInfo.processInfo.environment["LC_ALL"] ?? ProcessInfo.processInfo.environment["LANG"] ?? ""
        return locale.hasPrefix("zh") ? .zh : .en
    }
}

func complain(_ words: String) { FileHandle.standardError.write(Data((words + "\n").utf8)) }

extension Refusal {
    /// What the command line says: the title, then a line a field.
    func lines(_ language: Language) -> [String] {
        guard case .invalid(let problems) = self else { return ["\(title(language)): \(detail(language))"] }
        return [title(language)] + problems.map { "  \($0.field): \($0.message(language))" }
    }
}

/// Where the content files are.
struct ContentOptions: ParsableArguments {
    @Option(
        name: .customLong("content"), help: ArgumentHelp("The folder of policy packs, calendars and presets.", valueName: "folder"))
    var folder = ProcessInfo.processInfo.environment["YAOLIAN_CONTENT"] ?? "Content"

    func content() -> Content { Content(folder: folder) }
}
