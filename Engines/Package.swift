// swift-tools-version:6.2
import PackageDescription

// Pure functions of bytes and values. No package dependency; the C libraries below come from the system.
// Every room is a library of its own, so that a caller names exactly what it uses.

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

func room(_ name: String, uses: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: uses, swiftSettings: settings)
}

func tests(_ name: String, uses: [Target.Dependency] = []) -> Target {
    .testTarget(name: name + "Tests", dependencies: [.init(stringLiteral: name)] + uses, swiftSettings: settings)
}

func system(_ name: String, pkgConfig: String, apt: String) -> Target {
    .systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt([apt])])
}

/// A table of functions of a library that is opened at run time, so that a machine without it still builds and starts.
func shim(_ name: String) -> Target {
    .target(name: name, linkerSettings: [.linkedLibrary("dl")])
}

let rooms = [
    "Findings", "Decimals", "Identifiers", "Calendars", "PlanText", "FEEL", "DMN", "EPCIS", "Complexity",
    "ChainTaxonomy", "Siting",
]
let systems = ["CExpat", "CLibCrypto", "CLibZip", "CZlib"]

let package = Package(
    name: "Engines",
    products: (rooms + systems).map { .library(name: $0, targets: [$0]) },
    targets: [
        system("CExpat", pkgConfig: "expat", apt: "libexpat1-dev"),
        system("CLibCrypto", pkgConfig: "libcrypto", apt: "libssl-dev"),
        system("CLibZip", pkgConfig: "libzip", apt: "libzip-dev"),
        system("CZlib", pkgConfig: "zlib", apt: "zlib1g-dev"),

        room("Findings"),
        room("Decimals"),
        .target(name: "CIdentifierTables"),
        room("Identifiers", uses: ["Findings", "CIdentifierTables"]),
        room("Calendars", uses: ["Findings"]),
        room("PlanText", uses: ["Findings", "Calendars"]),
        room("FEEL", uses: ["Findings", "Decimals"]),
        room("DMN", uses: ["Findings", "Decimals", "FEEL", "CExpat"]),
        room("EPCIS", uses: ["Findings", "Identifiers", "CIdentifierTables", "CExpat", "CLibCrypto"]),
        room("Complexity", uses: ["Findings", "CZlib"]),
        room("ChainTaxonomy", uses: ["Findings"]),
        shim("CHighs"),
        shim("CCbc"),
        room("Siting", uses: ["Findings", "Decimals", "CLibCrypto", "CHighs", "CCbc"]),

        tests("Findings"),
        tests("Calendars"),
        .testTarget(
            name: "PlanTextTests", dependencies: ["PlanText", "Calendars", "Findings"], exclude: ["Annotated", "Fixtures"],
            swiftSettings: settings),
        tests("Complexity", uses: ["Findings"]),
        tests("ChainTaxonomy", uses: ["Findings"]),
        tests("Decimals"),
        tests("FEEL", uses: ["Findings", "Decimals"]),
        tests("DMN", uses: ["Findings", "Decimals", "FEEL"]),
        tests("Identifiers"),
        tests("EPCIS", uses: ["Findings", "Identifiers"]),
        tests("Siting", uses: ["Findings", "Decimals"]),
    ],
    swiftLanguageModes: [.v6]
)
