// swift-tools-version:6.2
import PackageDescription

// Measurements of the decision engine; a package of its own, so that no build of the house waits for it.

let package = Package(
    name: "PolicyBench",
    dependencies: [.package(path: "../../Engines")],
    targets: [
        .executableTarget(
            name: "PolicyBench",
            dependencies: [
                .product(name: "Decimals", package: "Engines"), .product(name: "FEEL", package: "Engines"),
                .product(name: "DMN", package: "Engines"),
            ])
    ],
    swiftLanguageModes: [.v6]
)
