/// How the next symbol is chosen from a model's logits.
public struct SamplingOptions: Sendable, Equatable {
  /// Logits are divided by it: below 1 the probable becomes more probable, above 1 less; 0 is the
  /// limit, in which the choice is greedy.
  public var temperature: Double
  /// Always the most probable symbol; temperature, `topK` and `topP` then change nothing.
  public var isGreedy: Bool
  /// Only the k most probable symbols (Fan, Lewis and Dauphin 2018). Nil: all.
  public var topK: Int?
  /// Only the most probable symbols whose probabilities together reach p, after `topK` (Holtzman et
  /// al. 2020). Nil: all.
  public var topP: Double?
  /// What the logits of recent symbols are divided by where positive, multiplied by where negative
  /// (Keskar et al. 2019). 1: off.
  public var repetitionPenalty: Double
  /// How many symbols back are recent. The paper has no bound, but then every character of a
  /// language is soon recent.
  public var repetitionWindow: Int
  /// A symbol that is never chosen, such as `<unk>`.
  public var excludedSymbol: Int32?

  /// Options; without further words symbols are drawn from the model's own distribution.
  public init(
    temperature: Double = 1, isGreedy: Bool = false, topK: Int? = nil, topP: Double? = nil,
    repetitionPenalty: Double = 1, repetitionWindow: Int = 64, excludedSymbol: Int32? = nil
  ) {
    precondition(temperature >= 0, "sampling: temperature \(temperature)")
    precondition(topK ?? 1 > 0, "sampling: the \(topK ?? 1) most probable symbols")
    precondition(topP.map { $0 > 0 && $0 <= 1 } ?? true, "sampling: top-p \(topP ?? 1)")
    precondition(repetitionPenalty > 0, "sampling: repetition penalty \(repetitionPenalty)")
    precondition(repetitionWindow >= 0, "sampling: repetition window \(repetitionWindow)")
    self.temperature = temperature
    self.isGreedy = isGreedy
    self.topK = topK
    self.topP = topP
    self.repetitionPenalty = repetitionPenalty
    self.repetitionWindow = repetitionWindow
    self.excludedSymbol = excludedSymbol
  }

  /// Whether every symbol is the most probable one.
  var choosesLargest: Bool { isGreedy || temperature == 0 }
}
