// A recurrent cell of one's own: its equations, and nothing else.
//
// The update-gate RNN (Collins, Sohl-Dickstein and Sussillo 2017) is written down, held to the laws
// that every cell must obey, and trained to say a rhyme by heart:
//
//     swift run -c release CustomCell

import Foundation
import Recur

/// The cell: one state h, two gates. W x_t + U h_{t-1} + b arrives as z, n units at a time; a law
/// says what one unit makes of it. From it come inference and back-propagation through time.
///
///     g_t = sigmoid(z_g)
///     h_t = g_t h_{t-1} + (1 - g_t) tanh(z_c)
struct UpdateGateCell: CellEquations {
  var structure: CellStructure { CellStructure(gates: [Gate("g"), Gate("c")]) }

  /// The gate starts open to the past: at sigmoid(1) = 0.73 of h_{t-1}.
  func initialBias(gate: Int) -> Double { gate == 0 ? 1 : 0 }

  func next<N: EquationNumber>(
    gates z: Span<N>, state s: Span<N>, peepholes: Span<N>, into next: inout MutableSpan<N>
  ) {
    let g = N.sigmoid(z[0])
    next[0] = g * s[0] + (1 - g) * N.tanh(z[1])
  }
}

// 1. Is it right? Derivatives against differences, a batch against single runs, a tape against single steps.
let report = checkRecurrentCell(UpdateGateCell())
print(report)
guard report.passed else { exit(1) }

// 2. A text to learn, as indices of its characters.
let text = Array(
  """
  The kettle sings, the clock says four,
  the cat goes out, the cat comes in,
  the wind goes round and tries the door,
  and rain runs down the window's skin.

  """)
let alphabet = Set(text).sorted()
var index: [Character: Int32] = [:]
for (number, character) in alphabet.enumerated() { index[character] = Int32(number) }
let tokens = text.map { index[$0] ?? 0 }

// 3. A model of it: one layer of 64 units over one-hot characters.
var generator = RandomGenerator(seed: 1)
let model = SequenceModel<Float>(
  SequenceModelConfiguration(
    input: .symbols(alphabet.count), outputSize: alphabet.count, cell: UpdateGateCell(), layers: 1,
    hiddenSize: 64),
  weights: .glorot, recurrent: .orthogonal, using: &generator)

// 4. Training: at every update four sequences, each beginning a quarter of the rhyme further on, 25 steps of
// back-propagation, the state carried on.
let (batchSize, sequenceLength, updates) = (4, 25, 200)
let trainer = Trainer(
  model, batchSize: batchSize, sequenceLength: sequenceLength,
  updates: UpdateOptions(learningRate: 0.01), threads: 1)
for update in 0..<updates {
  var batch = Batch(tokens: [], targets: [])
  for step in 0..<sequenceLength {
    for sequence in 0..<batchSize {
      let place = sequence * tokens.count / batchSize + update * sequenceLength + step
      batch.tokens.append(tokens[place % tokens.count])
      batch.targets.append(tokens[(place + 1) % tokens.count])
    }
  }
  let found = try trainer.update(batch)
  if (update + 1) % 25 == 0 {
    print("update \(update + 1): loss \(Double(Int(found.loss * 10_000)) / 10_000) nats")
  }
}

// 5. What follows the first line? The likeliest character, then what follows that, step by step.
let stream = SequenceStream(PackedSequenceModel(trainer.model, trains: false))
var continuation = Array(text.prefix { !$0.isNewline })
for place in 0..<text.count - 1 {
  let logits = stream.step(index[continuation[place]] ?? 0).array
  guard place + 1 == continuation.count else { continue }
  let likeliest = logits.indices.max { logits[$0] < logits[$1] } ?? 0
  continuation.append(alphabet[likeliest])
}
print(String(continuation))
