public import TensorCore

/// Images of one size with the class of each.
public struct LabeledImages: Sendable, Equatable {
  /// [N, C, H, W], samples from 0 to 1 where they come from a file.
  public let images: Tensor<Float>
  /// [N], each in 0 ..< ``classCount``.
  public let labels: [Int32]
  /// How many classes there are.
  public let classCount: Int

  /// Images [N, C, H, W] and their labels [N].
  public init(images: Tensor<Float>, labels: [Int32], classCount: Int) {
    precondition(
      images.shape.count == 4 && images.shape[0] == labels.count,
      "images \(images.shape) with \(labels.count) labels")
    precondition(
      labels.allSatisfy { (0..<Int32(classCount)).contains($0) },
      "labels outside \(classCount) classes")
    self.images = images
    self.labels = labels
    self.classCount = classCount
  }

  /// N.
  public var count: Int { labels.count }

  /// The examples at `indices`, in their order; an index may occur several times.
  public func examples(_ indices: [Int]) -> LabeledImages {
    LabeledImages(
      images: images.examples(indices), labels: indices.map { labels[$0] }, classCount: classCount)
  }
}

extension Tensor {
  /// The examples [indices.count, ...] at `indices` of the first axis, in their order; an index may
  /// occur several times.
  public func examples(_ indices: [Int]) -> Tensor {
    precondition(!shape.isEmpty, "examples of a single number")
    let size = shape.dropFirst().reduce(1, *)
    var result = Tensor(uninitialized: [indices.count] + shape.dropFirst())
    result.withMutableBlock { target in
      withBlock { source in
        let rows = source.reshaped(rows: shape[0], columns: size)
        let copies = target.reshaped(rows: indices.count, columns: size)
        for (place, index) in indices.enumerated() { copies.row(place).copy(from: rows.row(index)) }
      }
    }
    return result
  }
}
