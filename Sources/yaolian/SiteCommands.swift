import ArgumentParser

/// `yaolian site`: Siting: solves, checks and explains location and planning problems.
struct SiteCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "site", abstract: "Siting: solves, checks and explains location and planning problems.", shouldDisplay: false,
        subcommands: [])
}
