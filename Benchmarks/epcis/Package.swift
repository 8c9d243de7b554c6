// swift-tools-version:6.2
import PackageDescription

// Measures the traceability engine. Its own package, so that no build and no test of the house waits for it.
let package = Package(
    name: "epcis-bench",
    dependencies: [.package(path: "../../Engines")],
    targets: [
        .executableTarget(
            name: "epcis-bench",
            dependencies: [.product(name: "EPCIS", package: "Engines"), .product(name: "Identifiers", package: "Engines")])
    ],
    swiftLanguageModes: [.v6]
)
