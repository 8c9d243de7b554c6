import ArgumentParser

/// `yaolian complexity`: Location quotients, proximity, complexity and density of regions and industries.
struct ComplexityCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "complexity", abstract: "Location quotients, proximity and complexity of regions.", shouldDisplay: false,
        subcommands: [])
}
