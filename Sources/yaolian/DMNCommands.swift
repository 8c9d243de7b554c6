import ArgumentParser

/// `yaolian dmn`: Decision tables and decision graphs (DMN).
struct DMNCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dmn", abstract: "Decision tables and decision graphs (DMN).", shouldDisplay: false, subcommands: [])
}
