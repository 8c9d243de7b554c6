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
    ],
    targets: [
        .executableTarget(
            name: "yaolian",
            dependencies: [
                engine("Findings"), engine("Decimals"), engine("Identifiers"), engine("Calendars"), engine("PlanText"),
                engine("FEEL"), engine("DMN"), engine("EPCIS"), engine("Complexity"), engine("ChainTaxonomy"), engine("Siting"),
                product("ArgumentParser", from: "swift-argument-parser"),
            ],
            swiftSettings: settings),

        .systemLibrary(name: "CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .target(
            name: "Kernel",
            dependencies: [
                engine("Findings"), engine("Calendars"), engine("CLibCrypto"), "CLibPQ",
                product("GRDB", from: "GRDB.swift"), product("GRDBSQLite", from: "GRDB.swift"),
            ],
            exclude: ["Database/README.md"],
            swiftSettings: settings),

        // What the tests of every target share: a database of each engine, the plan of a query.
        .target(name: "HouseTesting", dependencies: ["Kernel", "CLibPQ"], path: "Tests/TestSupport", swiftSettings: settings),
        .testTarget(name: "KernelTests", dependencies: ["Kernel", "HouseTesting", engine("Calendars")], swiftSettings: settings),
    ],
    swiftLanguageModes: [.v6]
)
