/// What is dropped while a model learns, beside the outputs of its layers; a rate of 0: nothing.
///
/// What a mask leaves is multiplied by 1 / (1 - rate), so that a model in use drops nothing and is
/// scaled by nothing.
///
///     configuration.regularization = Regularization(
///       weightDrop: 0.3, dropoutMask: .sequence, embeddingDropout: 0.05)
public struct Regularization: Sendable, Equatable {
  /// How long a mask of dropout holds.
  public enum DropoutMask: String, Sendable, Codable, CaseIterable {
    /// For one step.
    case step
    /// For the steps that a sequence takes in one update (Gal and Ghahramani 2016).
    case sequence
  }

  /// The rate at which elements of the recurrent weights U are dropped, by one mask for each update
  /// (DropConnect, Wan et al. 2013, on U alone: Merity, Keskar and Socher 2018).
  public var weightDrop: Double
  /// How long a mask holds: of the dropout after layers and of the input's.
  public var dropoutMask: DropoutMask
  /// The rate of dropout of what the first layer reads: elements of vectors, or the one element of
  /// a one-hot symbol.
  public var inputDropout: Double
  /// The rate at which symbols are dropped on input, each wherever it stands, by one mask for each
  /// update (Gal and Ghahramani 2016).
  public var embeddingDropout: Double

  /// Rates; the parameters have the meaning of the properties.
  public init(
    weightDrop: Double = 0, dropoutMask: DropoutMask = .step, inputDropout: Double = 0,
    embeddingDropout: Double = 0
  ) {
    self.weightDrop = weightDrop
    self.dropoutMask = dropoutMask
    self.inputDropout = inputDropout
    self.embeddingDropout = embeddingDropout
  }

  /// The rates, by the names of the options that set them.
  package var rates: [(name: String, rate: Double)] {
    [
      ("weight-drop", weightDrop), ("input-dropout", inputDropout),
      ("embedding-dropout", embeddingDropout),
    ]
  }

  /// Whether the rates are rates.
  package var isValid: Bool { rates.allSatisfy { (0..<1).contains($0.rate) } }
}

extension Regularization: Codable {
  private enum CodingKeys: String, CodingKey {
    case weightDrop = "weight_drop"
    case dropoutMask = "dropout_mask"
    case inputDropout = "input_dropout"
    case embeddingDropout = "embedding_dropout"
  }

  /// Reads the rates that are there; others are 0.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    func rate(_ key: CodingKeys) throws -> Double {
      try values.decodeIfPresent(Double.self, forKey: key) ?? 0
    }
    self.init(
      weightDrop: try rate(.weightDrop),
      dropoutMask: try values.decodeIfPresent(DropoutMask.self, forKey: .dropoutMask) ?? .step,
      inputDropout: try rate(.inputDropout), embeddingDropout: try rate(.embeddingDropout))
  }
}
