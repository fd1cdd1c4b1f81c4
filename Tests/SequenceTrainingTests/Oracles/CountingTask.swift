import SequenceModels
import SequenceTraining
import TensorCore

/// The language a^k \n b^k \n, k uniform in 1 ... K (Tallec and Ollivier 2018): predicting the end
/// of the b means having counted the a.
///
/// A word holds log2 K bits, all of them in its first half, and has 2 k + 2 symbols: the entropy is
/// log2 K / (K + 3) bits a symbol. 1/7 for K = 32, 2/7 for K = 4.
struct CountingTask {
  static let symbolCount = 3
  private static let (a, b, end): (Int32, Int32, Int32) = (0, 1, 2)

  /// K
  let largest: Int
  private var generator: RandomGenerator
  /// What is left of each lane's word, and the symbol before.
  private var words: [[Int32]]
  private var previous: [Int32]

  init(largest: Int, lanes: Int, seed: UInt64) {
    self.largest = largest
    generator = RandomGenerator(seed: seed)
    words = Array(repeating: [], count: lanes)
    previous = Array(repeating: Self.end, count: lanes)
  }

  /// Bits a symbol.
  var entropy: Double { Double.log(Double(largest)) / Double.log(2) / Double(largest + 3) }

  static func word(_ k: Int) -> [Int32] {
    Array(repeating: a, count: k) + [end] + Array(repeating: b, count: k) + [end]
  }

  /// The next `steps` symbols of every lane.
  mutating func batch(steps: Int) -> Batch {
    var batch = Batch(tokens: [], targets: [])
    for _ in 0..<steps {
      for lane in words.indices {
        if words[lane].isEmpty {
          words[lane] = Self.word(1 + generator.index(below: largest))
        }
        let symbol = words[lane].removeFirst()
        batch.tokens.append(previous[lane])
        batch.targets.append(symbol)
        previous[lane] = symbol
      }
    }
    return batch
  }

  /// Bits a symbol of a model over all pairs of words, the second of each counting. Whatever the
  /// model, at least the entropy: after each first word it gives the second ones probabilities that
  /// sum to at most 1.
  func loss(_ model: SequenceModel<Float>) -> Double {
    let stream = SequenceStream(PackedSequenceModel(model, trains: false))
    let start = model.initialState(batch: 1)
    var (sum, count) = (0.0, 0)
    for first in 1...largest {
      stream.state = start
      var last = Self.end
      for symbol in Self.word(first) {
        _ = stream.step(last)
        last = symbol
      }
      let between = stream.state
      for second in 1...largest {
        stream.state = between
        last = Self.end
        for symbol in Self.word(second) {
          sum += Self.bits(stream.step(last).array, symbol)
          count += 1
          last = symbol
        }
      }
    }
    return sum / Double(count)
  }

  /// -log2 of the probability of `symbol`.
  private static func bits(_ logits: [Float], _ symbol: Int32) -> Double {
    let target = Double(logits[Int(symbol)])
    let sum = logits.reduce(0) { $0 + Double.exp(Double($1) - target) }
    return Double.log(sum) / Double.log(2)
  }
}
