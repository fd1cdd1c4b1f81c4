// swift-tools-version: 6.3
import PackageDescription

let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]
let tested: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
]
let recur = Target.Dependency.product(name: "Recur", package: "recur")

let package = Package(
  name: "Generators",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "recur", path: "../..")],
  targets: [
    .executableTarget(name: "PairGenerator", dependencies: [recur], swiftSettings: strict),
    .executableTarget(name: "PhraseGenerator", dependencies: [recur], swiftSettings: strict),
    .executableTarget(name: "SeriesGenerator", dependencies: [recur], swiftSettings: strict),
    .executableTarget(name: "StochasticGrammar", dependencies: [recur], swiftSettings: strict),
    .testTarget(
      name: "PairGeneratorTests", dependencies: ["PairGenerator"], swiftSettings: tested),
    .testTarget(
      name: "PhraseGeneratorTests", dependencies: ["PhraseGenerator"], swiftSettings: tested),
    .testTarget(
      name: "SeriesGeneratorTests", dependencies: ["SeriesGenerator"], swiftSettings: tested),
    .testTarget(
      name: "StochasticGrammarTests", dependencies: ["StochasticGrammar", recur],
      swiftSettings: tested),
  ]
)
