/// Turns indices into text one at a time, giving out only what no later index can change.
///
/// Held back are the beginning of a UTF-8 sequence and the last grapheme cluster, to which a later
/// symbol may still add: a combining accent, the second half of a flag, the LF of CR LF. All that
/// was given out, with what ``finish()`` returns, is `vocabulary.decode` of all indices, byte for
/// byte.
public struct StreamingTextDecoder: Sendable {
  /// What the indices mean.
  public let vocabulary: Vocabulary
  private var joiner: WordJoiner
  /// The beginning of a UTF-8 sequence, at most 3 bytes between calls.
  private var pendingBytes: [UInt8] = []
  /// The last grapheme cluster so far.
  private var cluster = String.UnicodeScalarView()
  /// How many scalars that cluster has.
  private var clusterCount = 0
  private var boundaries = Unicode._CharacterRecognizer()

  /// A decoder at the beginning of a text.
  public init(vocabulary: Vocabulary) {
    self.vocabulary = vocabulary
    joiner = WordJoiner(spacing: vocabulary.spacing)
  }

  /// Takes the next index; returns the text that is now complete, often of the symbol before.
  ///
  /// A cluster of several thousand scalars is given out in parts.
  /// - Precondition: the index is in `0 ..< vocabulary.count`.
  public mutating func append(_ index: Int32) -> String {
    pendingBytes.append(contentsOf: vocabulary.spelling(of: index, &joiner))
    var complete = ""
    var offset = 0
    scan: while offset < pendingBytes.count {
      switch UTF8Sequence(at: offset, in: pendingBytes) {
      case .scalar(let length):
        complete += append(UTF8Sequence.scalar(at: offset, in: pendingBytes))
        offset += length
      case .illFormed(let length):
        complete += append("\u{FFFD}")
        offset += length
      case .truncated: break scan
      }
    }
    pendingBytes.removeFirst(offset)
    return complete
  }

  /// Bytes of the text that are held back.
  package var heldBackCount: Int { String(cluster).utf8.count + pendingBytes.count }

  /// Takes the next scalar; returns the cluster that ends before it.
  private mutating func append(_ scalar: Unicode.Scalar) -> String {
    var complete = ""
    if boundaries.hasBreak(before: scalar) || clusterCount == TextUnit.longestCluster {
      complete = String(cluster)
      cluster = String.UnicodeScalarView()
      clusterCount = 0
    }
    cluster.append(scalar)
    clusterCount += 1
    return complete
  }

  /// Returns what was held back, a cut-off UTF-8 sequence as U+FFFD, and begins a new text.
  public mutating func finish() -> String {
    let rest = String(cluster) + String(decoding: pendingBytes, as: UTF8.self)
    self = StreamingTextDecoder(vocabulary: vocabulary)
    return rest
  }
}
