// swift-tools-version:6.2
import PackageDescription

let package = Package(
    name: "complexity-probe",
    dependencies: [.package(name: "Engines", path: "../../../Engines")],
    targets: [
        .executableTarget(
            name: "complexity-probe",
            dependencies: [.product(name: "Complexity", package: "Engines"), .product(name: "Findings", package: "Engines")])
    ],
    swiftLanguageModes: [.v6]
)
