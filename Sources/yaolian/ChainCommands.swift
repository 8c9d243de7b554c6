import ArgumentParser

/// `yaolian chain`: Industry chains: check a taxonomy, label firms, diagnose a region.
struct ChainCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "chain", abstract: "Industry chains: taxonomy, labels, diagnosis.", shouldDisplay: false, subcommands: [])
}
