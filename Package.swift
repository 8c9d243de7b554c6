// swift-tools-version:6.2
import PackageDescription

// Engines <- slices -> Kernel <- Server <- yaolian. Only Server imports Hummingbird; slices never do.

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

func engine(_ name: String) -> Target.Dependency { .product(name: name, package: "Engines") }
func product(_ name: String, from package: String) -> Target.Dependency { .product(name: name, package: package) }

let package = Package(
    name: "yaolian",
    dependencies: [
        .package(path: "Engines"),
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.3.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
    ],
    targets: [
        .executableTarget(
            name: "yaolian",
            dependencies: [
                engine("Findings"), engine("Decimals"), engine("Identifiers"), engine("Calendars"), engine("PlanText"),
                engine("FEEL"), engine("DMN"), engine("EPCIS"), engine("Complexity"), engine("ChainTaxonomy"), engine("Siting"),
                "Kernel", "Accounts", "Activity", "Design", "Server", product("ArgumentParser", from: "swift-argument-parser"),
                product("Logging", from: "swift-log"),
            ],
            swiftSettings: settings),

        .systemLibrary(name: "CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .target(
            name: "Kernel",
            dependencies: [
                engine("Findings"), engine("Calendars"), engine("CLibCrypto"), "CLibPQ",
                product("GRDB", from: "GRDB.swift"), product("GRDBSQLite", from: "GRDB.swift"),
            ],
            swiftSettings: settings),

        .target(name: "Accounts", dependencies: ["Kernel", "Design", "Activity", engine("Calendars"), engine("CLibCrypto")], swiftSettings: settings),
        .target(name: "Activity", dependencies: ["Kernel", "Design", engine("Calendars")], swiftSettings: settings),
        .target(name: "Registry", dependencies: ["Kernel", "Design", engine("Calendars")], swiftSettings: settings),
        .target(
            name: "Plan",
            dependencies: [
                "Kernel", "Design", "Registry", engine("Findings"), engine("Calendars"), engine("PlanText"), product("Yams", from: "Yams"),
            ],
            exclude: ["Review/Reading.swift"],
            swiftSettings: settings),

        .target(name: "Design", dependencies: ["Kernel", engine("Calendars")], swiftSettings: settings),
        // Our own and third-party files that the browser gets, embedded.
        .target(name: "CAssets"),
        .target(
            name: "Server",
            dependencies: [
                "Kernel", "Design", "CAssets", engine("Calendars"), engine("CLibCrypto"), engine("CZlib"),
                product("Hummingbird", from: "hummingbird"), product("HummingbirdCore", from: "hummingbird"),
                product("Logging", from: "swift-log"), product("NIOCore", from: "swift-nio"),
                product("HTTPTypes", from: "swift-http-types"), product("ServiceLifecycle", from: "swift-service-lifecycle"),
            ],
            swiftSettings: settings),

        // What the tests of every target share: a database of each engine, the plan of a query.
        .target(name: "HouseTesting", dependencies: ["Kernel", "CLibPQ"], path: "Tests/TestSupport", swiftSettings: settings),
        .testTarget(name: "KernelTests", dependencies: ["Kernel", "HouseTesting", engine("Calendars")], swiftSettings: settings),
        .testTarget(
            name: "AccountsTests", dependencies: ["Accounts", "Activity", "Kernel", "HouseTesting", engine("Calendars")], swiftSettings: settings),
        .testTarget(
            name: "ActivityTests", dependencies: ["Activity", "Kernel", "HouseTesting", engine("Calendars")], swiftSettings: settings),
    ],
    swiftLanguageModes: [.v6],
    cLanguageStandard: .c2x
)
