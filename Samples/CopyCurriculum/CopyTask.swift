import Recur

/// Copying random bits, longer and longer sequences of them, in lanes that begin anew each at its
/// own time.
///
///     input   marker  b_1 ... b_L  blank ... blank           2 L + 2 steps
///     target  blank ... blank      marker  b_1 ... b_L
///
/// L is 0 to 4 less than the level, at least 1. When a lane begins a sequence and the running mean
/// of the loss is below 0.15 bits, the level rises and the mean starts again from 0.3 (Benzing et
/// al. 2019, whose published program decides what the paper leaves open).
struct CopyTask {
  /// Bits 0 and 1, the marker and the blank.
  static let symbolCount = 4
  private static let marker: Int32 = 2
  private static let blank: Int32 = 3

  /// The largest L.
  private(set) var level = 1
  /// Running mean over about 1000 steps of the loss in bits.
  private(set) var averageLoss = 1.0
  private var generator: RandomGenerator
  private var lanes: [Lane]

  private struct Lane {
    var input: [Int32] = []
    var target: [Int32] = []
    var place = 0
  }

  init(lanes count: Int, seed: UInt64) {
    generator = RandomGenerator(seed: seed)
    lanes = Array(repeating: Lane(), count: count)
  }

  /// The next `steps` steps of every lane; a sequence begins with a state of zeros.
  mutating func batch(steps: Int) -> Batch {
    var batch = Batch(tokens: [], targets: [])
    var begins: [Bool] = []
    for index in (0..<steps).flatMap({ _ in lanes.indices }) {
      if lanes[index].place == lanes[index].input.count { begin(index) }
      let lane = lanes[index]
      begins.append(lane.place == 0)
      batch.tokens.append(lane.input[lane.place])
      batch.targets.append(lane.target[lane.place])
      lanes[index].place += 1
    }
    batch.resets = begins
    return batch
  }

  private mutating func begin(_ index: Int) {
    if averageLoss < 0.15 {
      level += 1
      averageLoss = 0.3
    }
    let length = max(1, level - generator.index(below: 5))
    let bits = (0..<length).map { _ in Int32(generator.index(below: 2)) }
    let blanks = Array(repeating: Self.blank, count: length + 1)
    let copied = [Self.marker] + bits
    lanes[index] = Lane(input: copied + blanks, target: blanks + copied)
  }

  /// Takes the mean loss of so many steps, in bits, into the running mean.
  mutating func record(loss bits: Double, steps: Int) {
    for _ in 0..<steps { averageLoss = 0.999 * averageLoss + 0.001 * bits }
  }
}
