import ArgumentParser

/// `yaolian plan`: Reads plan documents.
struct PlanCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Reads plan documents.", shouldDisplay: false, subcommands: [])
}
