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
    self.init(lengths: sequences.map(\.count), batchSize, sequenceLength)
    setVectors(sequences, batchSize)
    setLabels(labels, of: sequences.map(\.count), batchSize)
  }

  /// Whole sequences of tokens side by side, each with a label that is predicted at its last step;
  /// the rest as of ``init(sequences:labels:batchSize:sequenceLength:)-([[[Double]]],_,_,_)``.
  public init(sequences: [[Int32]], labels: [Int], batchSize: Int, sequenceLength: Int) {
    self.init(lengths: sequences.map(\.count), batchSize, sequenceLength)
    for (row, sequence) in sequences.enumerated() {
      for (step, token) in sequence.enumerated() { tokens[step * batchSize + row] = token }
    }
    setLabels(labels, of: sequences.map(\.count), batchSize)
  }

  /// Whole sequences of vectors side by side, with values to be predicted; the rest as of
  /// ``init(sequences:labels:batchSize:sequenceLength:)-([[[Double]]],_,_,_)``.
  ///
  /// - Parameter values: of each sequence as many values [d] as it has steps, or one [d], which is
  ///   predicted at its last step.
  public init(
    sequences: [[[Double]]], values: [[[Double]]], batchSize: Int, sequenceLength: Int
  ) {
    let lengths = sequences.map(\.count)
    self.init(lengths: lengths, batchSize, sequenceLength)
    setVectors(sequences, batchSize)
    precondition(
      values.count == sequences.count
        && zip(values, lengths).allSatisfy { $0.count == $1 || $0.count == 1 },
      "values of \(values.map(\.count)) steps for sequences of \(lengths)")
    let size = values.first?.first?.count ?? 0
    targets = []
    self.values = Array(repeating: .nan, count: tokens.count * size)
    for (row, own) in values.enumerated() {
      for (index, value) in own.enumerated() {
        precondition(value.count == size, "values of \(size) and \(value.count) elements")
        let place = (lengths[row] - own.count + index) * batchSize + row
        self.values.replaceSubrange(place * size..<(place + 1) * size, with: value)
      }
    }
  }

  /// Places for sequences of these lengths, without input or targets.
  private init(lengths: [Int], _ batchSize: Int, _ sequenceLength: Int) {
    precondition(
      !lengths.isEmpty && lengths.count <= batchSize,
      "batch of \(batchSize): \(lengths.count) sequences")
    let places = Array(repeating: Int32(-1), count: batchSize * sequenceLength)
    var mask = [Bool](repeating: false, count: places.count)
    for (row, length) in lengths.enumerated() {
      precondition(
        (1...max(sequenceLength, 1)).contains(length),
        "sequence of \(length) steps in a batch of \(sequenceLength)")
      for step in 0..<length { mask[step * batchSize + row] = true }
    }
    self.init(tokens: places, targets: places, mask: mask)
    startsAnew = true
  }

  private mutating func setVectors(_ sequences: [[[Double]]], _ batchSize: Int) {
    let size = sequences[0][0].count
    vectors = Array(repeating: 0, count: tokens.count * size)
    for (row, sequence) in sequences.enumerated() {
      for (step, vector) in sequence.enumerated() {
        precondition(vector.count == size, "vectors of \(size) and \(vector.count) elements")
        let place = step * batchSize + row
        vectors.replaceSubrange(place * size..<(place + 1) * size, with: vector)
      }
    }
  }

  private mutating func setLabels(_ labels: [Int], of lengths: [Int], _ batchSize: Int) {
    precondition(
      labels.count == lengths.count, "\(lengths.count) sequences, \(labels.count) labels")
    for (row, label) in labels.enumerated() {
      targets[(lengths[row] - 1) * batchSize + row] = Int32(label)
    }
  }
}
