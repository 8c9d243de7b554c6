import ArgumentParser

/// `yaolian epcis`: Traceability events (EPCIS): validate, hash, convert, query.
struct EPCISCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "epcis", abstract: "Traceability events (EPCIS): validate, hash, convert, query.", shouldDisplay: false,
        subcommands: [])
}
