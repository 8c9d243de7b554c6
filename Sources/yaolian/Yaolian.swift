import ArgumentParser

/// The command line. One file a command group; a group that has no command yet is not listed.
@main
struct Yaolian: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "yaolian",
        abstract: "药链: reads the plan of a biomedical industry cluster and runs it.",
        discussion: """
            Exit codes: 0 done; 1 some checks failed; 2 could not run; 64 wrong usage; 65 unreadable input; \
            further codes are named in a command's own help.
            """,
        subcommands: [
            ServeCommand.self, MigrateCommand.self, UserCommand.self, VerifyCommand.self, BackupCommand.self, RestoreCommand.self,
            CallCommand.self, RoutesCommand.self, WhereCommand.self, OpenAPICommand.self,
            PlanCommands.self, CalendarCommands.self, IdentifierCommands.self, FEELCommands.self, DMNCommands.self,
            EPCISCommands.self, ComplexityCommands.self, ChainCommands.self, SiteCommands.self,
        ]
    )
}
