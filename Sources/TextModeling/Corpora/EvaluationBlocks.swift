/// Blocks that hold every prediction of a text's ranges exactly once.
///
/// The layout is that of ``StreamBatches``; where a stream has no more predictions, the target is
/// ``padding`` and the input 0, and a loss counts nothing there. Each stream is to start from the
/// initial state and to carry it on; with one stream a range is read exactly as it stands.
package struct EvaluationBlocks: Sendable {
  /// The target that marks a place without a prediction: -1.
  package static let padding: Int32 = -1

  /// The text that is read.
  package let text: EncodedText
  /// T, the number of steps in a block.
  package let sequenceLength: Int
  /// The symbols of each stream: [B].
  package let streams: [Range<Int>]
  /// How many predictions all blocks hold together.
  package let predictionCount: Int
  /// How many blocks there are.
  package let blockCount: Int
  private var block = 0

  /// B, the number of streams.
  package var batchSize: Int { streams.count }

  /// Takes each range as one stream; of n symbols n - 1 are predicted.
  package init(_ text: EncodedText, streams: [Range<Int>], sequenceLength: Int) {
    precondition(
      !streams.isEmpty && sequenceLength > 0,
      "evaluation: \(streams.count) streams, sequences of \(sequenceLength)")
    for stream in streams {
      precondition(
        stream.lowerBound >= 0 && stream.upperBound <= text.count,
        "evaluation: stream \(stream) of \(text.count) symbols")
    }
    self.text = text
    self.streams = streams
    self.sequenceLength = sequenceLength
    let longest = streams.map { max(0, $0.count - 1) }.max() ?? 0
    predictionCount = streams.reduce(0) { $0 + max(0, $1.count - 1) }
    blockCount = longest / sequenceLength + (longest.isMultiple(of: sequenceLength) ? 0 : 1)
  }

  /// Cuts one range into `batchSize` streams of equally many predictions, the last ones shorter.
  package init(_ text: EncodedText, range: Range<Int>, batchSize: Int, sequenceLength: Int) {
    precondition(batchSize > 0, "evaluation: \(batchSize) streams")
    let predictions = max(0, range.count - 1)
    let share = predictions / batchSize + (predictions.isMultiple(of: batchSize) ? 0 : 1)
    let streams = (0..<batchSize).map { stream in
      let first = min(stream * share, predictions)
      let end = min(first + share, predictions)
      let start = range.lowerBound + first
      return first == end ? start..<start : start..<range.lowerBound + end + 1
    }
    self.init(text, streams: streams, sequenceLength: sequenceLength)
  }

  /// Fills the next block.
  /// - Parameters:
  ///   - inputs: [T, B].
  ///   - targets: [T, B], the symbol after each input or ``padding``.
  /// - Returns: how many predictions the block holds; 0 after the last block, nothing filled.
  package mutating func next(inputs: inout [Int32], targets: inout [Int32]) -> Int {
    let size = sequenceLength * batchSize
    precondition(
      inputs.count == size && targets.count == size,
      "evaluation: [\(sequenceLength), \(batchSize)] into \(inputs.count) and \(targets.count)")
    guard block < blockCount else { return 0 }
    var filled = 0
    for (stream, range) in streams.enumerated() {
      let first = min(range.lowerBound + block * sequenceLength, range.upperBound)
      let length = min(sequenceLength, max(0, range.upperBound - first - 1))
      text.copy(first..<first + length, into: &inputs, from: stream, stride: batchSize)
      if length > 0 {
        text.copy(first + 1..<first + length + 1, into: &targets, from: stream, stride: batchSize)
      }
      for step in length..<sequenceLength {
        inputs[step * batchSize + stream] = 0
        targets[step * batchSize + stream] = Self.padding
      }
      filled += length
    }
    block += 1
    return filled
  }
}
