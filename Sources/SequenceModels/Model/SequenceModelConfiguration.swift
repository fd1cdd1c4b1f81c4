/// The sizes and kinds that define a ``SequenceModel``.
public struct SequenceModelConfiguration: Sendable {
  /// What the first layer is fed.
  public enum Input: Sendable, Equatable {
    /// One of `count` symbols, one-hot: W x is a row gather.
    case symbols(Int)
    /// One of `count` symbols, embedded in `size` dimensions.
    case embedding(count: Int, size: Int)
    /// Vectors of a size.
    case vectors(Int)
    /// One of `count` symbols, embedded in `size` dimensions, and beside it a vector of a size.
    case embeddingAndVector(count: Int, size: Int, vectorSize: Int)
  }

  /// What the readout reads of the outputs of the top layer.
  public enum Summary: String, Sendable, Codable {
    /// The output of the step itself.
    case last
    /// The mean of the outputs since the sequence began, of each unit.
    case mean
    /// The largest output since the sequence began, of each unit.
    case maximum
  }

  /// The layers that the readout reads, each through weights of its own.
  public enum ReadoutSource: String, Sendable, Codable, CaseIterable {
    /// The top layer.
    case last
    /// All layers.
    case layers
    /// All layers, and the symbol that the model is fed, where there is one.
    case all
  }

  /// What the first layer is fed.
  public var input: Input
  /// What is predicted: one of so many symbols, or so many values.
  public var outputSize: Int
  /// What a target is, and how predictions of it are measured.
  public var loss: Loss
  /// The cell of every layer; one that reads the output has one layer.
  public var cell: any RecurrentCell
  /// What the readout reads; a summary of all steps is for one layer or layers without residual
  /// connections.
  public var summary: Summary
  /// What the readout reads beside the top layer: of a model without tied readout, output feedback
  /// and residual connections.
  public var readoutSource: ReadoutSource
  /// L
  public var layers: Int
  /// n
  public var hiddenSize: Int
  /// Whether layers above the first add their input to their output.
  public var residual: Bool
  /// The rate of dropout after every layer.
  public var dropout: Double
  /// What else is dropped in training.
  public var regularization: Regularization
  /// Whether the readout's weight is the embedding (Press and Wolf 2017; Inan et al. 2017); the
  /// embedding's size is then n and its count V.
  public var tiedReadout: Bool

  /// A configuration; the parameters have the meaning of the properties.
  public init(
    input: Input, outputSize: Int, loss: Loss = .crossEntropy, cell: any RecurrentCell,
    summary: Summary = .last, readoutSource: ReadoutSource = .last, layers: Int = 1,
    hiddenSize: Int, residual: Bool = false,
    dropout: Double = 0, regularization: Regularization = Regularization(),
    tiedReadout: Bool = false
  ) {
    self.input = input
    self.outputSize = outputSize
    self.loss = loss
    self.cell = cell
    self.summary = summary
    self.readoutSource = readoutSource
    self.layers = layers
    self.hiddenSize = hiddenSize
    self.residual = residual
    self.dropout = dropout
    self.regularization = regularization
    self.tiedReadout = tiedReadout
  }

  /// Whether the readout can read what it is to read.
  package var isReadoutSourceValid: Bool {
    readoutSource == .last || !tiedReadout && !residual && !cell.structure.readsOutput
  }

  /// V: outputs of the readout, as many as the loss needs.
  package var readoutSize: Int { loss.outputCount(for: outputSize) }

  /// m: what the first layer reads.
  package var inputSize: Int {
    switch input {
    case .symbols(let count): count
    case .embedding(_, let size): size
    case .vectors(let size): size
    case .embeddingAndVector(_, let size, let vectorSize): size + vectorSize
    }
  }

  /// Dimensions of the embedding; nil: there is none.
  package var embeddingSize: Int? {
    switch input {
    case .embedding(_, let size), .embeddingAndVector(_, let size, _): size
    case .symbols, .vectors: nil
    }
  }

  /// Elements of the vectors that the model is fed; 0: none.
  package var vectorSize: Int {
    switch input {
    case .vectors(let size), .embeddingAndVector(_, _, let size): size
    case .symbols, .embedding: 0
    }
  }

  /// Symbols that the model can be fed; 0: it is fed vectors.
  public var inputSymbols: Int {
    switch input {
    case .symbols(let count), .embedding(let count, _), .embeddingAndVector(let count, _, _): count
    case .vectors: 0
    }
  }

  /// Whether the first layer is fed symbols without an embedding.
  package var takesSymbols: Bool {
    if case .symbols = input { return true }
    return false
  }

  /// Whether the first layer is fed vectors that are not embeddings.
  package var takesVectors: Bool {
    if case .vectors = input { return true }
    return false
  }
}
