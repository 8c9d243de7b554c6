import ArgumentParser

/// `yaolian id`: Checks codes of firms, medicines, devices, trials, places and things.
struct IdentifierCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "id", abstract: "Checks codes of firms, medicines, devices, trials, places and things.", shouldDisplay: false,
        subcommands: [])
}
