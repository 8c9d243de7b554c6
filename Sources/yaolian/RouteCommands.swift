import ArgumentParser
import Foundation
import Kernel
import Server

/// `yaolian where`: the line of code that answers at an address.
struct WhereCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "where",
        abstract: "Prints file and line of the code that answers: where /plans/3, or where plan.progress.submit.")

    @Argument(help: ArgumentHelp("A path of the site, or the id of an operation.", valueName: "path-or-id")) var place: String

    @OptionGroup var options: ContentOptions

    func run() async throws {
        try await orStop {
            let slices = try Slices.all(content: options.content())
            let table = RouteTable(slices)
            let path = place.range(of: "://").map { String(place[$0.upperBound...].drop { $0 != "/" }) } ?? place
            let lines = path.hasPrefix("/") ? table.lines(at: path) : slices.lines.filter { $0.id == place }
            if lines.isEmpty { throw Stopped(66, "Nothing answers at “\(place)”. “yaolian routes” lists what does.") }
            for line in lines { print("\(sourcePath(line.source))  \(line.verb.rawValue) \(line.pattern)  \(line.id)") }
        }
    }

    /// `Plan/PlanEndpoints.swift:12` as a path of the source tree, where that is at hand.
    private func sourcePath(_ source: String) -> String {
        let parts = source.split(separator: "/", maxSplits: 1)
        guard parts.count == 2, let name = parts[1].split(separator: ":").first,
            let files = FileManager.default.enumerator(atPath: "Sources/\(parts[0])")
        else { return source }
        for case let file as String in files where file == name || file.hasSuffix("/\(name)") {
            return "Sources/\(parts[0])/\(file)\(parts[1].dropFirst(name.count))"
        }
        return source
    }
}

/// `yaolian routes`: every operation with its address and who may use it.
struct RoutesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "routes", abstract: "Lists every operation: id, address, roles, what it does.")

    @OptionGroup var options: ContentOptions

    func run() async throws {
        let zh = language == .zh
        for line in try Slices.all(content: options.content()).lines {
            let roles = Role.allCases.filter(line.permission.roles.contains).map(\.rawValue)
            let who =
                line.permission.isPublic
                ? "everybody" : roles.count == Role.allCases.count ? "signed-in" : roles.joined(separator: ",")
            print("\(line.id)\t\(line.verb.rawValue) \(line.pattern)\t\(who)\t\(zh ? line.summary.zh : line.summary.en)")
        }
    }
}

/// `yaolian openapi`: the description of the API.
struct OpenAPICommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "openapi", abstract: "Prints the OpenAPI 3.1 document, made from the operations themselves.",
        discussion: "docs/openapi.json is this, kept fresh by ./dev check.")

    @Option(help: ArgumentHelp("Writes to a file.", valueName: "file")) var output: String?

    @OptionGroup var options: ContentOptions

    func run() async throws {
        try await orStop {
            let bytes = try Slices.all(content: options.content()).openAPI().data(pretty: true) + Data("\n".utf8)
            guard let output else {
                FileHandle.standardOutput.write(bytes)
                return
            }
            do {
                try bytes.write(to: URL(fileURLWithPath: output))
            } catch {
                throw Stopped(2, "“\(output)” cannot be written: \(error.localizedDescription)")
            }
        }
    }
}
