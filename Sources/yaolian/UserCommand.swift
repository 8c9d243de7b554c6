import Accounts
import ArgumentParser
import Foundation
import Kernel

/// `yaolian user`: accounts from the machine itself, for the first hour and for the day when nobody can sign in.
///
/// Who can run this can read the database anyway; what it does is in the log all the same, as done by the house.
struct UserCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user", abstract: "Accounts: add, list, give roles, make a one-time link, disable.",
        discussion: """
            The roles: \(Role.allCases.map(\.rawValue).joined(separator: ", ")). Administrator, security and auditor exclude each \
            other in one account.
            """,
        subcommands: [Add.self, List.self, SetRoles.self, Link.self, Disable.self])

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "add", abstract: "Makes an account and prints the path of its invitation link.")

        @Argument(help: "The sign-in name: small letters, digits, dots, dashes.") var name: String
        @Option(name: .customLong("name"), help: "The person's name.") var person: String
        @Option(help: "A role; may be given again.") var role: [Role] = []
        @Option(help: "The organisation that the account speaks for.") var organisation: String?
        @Option(help: "The park that the account speaks for.") var park: String?
        @OptionGroup var options: HouseOptions

        func run() async throws {
            try await orStop {
                let house = try await options.open()
                let path = try await Accounts.invite(
                    signInName: name, name: person, roles: Set(role), organisation: organisation, park: park, in: house)
                print(path)
                await house.database.close()
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "list", abstract: "Prints the accounts, one a line.")

        @Flag(help: "As lines of JSON.") var json = false
        @OptionGroup var options: HouseOptions

        func run() async throws {
            try await orStop {
                let house = try await options.open()
                let encoder = JSONEncoder()
                encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
                for account in try await Accounts.all(in: house) {
                    if json {
                        print(String(decoding: try encoder.encode(account), as: UTF8.self))
                    } else {
                        let roles = account.roles.map(\.rawValue).sorted().joined(separator: ",")
                        print([account.signInName, account.name, account.status.rawValue, roles].joined(separator: "\t"))
                    }
                }
                await house.database.close()
            }
        }
    }

    struct SetRoles: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "role", abstract: "Gives the account exactly these roles; its sign-ins end.")

        @Argument(help: "The sign-in name.") var name: String
        @Argument(help: "The roles; none takes them all.") var roles: [Role] = []
        @OptionGroup var options: HouseOptions

        func run() async throws {
            try await orStop {
                let house = try await options.open()
                try await Accounts.setRoles(Set(roles), of: name, in: house)
                await house.database.close()
            }
        }
    }

    struct Link: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "link", abstract: "Prints the path of a link that signs in once as this account, within 12 hours.")

        @Argument(help: "The sign-in name.") var name: String
        @OptionGroup var options: HouseOptions

        func run() async throws {
            try await orStop {
                let house = try await options.open()
                guard let path = try await Accounts.entryLink(signInName: name, in: house) else {
                    throw Stopped(66, "There is no account “\(name)” that may sign in. “yaolian user list” shows them.")
                }
                print(path)
                await house.database.close()
            }
        }
    }

    struct Disable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "disable", abstract: "Disables the account and ends its sign-ins and tokens.")

        @Argument(help: "The sign-in name.") var name: String
        @Option(help: "Why; goes into the log.") var reason: String
        @OptionGroup var options: HouseOptions

        func run() async throws {
            try await orStop {
                let house = try await options.open()
                try await Accounts.disable(name, reason: reason, in: house)
                await house.database.close()
            }
        }
    }
}

extension Role: ExpressibleByArgument {}
