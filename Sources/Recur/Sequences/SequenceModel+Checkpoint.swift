public import ModelFiles
public import SequenceModels
internal import TensorCore

/// A checkpoint of kind `sequence` holds a sequence model without a vocabulary: section
/// `configuration`, and one tensor for each parameter under the name and in the shape of the
/// model's layout.
///
/// ```swift
/// try model.save(to: "gestures.safetensors")
/// let again = try SequenceModel<Float>(contentsOf: "gestures.safetensors")
/// ```
extension SequenceModel where S: TensorElement {
  /// Saves the model at `path`; the file there is replaced at once or not at all.
  ///
  /// A cell of one's own is saved by the name of its type, without what it may hold.
  ///
  /// - Throws: `FileError` when the file cannot be written; the old one is then untouched.
  public func save(to path: String) throws {
    var checkpoint = Checkpoint(
      kind: sequenceKind,
      formatVersion: configuration.loss == .crossEntropy && configuration.summary == .last
        ? symbolVersion : sequenceVersion)
    try checkpoint.setConfiguration(StoredConfiguration(configuration))
    checkpoint.append(parameters, layout: layout)
    try checkpoint.write(to: path)
  }

  /// Loads the model at `path`.
  ///
  /// - Parameter cell: the cell of a model whose cell is one's own; nil: a built-in one.
  /// - Throws: `CheckpointError` with the path and what was expected, for a file that is missing,
  ///   damaged, of another kind, of another cell or of another scalar type.
  public init(
    contentsOf path: String, cell: (any RecurrentCell)? = nil
  ) throws(CheckpointError) {
    var checkpoint = try Checkpoint(
      headerOf: path, kind: sequenceKind, newestVersion: sequenceVersion)
    let stored: StoredConfiguration = try checkpoint.configuration()
    func malformed(_ detail: String) -> CheckpointError {
      CheckpointError(path: path, problem: .malformedSection("configuration", detail: detail))
    }
    guard let cell = stored.cell(given: cell) else {
      throw malformed("cell \(stored.cell); give it to init(contentsOf:cell:)")
    }
    guard let configuration = stored.configuration(of: cell) else { throw malformed("\(stored)") }
    guard checkpoint.canHold(layers: stored.layers, size: stored.hiddenSize) else {
      throw malformed("not that of the tensors")
    }
    self = MemoryMeter.planning { SequenceModel(zeros: configuration) }.result
    parameters = try checkpoint.parameters(layout)
  }
}

private let sequenceKind = "sequence"
private let sequenceVersion = 2
/// The version of models of symbols at every step, of which a file need not say so.
private let symbolVersion = 1

/// The configuration of a ``SequenceModel`` as a file states it.
private struct StoredConfiguration: Codable {
  enum Input: String, Codable {
    case symbols, embedding, vectors
    case embeddingAndVector = "embedding_and_vector"
  }

  var input: Input
  /// Symbols, or elements of a vector.
  var inputSize: Int
  var embeddingSize: Int?
  /// Elements of a vector beside an embedded symbol.
  var vectorSize: Int?
  var outputSize: Int
  /// Nil: cross-entropy.
  var loss: Loss?
  /// Nil: the last output.
  var summary: SequenceModelConfiguration.Summary?
  /// Nil: the top layer.
  var readoutSource: SequenceModelConfiguration.ReadoutSource?
  /// The name of a built-in cell, or of the type of another.
  var cell: String
  var layers: Int
  var hiddenSize: Int
  var residual: Bool
  var dropout: Double
  /// Nil: nothing else is dropped.
  var regularization: Regularization?
  var tiedReadout: Bool

  private enum CodingKeys: String, CodingKey {
    case input
    case inputSize = "input_size"
    case embeddingSize = "embedding_size"
    case vectorSize = "vector_size"
    case outputSize = "output_size"
    case loss
    case summary
    case readoutSource = "readout_from"
    case cell
    case layers
    case hiddenSize = "hidden_size"
    case residual
    case dropout
    case regularization
    case tiedReadout = "tied"
  }

  init(_ configuration: SequenceModelConfiguration) {
    switch configuration.input {
    case .symbols(let count): (input, inputSize) = (.symbols, count)
    case .embedding(let count, let size):
      (input, inputSize, embeddingSize) = (.embedding, count, size)
    case .vectors(let size): (input, inputSize) = (.vectors, size)
    case .embeddingAndVector(let count, let size, let vector):
      (input, inputSize, embeddingSize, vectorSize) = (.embeddingAndVector, count, size, vector)
    }
    outputSize = configuration.outputSize
    loss = configuration.loss == .crossEntropy ? nil : configuration.loss
    summary = configuration.summary == .last ? nil : configuration.summary
    readoutSource = configuration.readoutSource == .last ? nil : configuration.readoutSource
    cell = Self.name(of: configuration.cell)
    layers = configuration.layers
    hiddenSize = configuration.hiddenSize
    residual = configuration.residual
    dropout = configuration.dropout
    regularization =
      configuration.regularization == Regularization() ? nil : configuration.regularization
    tiedReadout = configuration.tiedReadout
  }

  private static func name(of cell: any RecurrentCell) -> String {
    CellKind(cell)?.rawValue ?? "\(type(of: cell))"
  }

  /// The cell of that name, built in or given; nil: neither.
  func cell(given: (any RecurrentCell)?) -> (any RecurrentCell)? {
    guard let given else { return CellKind(rawValue: cell)?.cell() }
    return Self.name(of: given) == cell ? given : nil
  }

  /// The configuration with its cell; nil: the sizes, which in a file may be anything, make no
  /// model.
  func configuration(of cell: any RecurrentCell) -> SequenceModelConfiguration? {
    let sizes = [layers, hiddenSize, inputSize, outputSize, embeddingSize ?? 1, vectorSize ?? 1]
    let input: SequenceModelConfiguration.Input? =
      switch (self.input, embeddingSize, vectorSize) {
      case (.symbols, nil, nil): .symbols(inputSize)
      case (.embedding, let size?, nil): .embedding(count: inputSize, size: size)
      case (.vectors, nil, nil): .vectors(inputSize)
      case (.embeddingAndVector, let size?, let vector?):
        .embeddingAndVector(count: inputSize, size: size, vectorSize: vector)
      default: nil
      }
    let loss = loss ?? .crossEntropy
    guard let input, sizes.allSatisfy({ (1...1 << 20).contains($0) }), loss.isValid else {
      return nil
    }
    let readoutSize = loss.outputCount(for: outputSize)
    let isTiable = embeddingSize == hiddenSize && inputSize == readoutSize
    guard readoutSize <= 1 << 20,
      (0..<1).contains(dropout), !tiedReadout || isTiable,
      summary == nil || !residual && !cell.structure.readsOutput,
      cell.structure.allows(layers: layers, tiedReadout: tiedReadout, loss: loss)
    else { return nil }
    let configuration = SequenceModelConfiguration(
      input: input, outputSize: outputSize, loss: loss, cell: cell,
      summary: summary ?? .last, readoutSource: readoutSource ?? .last, layers: layers,
      hiddenSize: hiddenSize, residual: residual,
      dropout: dropout, regularization: regularization ?? Regularization(),
      tiedReadout: tiedReadout)
    return configuration.isRegularizationValid && configuration.isReadoutSourceValid
      ? configuration : nil
  }
}
