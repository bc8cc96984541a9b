// swift-tools-version: 6.2
import PackageDescription

let swiftSettings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
  name: "tickets",
  targets: [
    .target(name: "TicketConversion", swiftSettings: swiftSettings),
    .executableTarget(name: "convert-tickets", dependencies: ["TicketConversion"], swiftSettings: swiftSettings),
    .testTarget(name: "TicketConversionTests", dependencies: ["TicketConversion"], swiftSettings: swiftSettings),
  ],
  swiftLanguageModes: [.v6]
)
