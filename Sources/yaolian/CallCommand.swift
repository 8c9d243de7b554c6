import ArgumentParser
import Calendars
import Foundation
import Kernel
import Server

/// `yaolian call`: any operation from the command line, with the same checks as a page or the API.
struct CallCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "call",
        abstract: "Calls an operation on somebody's behalf: call plan.progress.submit plan=3 value=12.5 --as NAME.",
        discussion: """
            Runs as the person named, never as the system. A name given twice is a list; NAME=@FILE sends a file where the operation \
            takes one. “yaolian routes” lists the operations. Exit 0 done; 1 not possible now; 64 wrong usage; 65 wrong input; \
            66 not found; 75 try later; 77 not allowed.
            """)

    @Argument(help: "The operation, such as plan.progress.submit.") var operation: String
    @Argument(help: ArgumentHelp("Its fields.", valueName: "name=value")) var fields: [String] = []
    @Option(name: .customLong("as"), help: ArgumentHelp("The sign-in name of an account.", valueName: "name")) var account: String?
    @Option(help: ArgumentHelp("A token of the API, or @FILE that holds it.")) var token: String?
    @Option(help: ArgumentHelp("Things as they stood on that day.", valueName: "day")) var asof: Day?
    @Flag(help: "Prints the answer as one line of JSON.") var json = false
    @OptionGroup var options: HouseOptions

    func validate() throws {
        if (account == nil) == (token == nil) { throw ValidationError("Say on whose behalf: --as NAME or --token TOKEN.") }
    }

    func run() async throws {
        try await orStop {
            let house = try await options.open()
            guard let route = house.routes[operation] else { throw unknown(house) }
            let viewer = try await viewer(in: house)
            let input = try route.input(arguments: fields) { FileManager.default.contents(atPath: $0) }
            let answer = try await house.call(route, input, as: viewer, asOf: asof)
            try show(answer, viewer, house)
            await house.database.close()
        }
    }

    private func viewer(in house: House) async throws -> Viewer {
        if let account {
            guard let viewer = try await Doors.viewer(named: account, in: house) else {
                throw Stopped(77, "There is no account “\(account)” that may sign in.")
            }
            return viewer
        }
        var secret = token ?? ""
        if secret.hasPrefix("@") {
            secret = try text(ofFile: String(secret.dropFirst())).trimmingCharacters(in: .whitespacesAndNewlines)
        }
        guard let viewer = try await Doors.identify(in: house)(.token(secret), .local)?.viewer else {
            throw Stopped(77, "The token is not valid, or no longer.")
        }
        return viewer
    }

    private func show(_ answer: Answer, _ viewer: Viewer, _ house: House) throws {
        let data = try answer.json()
        if json {
            print(String(decoding: data, as: UTF8.self))
        } else if let table = answer.table?(Reader(language: language, viewer: viewer, today: house.clock().day)) {
            print(String(decoding: TableFiles.csv(table, language).dropFirst(3), as: UTF8.self), terminator: "")
        } else {
            print(String(decoding: try JSON(parsing: data).data(pretty: true), as: UTF8.self))
        }
    }

    private func text(ofFile path: String) throws -> String {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw Stopped(66, "The file “\(path)” cannot be read.")
        }
        return text
    }

    private func unknown(_ house: House) -> Stopped {
        let word = operation.split(separator: ".").first.map(String.init) ?? operation
        let near = house.routes.keys.filter { $0.hasPrefix(word) }.sorted().prefix(8).joined(separator: ", ")
        return Stopped(
            64, "There is no operation “\(operation)”." + (near.isEmpty ? " See “yaolian routes”." : " Near it: \(near)."))
    }
}
