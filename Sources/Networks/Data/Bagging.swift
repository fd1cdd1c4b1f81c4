public import TensorCore

/// Models that were each trained on a bootstrap set of the same examples (Breiman 1996).
///
/// Of M models whose errors have the variance v and the covariances v_lm, the error of the mean
/// prediction has, where each is right on average,
///
///     E[((1/M) sum_m e_m)^2] = v / M + (2 / M^2) sum_{l < m} v_lm
///
/// which is v / M for errors that have nothing in common, and v for models that are all the same.
public struct Bagging<Model> {
  /// M models.
  public let models: [Model]

  /// M = `count` models, each made by `train` from a bootstrap set of the indices of `examples`
  /// examples.
  public init<Failure: Error>(
    _ count: Int, examples: Int, seed: UInt64,
    train: (_ indices: [Int], _ model: Int) throws(Failure) -> Model
  ) throws(Failure) {
    precondition(count > 0 && examples > 0, "bagging: \(count) models of \(examples) examples")
    var models: [Model] = []
    for model in 0..<count {
      var generator = RandomGenerator(seed: seed, epoch: 0, example: model)
      models.append(try train(generator.bootstrap(of: examples), model))
    }
    self.models = models
  }

  /// The mean of the models' predictions, of one shape each: for numbers, and for probabilities.
  public func mean<S>(_ prediction: (Model) -> Tensor<S>) -> Tensor<S> {
    var sum = prediction(models[0])
    for model in models.dropFirst() { sum.add(prediction(model)) }
    sum.withMutableBlock { $0.scale(by: 1 / Double(models.count)) }
    return sum
  }

  /// The class that most models vote for, example by example, of equal ones the least; each model's
  /// votes are the classes [N] in 0 ..< `classCount`.
  public func vote(classCount: Int, _ prediction: (Model) -> [Int]) -> [Int] {
    let votes = models.map(prediction)
    return votes[0].indices.map { example in
      var counts = [Int](repeating: 0, count: classCount)
      for vote in votes { counts[vote[example]] += 1 }
      return counts.indices.max { counts[$0] < counts[$1] || counts[$0] == counts[$1] && $0 > $1 }
        ?? 0
    }
  }
}

/// How the errors of M models hang together: what the mean of their predictions can gain.
public struct EnsembleErrors: Sendable {
  /// v_lm: the mean over examples of the product of two models' errors, [M, M].
  public let products: [[Double]]

  /// From the errors [M, N] of M models on N examples.
  public init(_ errors: [[Double]]) {
    precondition(
      errors.count > 0 && errors.allSatisfy { $0.count == errors[0].count && !$0.isEmpty },
      "errors of \(errors.count) models")
    products = errors.map { left in
      errors.map { right in
        zip(left, right).reduce(0) { $0 + $1.0 * $1.1 } / Double(left.count)
      }
    }
  }

  /// M.
  public var count: Int { products.count }

  /// The mean squared error of one model, averaged over the models: v.
  public var single: Double {
    products.indices.reduce(0) { $0 + products[$1][$1] } / Double(count)
  }

  /// The product of two different models' errors, averaged over the pairs; 0 where there is one
  /// model.
  public var shared: Double {
    guard count > 1 else { return 0 }
    let all = products.reduce(0) { $0 + $1.reduce(0, +) }
    return (all - Double(count) * single) / Double(count * (count - 1))
  }

  /// The mean squared error of the mean of M predictions: v / M + (M - 1) / M times ``shared``.
  public var ofMean: Double { Self.ofMean(single: single, shared: shared, count: count) }

  /// What ``ofMean`` would be of `count` models of the same kind.
  public static func ofMean(single: Double, shared: Double, count: Int) -> Double {
    single / Double(count) + Double(count - 1) / Double(count) * shared
  }
}
