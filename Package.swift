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

let package = Package(
  name: "recur",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "recur", targets: ["RecurCommand"]),
    .library(name: "Recur", targets: ["Recur"]),
  ],
  dependencies: [],
  targets: [
    .target(
      name: "CKernels",
      cSettings: [.treatAllWarnings(as: .error)],
      linkerSettings: [.linkedLibrary("m", .when(platforms: [.linux]))]),
    .target(name: "TensorCore", dependencies: ["CKernels"], swiftSettings: strict),
    .target(name: "SequenceModels", dependencies: ["TensorCore"], swiftSettings: strict),
    .target(
      name: "SequenceTraining", dependencies: ["TensorCore", "SequenceModels"],
      swiftSettings: strict),
    .target(name: "Differentiation", dependencies: ["TensorCore"], swiftSettings: strict),
    .target(
      name: "Networks",
      dependencies: [
        "TensorCore", "Differentiation", "SequenceModels", "SequenceTraining", "ModelFiles",
      ],
      swiftSettings: strict),
    .target(name: "TextModeling", dependencies: ["TensorCore"], swiftSettings: strict),
    .target(name: "ModelFiles", dependencies: ["TensorCore"], swiftSettings: strict),
    .target(name: "Charts", swiftSettings: strict),
    .target(name: "Terminal", swiftSettings: strict),
    .target(
      name: "Recur",
      dependencies: [
        "TensorCore", "Differentiation", "SequenceModels", "SequenceTraining", "Networks",
        "TextModeling", "ModelFiles",
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "RecurCommand", dependencies: ["Recur", "Charts", "Terminal"], swiftSettings: strict),
    .executableTarget(
      name: "CustomCell", dependencies: ["Recur"], path: "Samples/CustomCell",
      swiftSettings: strict),
    .executableTarget(
      name: "CopyCurriculum", dependencies: ["Recur"], path: "Samples/CopyCurriculum",
      swiftSettings: strict),
    .executableTarget(
      name: "Addition", dependencies: ["Recur"], path: "Samples/Addition", swiftSettings: strict),
    .executableTarget(
      name: "Dates", dependencies: ["Recur"], path: "Samples/Dates", swiftSettings: strict),
    .executableTarget(
      name: "Regression", dependencies: ["Recur"], path: "Samples/Regression",
      swiftSettings: strict),
    .executableTarget(
      name: "Classification", dependencies: ["Recur"], path: "Samples/Classification",
      swiftSettings: strict),
    .executableTarget(
      name: "Forecasting", dependencies: ["Recur"], path: "Samples/Forecasting",
      swiftSettings: strict),
    .executableTarget(
      name: "Gates", dependencies: ["Recur"], path: "Samples/Gates", swiftSettings: strict),
    .executableTarget(
      name: "Digits", dependencies: ["Recur"], path: "Samples/Digits", swiftSettings: strict),
    .executableTarget(
      name: "AutomaticDifferentiation", dependencies: ["Recur"],
      path: "Samples/AutomaticDifferentiation", swiftSettings: strict),
    .target(name: "LeakSuppressions", path: "Tests/LeakSuppressions"),
    .testTarget(
      name: "TensorCoreTests", dependencies: ["TensorCore", "CKernels", "LeakSuppressions"],
      swiftSettings: tested),
    .target(
      name: "GoldenTesting", dependencies: ["TensorCore", "SequenceModels"],
      path: "Tests/GoldenTesting", resources: [.copy("Golden")], swiftSettings: strict),
    .testTarget(
      name: "SequenceModelsTests",
      dependencies: ["TensorCore", "SequenceModels", "GoldenTesting"],
      resources: [.copy("Golden")], swiftSettings: tested),
    .testTarget(
      name: "SequenceTrainingTests",
      dependencies: ["TensorCore", "SequenceModels", "SequenceTraining", "GoldenTesting"],
      swiftSettings: tested),
    .testTarget(
      name: "DifferentiationTests", dependencies: ["TensorCore", "Differentiation"],
      resources: [.copy("Golden")], swiftSettings: tested),
    .testTarget(
      name: "NetworksTests",
      dependencies: [
        "TensorCore", "Differentiation", "SequenceModels", "SequenceTraining", "ModelFiles",
        "Networks",
      ],
      resources: [.copy("Golden")], swiftSettings: tested),
    .testTarget(
      name: "TextModelingTests", dependencies: ["TensorCore", "TextModeling"],
      resources: [.copy("Golden")], swiftSettings: tested),
    .testTarget(name: "ModelFilesTests", dependencies: ["ModelFiles"], swiftSettings: tested),
    .testTarget(name: "ChartsTests", dependencies: ["Charts"], swiftSettings: tested),
    .target(
      name: "TerminalTesting", dependencies: ["Terminal"], path: "Tests/TerminalTesting",
      swiftSettings: strict),
    .testTarget(name: "RecurTests", dependencies: ["Recur"], swiftSettings: tested),
    .testTarget(
      name: "TerminalTests", dependencies: ["Terminal", "TerminalTesting"], swiftSettings: tested),
    .testTarget(
      name: "RecurCommandTests",
      dependencies: ["RecurCommand", "ModelFiles", "Terminal", "TerminalTesting"],
      swiftSettings: tested),
  ],
  cLanguageStandard: .gnu17
)
