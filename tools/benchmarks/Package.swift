// swift-tools-version: 6.2
import PackageDescription

let swiftSettings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
  name: "benchmarks",
  dependencies: [.package(name: "casewire", path: "../..")],
  targets: [
    .target(name: "CBenchSchema"),
    .target(
      name: "BenchSchema", dependencies: ["CBenchSchema", .product(name: "RPCRuntime", package: "casewire")],
      swiftSettings: swiftSettings),
    .executableTarget(
      name: "echo-server", dependencies: ["BenchSchema", .product(name: "RPCRuntime", package: "casewire")],
      swiftSettings: swiftSettings),
  ],
  swiftLanguageModes: [.v6]
)
