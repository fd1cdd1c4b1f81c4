import Foundation
import GoldenTesting
import Testing

@Suite("Golden values")
struct GoldenValuesTests {
  @Test(
    "There is a case of every cell at depth 1, 2 and 3",
    arguments: [
      "rnn-tanh", "rnn-relu", "lstm", "lstm-peepholes", "lstm-capped", "gru-reset-after",
      "gru-reset-before",
    ])
  func everyCell(cell: String) throws {
    let names = try Set(GoldenCase.names())
    #expect(names.isSuperset(of: (1...3).map { "\(cell)-depth\($0)-tokens" }))
    #expect(names.contains("\(cell)-depth2-dense"))
  }

  @Test("Every tensor has its shape's number of values", arguments: try GoldenCase.names())
  func shapes(name: String) throws {
    let golden = try GoldenCase.load(name)
    let (steps, batch) = (golden.options.steps, golden.options.batchSize)
    #expect(golden.name == name)
    var tensors = Array(golden.parameters.values) + Array(golden.initialState.values)
    for chunk in golden.chunks {
      #expect((chunk.tokens == nil) != (chunk.inputs == nil))
      #expect(chunk.targets.count == steps * batch)
      #expect(chunk.logits.shape == [steps, batch, golden.options.vocabularySize])
      #expect(chunk.gradients.mapValues(\.shape) == golden.parameters.mapValues(\.shape))
      #expect(chunk.initialStateGradients.keys == golden.initialState.keys)
      tensors += [chunk.logits, chunk.inputs, chunk.inputGradients].compactMap(\.self)
      tensors += [chunk.hidden, chunk.finalState, chunk.gradients].flatMap(\.values)
    }
    for optimizer in (golden.optimizers ?? [:]).values {
      #expect(optimizer.gradientNorms.count == golden.updates)
      #expect(optimizer.parameters.keys == golden.parameters.keys)
      tensors += optimizer.parameters.values
    }
    for tensor in tensors {
      #expect(tensor.values.count == tensor.shape.reduce(1, *))
    }
  }

  @Test("The loss is the mean cross-entropy of the logits", arguments: try GoldenCase.names())
  func loss(name: String) throws {
    let golden = try GoldenCase.load(name)
    let classes = golden.options.vocabularySize
    for chunk in golden.chunks {
      let losses = chunk.targets.enumerated().compactMap { row, target -> Double? in
        guard target >= 0 else { return nil }
        let logits = chunk.logits.values[row * classes..<(row + 1) * classes]
        return log(logits.reduce(0) { $0 + exp($1) }) - logits[row * classes + target]
      }
      #expect(abs(losses.reduce(0, +) / Double(losses.count) - chunk.loss) < 1e-13)
    }
  }
}
