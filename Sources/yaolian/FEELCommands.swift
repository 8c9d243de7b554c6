import ArgumentParser

/// `yaolian feel`: Evaluates one FEEL expression.
struct FEELCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "feel", abstract: "Evaluates one FEEL expression.", shouldDisplay: false, subcommands: [])
}
