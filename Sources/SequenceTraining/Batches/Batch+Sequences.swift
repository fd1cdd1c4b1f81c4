extension Batch {
  /// Whole sequences of vectors side by side, each with a label that is predicted at its last step.
  ///
  /// The trainer takes batches with masks. Rows beyond the sequences stay empty, and so do steps
  /// beyond the end of one.
  ///
  /// - Parameters:
  ///   - sequences: at most B sequences of 1 to T vectors [m].
  ///   - labels: the label of each sequence.
  ///   - batchSize: B of the trainer.
  ///   - sequenceLength: T of the trainer.
  public init(
    sequences: [[[Double]]], labels: [Int], batchSize: Int, sequenceLength: Int
  ) {
    precondition(
      !sequences.isEmpty && sequences.count <= batchSize && labels.count == sequences.count,
      "batch of \(batchSize): \(sequences.count) sequences, \(labels.count) labels")
    let size = sequences[0].first?.count ?? 0
    let places = batchSize * sequenceLength
    var vectors = [Double](repeating: 0, count: places * size)
    var targets = [Int32](repeating: -1, count: places)
    var mask = [Bool](repeating: false, count: places)
    for (row, sequence) in sequences.enumerated() {
      precondition(
        !sequence.isEmpty && sequence.count <= sequenceLength,
        "sequence of \(sequence.count) steps in a batch of \(sequenceLength)")
      for (step, vector) in sequence.enumerated() {
        precondition(vector.count == size, "vectors of \(size) and \(vector.count) elements")
        let place = step * batchSize + row
        vectors.replaceSubrange(place * size..<(place + 1) * size, with: vector)
        mask[place] = true
      }
      targets[(sequence.count - 1) * batchSize + row] = Int32(labels[row])
    }
    self.init(vectors: vectors, targets: targets, mask: mask)
    startsAnew = true
  }
}
