public import ModelFiles
internal import SequenceModels
internal import TensorCore
internal import TextModeling

/// A checkpoint of kind `series` holds a forecaster: section `configuration`
/// (``SeriesForecaster/Configuration``), section `scaling` (``SeriesScaling``), section `errors`
/// (quantiles of the errors of a loss without a distribution), and one tensor for each parameter
/// under the name and in the shape of the network's layout.
extension SeriesForecaster: StoredModel {
  /// The name of the kind inside a file.
  package static let kind = "series"
  /// The newest version of the layout of such files.
  package static let formatVersion = 1
  private static let scalingSection = "scaling"
  private static let errorsSection = "errors"

  /// Loads the forecaster at `path`: one that was saved, or that a command trained.
  ///
  /// - Throws: `CheckpointError` with the path and what was expected, for a file that is missing,
  ///   damaged, of another origin or of another kind.
  public init(contentsOf path: String) throws(CheckpointError) {
    self = try Self.open(path).0
  }

  /// Saves the forecaster at `path`; the file there is replaced at once or not at all.
  ///
  /// - Throws: `FileError` when the file cannot be written; the old one is then untouched.
  public func save(to path: String) throws {
    try checkpoint().write(to: path)
  }

  /// Reads the forecaster out of a checkpoint.
  ///
  /// - Throws: `CheckpointError` for what is missing or contradicts itself.
  package init(_ checkpoint: inout Checkpoint) throws(CheckpointError) {
    func malformed(_ section: String, _ detail: String) -> CheckpointError {
      CheckpointError(path: checkpoint.path, problem: .malformedSection(section, detail: detail))
    }
    let configuration: Configuration = try checkpoint.configuration()
    guard configuration.isConsistent else { throw malformed("configuration", "\(configuration)") }
    guard checkpoint.canHold(layers: configuration.layers, size: configuration.hiddenSize) else {
      throw malformed("configuration", "not that of the tensors")
    }
    let scaling: SeriesScaling = try checkpoint.section(Self.scalingSection)
    guard scaling.isConsistent(with: configuration) else {
      throw malformed(Self.scalingSection, "not that of the configuration")
    }
    let errors: [[Double]] = try checkpoint.section(Self.errorsSection)
    guard errors.isEmpty || errors.count == configuration.answerSize,
      errors.joined().allSatisfy(\.isFinite)
    else { throw malformed(Self.errorsSection, "not those of the configuration") }
    var network = MemoryMeter.planning {
      SequenceModel<Float>(zeros: configuration.network(scaling))
    }.result
    network.parameters = try checkpoint.parameters(network.layout)
    self.init(configuration, scaling: scaling, network: network, errors: errors)
  }

  /// A checkpoint that holds the forecaster.
  package func checkpoint() throws(CheckpointError) -> Checkpoint {
    var checkpoint = Checkpoint(kind: Self.kind, formatVersion: Self.formatVersion)
    try checkpoint.setConfiguration(configuration)
    try checkpoint.setSection(Self.scalingSection, to: scaling)
    try checkpoint.setSection(Self.errorsSection, to: errors)
    checkpoint.append(network.parameters, layout: network.layout)
    return checkpoint
  }
}

extension SeriesScaling {
  /// Whether it is that of a configuration's columns: numbers of a file may be anything.
  func isConsistent(with configuration: SeriesForecaster.Configuration) -> Bool {
    let columns = configuration.columns
    return horizon == configuration.horizon && (1...1 << 20).contains(period)
      && areGappy.count == columns.targets.count && features.count == columns.features.count
      && known.count == columns.known.count && !targets.isEmpty
      && targets.values.allSatisfy { targets in
        targets.count == columns.targets.count
          && targets.allSatisfy {
            $0.mean.isFinite && $0.deviation > 0 && $0.errors.count == horizon
              && $0.errors.allSatisfy { $0 > 0 && $0.isFinite } && $0.baseline.isSound
          }
      } && (features + known).allSatisfy { $0.mean.isFinite && $0.deviation > 0 }
  }
}
