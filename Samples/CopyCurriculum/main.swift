// The copy task with a curriculum, by every way there is to find the gradient online.
//
// A recurrent highway network of 128 units learns to repeat longer and longer bit strings, its
// weights changing after every single step (of back-propagation after every 24). How far it gets
// depends on how well credit reaches back to the steps at which the bits were seen. The levels
// stand beside those that Benzing et al. (2019) published of their optimal Kronecker-sum
// approximation, OK(16), and of Kronecker-factored RTRL with 16 factors, KTP(16):
//
//     swift run -c release CopyCurriculum                        25,000 steps by seven methods
//     swift run -c release CopyCurriculum --full blocked-rtrl    2,000,000 steps, as published
//     swift run -c release CopyCurriculum --steps 100000 --seed 2 blocked-rtrl snap-1
//
// The first takes about three minutes of one core, 100,000 steps of blocked RTRL the same;
// 2,000,000 take hours, as sequences and with them the steps gone back through become four times as
// long.
//
// Beside the published program: the norm that is clipped is that of all weights, not of the
// recurrent layer's alone.

import Foundation
import Recur

/// A recurrent highway network of depth 1 with one coupled gate (Zilly et al. 2017): its equations
/// are all that any of the methods needs.
///
///     f_t = sigmoid(z_f)
///     h_t = f_t h_{t-1} + (1 - f_t) (2 sigmoid(z_c) - 1)
struct HighwayCell: CellEquations {
  var structure: CellStructure { CellStructure(gates: [Gate("c"), Gate("f")]) }

  func next<N: EquationNumber>(
    gates z: Span<N>, state s: Span<N>, peepholes: Span<N>, into next: inout MutableSpan<N>
  ) {
    let f = N.sigmoid(z[1])
    next[0] = f * s[0] + (1 - f) * (2 * N.sigmoid(z[0]) - 1)
  }
}

let hiddenSize = 128
let lanes = 16
/// Steps of an update of back-propagation, which credits nothing further back: sequences are as
/// long at level 11.
let chunk = 24
let published: [(name: String, levels: [Int: String])] = [
  (
    "published: OK(16), 5 runs",
    [
      10_000: "4", 25_000: "8-9", 50_000: "11-12", 100_000: "15-17", 200_000: "19-21",
      500_000: "25-30", 2_000_000: "38-45",
    ]
  ),
  (
    "published: KTP(16), 5 runs",
    [
      10_000: "3", 25_000: "4", 50_000: "5-6", 100_000: "8-9", 200_000: "10-12",
      500_000: "13-14", 2_000_000: "15-19",
    ]
  ),
]

extension GradientMethod {
  /// The same method with random numbers from `seed`, and blocks as long as the sequences of level
  /// 63: the influence is not made before they are longer.
  func seeded(_ seed: UInt64) -> GradientMethod {
    switch self {
    case .blocked: .blocked(length: 128, gradientAtEveryStep: false)
    case .uoro: .uoro(seed: seed)
    case .kfRTRL: .kfRTRL(seed: seed)
    case .rflo: .rflo(seed: seed)
    default: self
    }
  }
}

/// The level at each of `marks` steps, learning by `method`.
func levels(_ method: GradientMethod, marks: [Int], seed: UInt64) throws -> [Int] {
  var generator = RandomGenerator(seed: seed)
  let configuration = SequenceModelConfiguration(
    input: .symbols(CopyTask.symbolCount), outputSize: CopyTask.symbolCount, cell: HighwayCell(),
    layers: 1, hiddenSize: hiddenSize)
  var model = SequenceModel<Float>(zeros: configuration)
  model.parameters = Tensor(
    shape: model.parameters.shape,
    values: (0..<model.layout.count).map { _ in Float(0.01 * generator.normal()) })
  let length = method.isForward ? 1 : chunk
  let trainer = try Trainer(
    model, method: method, batchSize: lanes, sequenceLength: length,
    updates: UpdateOptions(learningRate: pow(10, -3.5), clipping: Clipping(norm: 1)), threads: 2)
  var task = CopyTask(lanes: lanes, seed: seed)
  var found: [Int] = []
  for step in stride(from: length, through: marks.last.map { $0 + length - 1 } ?? 0, by: length) {
    let report = try trainer.update(task.batch(steps: length))
    task.record(loss: report.loss / log(2), steps: length)
    if marks.contains(where: { step - length < $0 && $0 <= step }) { found.append(task.level) }
  }
  return found
}

// What is wanted: steps, seed, methods.
var (steps, seed, methods) = (25_000, UInt64(1), [GradientMethod]())
var arguments = CommandLine.arguments.dropFirst()
while let argument = arguments.popFirst() {
  switch argument {
  case "--quick": steps = 25_000
  case "--full": steps = 2_000_000
  case "--steps": steps = arguments.popFirst().flatMap { Int($0) } ?? 0
  case "--seed": seed = arguments.popFirst().flatMap { UInt64($0) } ?? 0
  default:
    guard let method = GradientMethod(named: argument) else {
      print(
        "usage: CopyCurriculum [--quick | --full | --steps N] [--seed N] [METHOD...]\nmethods: "
          + GradientMethod.allCases.map(\.name).joined(separator: ", "))
      exit(64)
    }
    methods.append(method)
  }
}
guard steps > 0 else {
  print("--steps wants a positive number")
  exit(64)
}
if methods.isEmpty {
  methods = [
    .blocked, .bptt, .snap(order: 1), .eProp, .rflo, .kfRTRL, .uoro,
  ]
}

func pad(_ text: String, to width: Int) -> String {
  text + String(repeating: " ", count: max(0, width - text.count))
}

/// Prints at once, unlike `print` into a pipe.
func printLine(_ text: String) { FileHandle.standardOutput.write(Data("\(text)\n".utf8)) }

func printRow(_ name: String, _ levels: [String], _ seconds: String = "") {
  printLine(pad(name, to: 28) + levels.map { pad($0, to: 11) }.joined() + seconds)
}

let marks = Set(published.flatMap(\.levels.keys) + [steps]).filter { $0 <= steps }.sorted()
printLine("level reached (bits copied), \(hiddenSize) units, \(lanes) lanes, seed \(seed)\n")
printRow("steps", marks.map(String.init), "seconds")
for row in published { printRow(row.name, marks.map { row.levels[$0] ?? "" }) }
for method in methods {
  let start = Date()
  let found = try levels(method.seeded(seed), marks: marks, seed: seed)
  let name = method.isForward ? method.name : "\(method.name) (\(chunk) steps)"
  printRow(name, found.map(String.init), String(Int(Date().timeIntervalSince(start).rounded())))
}
