public import SequenceModels
public import TensorCore
public import TextModeling

/// A recurrent network that forecasts the next values of series, with the scales of what it was
/// trained on.
///
/// ```swift
/// let table = try SeriesTable(
///   contentsOf: "passengers.csv", columns: SeriesColumns(time: "month", targets: ["passengers"]))
/// let configuration = SeriesForecaster.Configuration(columns: table.columns, horizon: 12)
/// let split = try SeriesSplit(of: table, horizon: 12)
/// var generator = RandomGenerator(seed: 1)
/// var forecaster = try SeriesForecaster(
///   configuration, of: table, split: split, using: &generator)
/// try forecaster.train(on: table, split: split, using: &generator)
/// for row in Backtest(of: forecaster, on: table, split: split).rows {
///   print(row.name, row.errors.mae)
/// }
/// let future = try forecaster.forecasts(of: table, steps: 12)
/// ```
///
/// All of the next H values are forecast at once, as corrections of a simple forecast: see
/// ``SeriesScaling``.
public struct SeriesForecaster: Sendable {
  /// What a forecaster is before it has seen anything.
  public struct Configuration: Sendable, Hashable, Codable {
    /// What the columns of its tables mean.
    public var columns: SeriesColumns
    /// H, the values that are forecast at once.
    public var horizon: Int
    /// What is predicted of a value: the value, a distribution or quantiles.
    public var loss: Loss
    /// The probability of the intervals.
    public var interval: Double
    /// The recurrent cell of every layer.
    public var cell: CellKind
    /// L
    public var layers: Int
    /// n
    public var hiddenSize: Int
    /// Whether layers above the first add their input to their output.
    public var residual: Bool
    /// The rate of dropout after every layer, in training alone.
    public var dropout: Double

    /// A configuration; the parameters have the meaning of the properties.
    public init(
      columns: SeriesColumns, horizon: Int = 1, loss: Loss = .gaussian, interval: Double = 0.9,
      cell: CellKind = .gru, layers: Int = 1, hiddenSize: Int = 32, residual: Bool = false,
      dropout: Double = 0
    ) {
      self.columns = columns
      self.horizon = horizon
      self.loss = loss
      self.interval = interval
      self.cell = cell
      self.layers = layers
      self.hiddenSize = hiddenSize
      self.residual = residual
      self.dropout = dropout
    }

    /// d: values that are predicted at each step, those of one step of the horizon side by side.
    package var answerSize: Int { horizon * columns.targets.count }

    /// The network for scales of the same columns.
    package func network(_ scaling: SeriesScaling, forgetBias: Double = 1)
      -> SequenceModelConfiguration
    {
      SequenceModelConfiguration(
        input: .vectors(max(1, scaling.inputSize(of: columns))), outputSize: answerSize,
        loss: loss, cell: cell.cell(forgetBias: forgetBias), layers: layers,
        hiddenSize: hiddenSize, residual: residual, dropout: dropout)
    }

    /// Whether the sizes make a model: those of a file may be anything.
    var isConsistent: Bool {
      [layers, hiddenSize, horizon, columns.targets.count].allSatisfy { (1...1 << 16).contains($0) }
        && answerSize <= 1 << 16 && (0..<1).contains(dropout) && interval > 0 && interval < 1
        && loss.isValid && !loss.takesSymbols && loss != .crossEntropyOfDistributions
        && cell.cell().structure.allows(layers: layers, tiedReadout: false, loss: loss)
        && loss.outputCount(for: answerSize) <= 1 << 20
    }
  }

  /// What it is.
  public let configuration: Configuration
  /// The scales of what it was trained on.
  public package(set) var scaling: SeriesScaling
  /// The network.
  public package(set) var network: SequenceModel<Float>
  /// Quantiles of the errors of each value [d] on what was held out, in the scale of the network's
  /// answers, of a loss that knows no distribution; else, or where nothing was held out, empty.
  package var errors: [[Double]] = []

  /// A forecaster that knows the scales of the training part of a table, and forecasts as its
  /// simple forecaster does until it is trained.
  ///
  /// - Throws: ``TextModeling/SeriesError`` for a target that is constant or has no value.
  public init(
    _ configuration: Configuration, of table: SeriesTable, split: SeriesSplit,
    using generator: inout RandomGenerator
  ) throws(SeriesError) {
    let scaling = try SeriesScaling(table, rows: split.training, horizon: configuration.horizon)
    self.init(configuration, scaling: scaling, using: &generator)
  }

  /// A forecaster of some scales that forecasts as its simple forecaster does.
  package init(
    _ configuration: Configuration, scaling: SeriesScaling, forgetBias: Double = 1,
    using generator: inout RandomGenerator
  ) {
    precondition(configuration.isConsistent, "series forecaster \(configuration)")
    self.configuration = configuration
    self.scaling = scaling
    network = SequenceModel(
      configuration.network(scaling, forgetBias: forgetBias), weights: .lecun,
      recurrent: .orthogonal, using: &generator)
    let readout = network.readoutWeight
    network.parameters.withMutableBlock { readout.matrix(in: $0).fill(0) }
  }

  /// A forecaster of these parts.
  package init(
    _ configuration: Configuration, scaling: SeriesScaling, network: SequenceModel<Float>,
    errors: [[Double]]
  ) {
    self.configuration = configuration
    self.scaling = scaling
    self.network = network
    self.errors = errors
  }

  /// What an output of the network says of step `step`, from 0, of a target.
  func predicted(_ output: [Double], step: Int, target: Int) -> PredictedValue {
    let index = step * configuration.columns.targets.count + target
    return PredictedValue(
      output, index: index, count: configuration.answerSize, loss: configuration.loss,
      errors: errors.isEmpty ? [] : errors[index])
  }
}
