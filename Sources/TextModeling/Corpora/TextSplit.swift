/// How validation text is held out.
public enum SplitKind: String, CaseIterable, Codable, Sendable {
  /// The tail of the text.
  case contiguous
  /// The tail of each of the parallel streams that the text is cut into, as char-rnn does.
  case streams
  /// The tail of each of the files that the text is made of.
  case files
}

/// Which symbols of a text train a model and which only measure it.
///
/// A range of n symbols is n - 1 predictions: its first symbol is only read. No prediction belongs
/// to both sides.
public struct TextSplit: Equatable, Sendable {
  /// How the validation text is held out.
  public let kind: SplitKind
  /// Ranges of symbols to train on: one, or one for each stream, all of one length.
  public let training: [Range<Int>]
  /// Ranges of symbols to measure on; empty when the fraction is 0.
  public let validation: [Range<Int>]
  /// The end of the text that neither side predicts; only `streams` leaves any.
  public let unused: Range<Int>

  /// Holds out the tail: training is the first `floor(count * (1 - fraction))` symbols.
  ///
  /// Both sides get at least 2 symbols, one prediction, unless the fraction is 0.
  /// - Throws: ``TextError/fractionOutOfRange(_:)`` outside `0 ..< 1`,
  ///   ``TextError/tooShort(needed:found:)``.
  public static func contiguous(
    count: Int, validationFraction: Double = 0.05
  ) throws(TextError) -> TextSplit {
    let needed = validationFraction == 0 ? 2 : 4
    try check(count: count, needed: needed, fraction: validationFraction)
    if validationFraction == 0 {
      return TextSplit(
        kind: .contiguous, training: [0..<count], validation: [], unused: count..<count)
    }
    let boundary = min(max(kept(of: count, fraction: validationFraction), 2), count - 2)
    return TextSplit(
      kind: .contiguous, training: [0..<boundary], validation: [boundary..<count],
      unused: count..<count)
  }

  /// Holds out the tails of files, which stand one after the other behind all that is trained on.
  ///
  /// - Parameters:
  ///   - count: symbols of the text.
  ///   - boundary: symbols before the tails.
  /// - Throws: ``TextError/tooShort(needed:found:)`` for less than one prediction on either side.
  package static func files(count: Int, boundary: Int) throws(TextError) -> TextSplit {
    guard boundary >= 2, count - boundary >= 2 || boundary == count else {
      throw .tooShort(needed: 4, found: count)
    }
    return TextSplit(
      kind: .files, training: [0..<boundary],
      validation: boundary == count ? [] : [boundary..<count], unused: count..<count)
  }

  /// Cuts the text into `batchSize` equal streams and holds out the tail of each.
  ///
  /// A stream is as many chunks of `sequenceLength` predictions as the text allows for all streams;
  /// the first `floor(chunks * (1 - fraction))` train, at least one on either side unless the
  /// fraction is 0. The symbol at a boundary is the last target before it and the first input after
  /// it, so neighbouring ranges share it. char-rnn (2015) differs in one place: when the text
  /// divides evenly it lets the very last target wrap to the first symbol; here the last chunk of
  /// each stream goes instead.
  /// - Throws: ``TextError/fractionOutOfRange(_:)`` outside `0 ..< 1`,
  ///   ``TextError/tooShort(needed:found:)``.
  public static func streams(
    count: Int, batchSize: Int, sequenceLength: Int, validationFraction: Double = 0.05
  ) throws(TextError) -> TextSplit {
    precondition(
      batchSize > 0 && sequenceLength > 0, "streams: \(batchSize) of chunks of \(sequenceLength)")
    let leastChunks = validationFraction == 0 ? 1 : 2
    let needed = predictionSymbols(leastChunks, batchSize, sequenceLength)
    try check(count: count, needed: needed, fraction: validationFraction)
    let chunks = (count - 1) / batchSize / sequenceLength
    let trained =
      validationFraction == 0
      ? chunks : min(max(kept(of: chunks, fraction: validationFraction), 1), chunks - 1)
    let length = chunks * sequenceLength
    let starts = (0..<batchSize).map { $0 * length }
    let boundary = trained * sequenceLength
    return TextSplit(
      kind: .streams,
      training: starts.map { $0..<$0 + boundary + 1 },
      validation: trained == chunks ? [] : starts.map { $0 + boundary..<$0 + length + 1 },
      unused: batchSize * length + 1..<count)
  }

  /// `floor(count * (1 - fraction))`, meant for the decimal fraction that was written: 0.9 of 10
  /// leaves 1 and not 0.
  private static func kept(of count: Int, fraction: Double) -> Int {
    Int((Double(count) * (1 - fraction) + 1e-9).rounded(.down))
  }

  private static func check(count: Int, needed: Int, fraction: Double) throws(TextError) {
    guard fraction >= 0, fraction < 1 else { throw .fractionOutOfRange(fraction) }
    guard count >= needed else { throw .tooShort(needed: needed, found: count) }
  }
}

/// How many symbols hold `blocks * batchSize * sequenceLength` predictions, `Int.max` when that
/// cannot be said.
func predictionSymbols(_ blocks: Int, _ batchSize: Int, _ sequenceLength: Int) -> Int {
  let (block, first) = batchSize.multipliedReportingOverflow(by: sequenceLength)
  let (all, second) = block.multipliedReportingOverflow(by: blocks)
  return first || second || all == .max ? .max : all + 1
}
