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
    ],
    targets: [
        .systemLibrary(name: "CXlsxWriter", pkgConfig: "xlsxwriter", providers: [.apt(["libxlsxwriter-dev"])]),
        .target(
            name: "Documents",
            dependencies: [engine("Findings"), engine("CExpat"), engine("CLibZip"), engine("CZlib"), "CXlsxWriter"],
            swiftSettings: settings),
        .testTarget(
            name: "DocumentsTests",
            dependencies: ["Documents", engine("Findings")],
            swiftSettings: settings),
        .executableTarget(
            name: "yaolian",
            dependencies: [
                engine("Findings"), engine("Decimals"), engine("Identifiers"), engine("Calendars"), engine("PlanText"),
                engine("FEEL"), engine("DMN"), engine("EPCIS"), engine("Complexity"), engine("ChainTaxonomy"), engine("Siting"),
                product("ArgumentParser", from: "swift-argument-parser"),
            ],
            swiftSettings: settings),
    ],
    swiftLanguageModes: [.v6]
)
