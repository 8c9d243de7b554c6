// swift-tools-version:6.2
import PackageDescription

// The same web framework answering one word: what this machine can do at best.
let package = Package(
    name: "hello",
    dependencies: [.package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1")],
    targets: [.executableTarget(name: "hello", dependencies: [.product(name: "Hummingbird", package: "hummingbird")])]
)
