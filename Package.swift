// swift-tools-version:6.2
import PackageDescription

// Engines <- slices -> Kernel <- Server <- yaolian. Only Server imports Hummingbird; slices never do.

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

func engine(_ name: String) -> Target.Dependency { .product(name: name, package: "Engines") }
func product(_ name: String, from package: String) -> Target.Dependency { .product(name: name, package: package) }
func target(_ name: String, uses: [Target.Dependency] = [], exclude: [String] = []) -> Target {
    .target(name: name, dependencies: uses, exclude: exclude, swiftSettings: settings)
}
/// A slice: a feature that stands on the kernel and shows itself with the design's components.
func slice(_ name: String, uses: [Target.Dependency] = []) -> Target {
    target(name, uses: ["Kernel", "Design", engine("Calendars")] + uses, exclude: ["README.md"])
}
func tests(_ name: String, uses: [Target.Dependency] = [], exclude: [String] = []) -> Target {
    .testTarget(
        name: name + "Tests", dependencies: [.init(stringLiteral: name), engine("Findings"), engine("Calendars")] + uses,
        exclude: exclude, swiftSettings: settings)
}

let package = Package(
    name: "yaolian",
    dependencies: [
        .package(path: "Engines"),
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1"),
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
    ],
    targets: [
        .executableTarget(
            name: "yaolian",
            dependencies: [
                engine("Findings"), engine("Decimals"), engine("Identifiers"), engine("Calendars"), engine("PlanText"),
                engine("FEEL"),
                engine("DMN"), engine("EPCIS"), engine("Complexity"), engine("ChainTaxonomy"), engine("Siting"),
                "Kernel", "Documents", "Design", "Accounts", "Activity", "Files", "Registry", "Plan", "Reporting", "Supervision",
                "Evaluation", "Server",
                product("ArgumentParser", from: "swift-argument-parser"), product("Logging", from: "swift-log"),
            ],
            swiftSettings: settings),

        // The house.
        .systemLibrary(name: "CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(name: "CXlsxWriter", pkgConfig: "xlsxwriter", providers: [.apt(["libxlsxwriter-dev"])]),
        target(
            "Kernel",
            uses: [
                engine("Findings"), engine("Calendars"), engine("CLibCrypto"), "CLibPQ",
                product("GRDB", from: "GRDB.swift"), product("GRDBSQLite", from: "GRDB.swift"),
            ], exclude: ["Database/README.md"]),
        target(
            "Documents", uses: [engine("Findings"), engine("CExpat"), engine("CLibZip"), engine("CZlib"), "CXlsxWriter"],
            exclude: ["README.md"]),
        target("Design", uses: ["Kernel", engine("Calendars")]),
        // Our own and third-party files that the browser gets, embedded.
        .target(name: "CAssets"),
        target(
            "Server",
            uses: [
                "Kernel", "Design", "CAssets", engine("Calendars"), engine("CLibCrypto"), engine("CZlib"),
                product("Hummingbird", from: "hummingbird"), product("HummingbirdCore", from: "hummingbird"),
                product("Logging", from: "swift-log"), product("NIOCore", from: "swift-nio"),
                product("HTTPTypes", from: "swift-http-types"), product("ServiceLifecycle", from: "swift-service-lifecycle"),
            ]),

        // The slices.
        slice("Accounts", uses: ["Activity", engine("CLibCrypto")]),
        slice("Activity"),
        slice("Files", uses: ["Documents", engine("Findings"), engine("CLibCrypto")]),
        slice(
            "Registry",
            uses: ["Activity", "Documents", engine("Findings"), engine("Identifiers"), product("Yams", from: "Yams")]),
        slice("Plan", uses: ["Registry", engine("Findings"), engine("PlanText"), product("Yams", from: "Yams")]),
        slice(
            "Reporting",
            uses: ["Accounts", "Documents", "Plan", "Registry", engine("Findings"), product("Yams", from: "Yams")]),
        slice("Supervision", uses: ["Plan", "Registry", "Documents", product("Yams", from: "Yams")]),
        slice("Evaluation", uses: ["Plan", "Registry", "Documents"]),

        // What the tests of every target share: a database of each engine, the plan of a query.
        .target(
            name: "HouseTesting", dependencies: ["Kernel", "CLibPQ", engine("Calendars")], path: "Tests/TestSupport",
            swiftSettings: settings),
        tests("yaolian", uses: ["Documents", engine("PlanText")]),
        tests("Kernel", uses: ["HouseTesting"]),
        tests("Documents"),
        tests("Server", uses: ["Kernel", "HouseTesting"]),
        tests("Accounts", uses: ["Activity", "Kernel", "HouseTesting"], exclude: ["permissions.txt"]),
        tests("Activity", uses: ["Kernel", "HouseTesting"], exclude: ["permissions.txt"]),
        tests("Registry", uses: ["Kernel", "Documents", "HouseTesting"], exclude: ["permissions.txt"]),
        tests("Files", uses: ["Kernel", "Documents", "HouseTesting"]),
        tests(
            "Plan", uses: ["Kernel", "Registry", "Design", "Files", "HouseTesting", engine("PlanText")],
            exclude: ["Fixtures", "Endpoints/permissions.txt"]),
        tests(
            "Reporting",
            uses: [
                "Kernel", "Registry", "Plan", "Files", "Accounts", "Activity", "Documents", "Design", "HouseTesting",
                engine("PlanText"),
            ],
            exclude: ["permissions.txt"]),
        tests(
            "Supervision",
            uses: ["Kernel", "Plan", "Registry", "Design", "Documents", "Files", "HouseTesting", engine("PlanText")],
            exclude: ["permissions.txt"]),
        tests(
            "Evaluation", uses: ["Kernel", "Registry", "Plan", "Design", "Documents", "Files", "HouseTesting", engine("PlanText")],
            exclude: ["permissions.txt"]),
    ],
    swiftLanguageModes: [.v6],
    cLanguageStandard: .c2x
)
