import SequenceModels
import SequenceTraining
import TensorCore

/// The Add task (Marschall, Cho and Savin 2020; of Pitis 2016): random bits x, and with probability
///
///     y_t = 0.5 + 0.5 x_{t-near} - 0.25 x_{t-far}
///
/// the target is 1. What a model knows of the two bits can be read off its loss.
struct AddTask {
  let near: Int
  let far: Int
  private var generator: RandomGenerator
  /// The last bits of every lane, the newest last.
  private var bits: [[Int32]]

  init(near: Int, far: Int, lanes: Int, seed: UInt64) {
    self.near = near
    self.far = far
    generator = RandomGenerator(seed: seed)
    bits = Array(repeating: Array(repeating: 0, count: far + 1), count: lanes)
  }

  static func probability(near: Int32, far: Int32) -> Double {
    0.5 + 0.5 * Double(near) - 0.25 * Double(far)
  }

  /// The least loss in nats for who knows the bits named.
  static func level(near: Bool, far: Bool) -> Double {
    let pairs: [(Int32, Int32)] = [(0, 0), (0, 1), (1, 0), (1, 1)]
    let losses = pairs.map { pair in
      let alike = pairs.filter { (!near || $0.0 == pair.0) && (!far || $0.1 == pair.1) }
      let sum = alike.reduce(0) { $0 + probability(near: $1.0, far: $1.1) }
      return crossEntropy(
        probability(near: pair.0, far: pair.1), predicted: sum / Double(alike.count))
    }
    return losses.reduce(0, +) / 4
  }

  private static func crossEntropy(_ y: Double, predicted p: Double) -> Double {
    [(y, p), (1 - y, 1 - p)].reduce(0) { $1.0 > 0 ? $0 - $1.0 * Double.log($1.1) : $0 }
  }

  /// The next bit of a lane, and the probability of its target.
  private mutating func next(_ lane: Int) -> (bit: Int32, probability: Double) {
    bits[lane].removeFirst()
    bits[lane].append(Int32(generator.index(below: 2)))
    let last = bits[lane].count - 1
    return (
      bits[lane][last],
      Self.probability(near: bits[lane][last - near], far: bits[lane][last - far])
    )
  }

  /// The next `steps` steps of every lane.
  mutating func batch(steps: Int) -> Batch {
    var batch = Batch(tokens: [], targets: [])
    for _ in 0..<steps {
      for lane in bits.indices {
        let (bit, probability) = next(lane)
        batch.tokens.append(bit)
        batch.targets.append(generator.uniform() < probability ? 1 : 0)
      }
    }
    return batch
  }

  /// The expected loss in nats of a model over the next `steps` steps of the first lane, after as
  /// many as it takes to fill the delays.
  mutating func loss(_ model: SequenceModel<Float>, steps: Int) -> Double {
    let stream = SequenceStream(PackedSequenceModel(model, trains: false))
    var sum = 0.0
    for step in 0..<steps + 2 * far {
      let (bit, probability) = next(0)
      let logits = stream.step(bit)
      guard step >= 2 * far else { continue }
      let odds = Double(logits[1] - logits[0])
      sum += Self.crossEntropy(probability, predicted: 1 / (1 + Double.exp(-odds)))
    }
    return sum / Double(steps)
  }
}
