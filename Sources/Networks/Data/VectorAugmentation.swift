public import TensorCore

/// Random changes of vectors, drawn anew for every example and epoch and reproducible by both.
public struct VectorAugmentation: Sendable, Codable, Equatable {
  /// The standard deviation of independent normal numbers that are added.
  public var noise: Double
  /// b: a vector is multiplied by 1 + u, u uniform in [-b, b].
  public var scale: Double
  /// The probability with which a component becomes 0, the mean of normalised components, as if its
  /// value were missing.
  public var masking: Double

  /// The identity, but for what is given.
  public init(noise: Double = 0, scale: Double = 0, masking: Double = 0) {
    precondition(
      noise >= 0 && scale >= 0 && (0...1).contains(masking),
      "vector augmentation: noise \(noise), scale \(scale), masking \(masking)")
    self.noise = noise
    self.scale = scale
    self.masking = masking
  }

  /// The vectors [N, ...] made of `vectors`, of the same shape.
  ///
  /// - Parameters:
  ///   - examples: the number of every vector among all examples, [N].
  ///   - epoch: counts from 0.
  public func augmented<S>(
    _ vectors: Tensor<S>, examples: [Int], epoch: Int, seed: UInt64
  ) -> Tensor<S> {
    precondition(
      vectors.shape.first == examples.count,
      "augmentation of vectors \(vectors.shape), \(examples.count) examples")
    var result = vectors
    result.withMutableBlock { values in
      let size = examples.isEmpty ? 0 : values.count / examples.count
      for (place, example) in examples.enumerated() {
        var generator = RandomGenerator(seed: seed, epoch: epoch, example: example)
        let factor = 1 + generator.uniform(in: -scale...scale)
        for index in place * size..<(place + 1) * size {
          var value = Double(values[index]) * factor
          if noise > 0 { value += noise * generator.normal() }
          if masking > 0, generator.uniform() < masking { value = 0 }
          values[index] = S(value)
        }
      }
    }
    return result
  }
}
