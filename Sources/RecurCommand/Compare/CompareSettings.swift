import Recur
import Terminal

/// What a comparison is asked to do.
struct CompareSettings: Sendable {
  var cells: [CellKind] = [.rnn]
  var trainers: [GradientMethod] = GradientMethod.allCases
  /// n, ascending, each once.
  var hiddenSizes = [16]
  /// T, ascending, each once.
  var sequenceLengths = [32]
  var blockLength: Int?
  var truncation = 16
  var seed: UInt64 = 123
  /// Of each learning run; 0: none.
  var characters = 0
  var updateEvery = 8
  var learningRate = 0.003
  var threads = 1
  var repeats = 1
  /// For everything, about.
  var seconds = 1.0
  /// In bytes, of everything: combinations that need more are left out.
  var memoryLimit = 1 << 30

  init() {}

  init(_ arguments: Arguments) {
    cells = arguments[Self.cells]
    trainers = arguments[Self.trainers]
    hiddenSizes = Set(arguments[Self.hiddenSizes]).sorted()
    sequenceLengths = Set(arguments[Self.sequenceLengths]).sorted()
    blockLength = arguments[Self.blockLength]
    truncation = arguments[Self.truncation]
    seed = arguments[Self.seed]
    characters = arguments[Self.characters]
    updateEvery = arguments[Self.updateEvery]
    learningRate = arguments[Self.learningRate]
    threads = arguments[Self.threads] ?? WorkerPool.processorCount
    repeats = arguments[Self.repeats]
    seconds = arguments[Self.seconds]
    memoryLimit = MemoryBudget(arguments).limit
  }

  /// The largest n.
  var largestSize: Int { hiddenSizes.last ?? 1 }
  /// The largest T.
  var longest: Int { sequenceLengths.last ?? 1 }
  /// n of learning: the middle one.
  var learningSize: Int { hiddenSizes[hiddenSizes.count / 2] }
  /// T of learning by whole sequences: the least.
  var learningLength: Int { sequenceLengths.first ?? 1 }

  /// The words of a command that compares the same.
  var command: String {
    func list(_ values: [Int]) -> String { values.map(String.init).joined(separator: ",") }
    var words = [
      "recur compare", "--cells \(cells.map(\.rawValue).joined(separator: ","))",
      "--trainers \(trainers.map(\.name).joined(separator: ","))",
      "--hidden-sizes \(list(hiddenSizes))", "--sequence-lengths \(list(sequenceLengths))",
    ]
    if let blockLength { words.append("--block-length \(blockLength)") }
    words += [
      "--truncation \(truncation)", "--characters \(characters)", "--update-every \(updateEvery)",
      "--learning-rate \(Format.general(learningRate))", "--threads \(threads)",
      "--repeats \(repeats)", "--seconds \(Format.general(seconds))", "--seed \(seed)",
    ]
    return words.joined(separator: " ")
  }

  /// A method's way over sequences of a length.
  func pass(_ method: GradientMethod, length: Int) -> SequencePass {
    SequencePass(
      method, length: length, truncation: truncation, blockLength: blockLength, seed: seed)
  }

  /// The model that every method is given, drawn anew from the seed.
  func model<S: KernelScalar>(
    _ cell: CellKind, hiddenSize: Int, vocabularySize: Int, as: S.Type = S.self
  ) -> SequenceModel<S> {
    var generator = RandomGenerator(seed: seed)
    return SequenceModel(
      SequenceModelConfiguration(
        input: .symbols(vocabularySize), outputSize: vocabularySize, cell: cell.cell(), layers: 1,
        hiddenSize: hiddenSize),
      weights: .lecun, recurrent: .lecun, using: &generator)
  }
}
