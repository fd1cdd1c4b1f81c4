import GoldenTesting
import SequenceModels
import TensorCore
import Testing

@Suite("Models against PyTorch in float64")
struct GoldenModelTests {
  static let tolerance = 1e-12

  @Test(
    "Outputs, loss and every gradient equal PyTorch's, tensor by tensor",
    arguments: try GoldenCase.names())
  func equal(name: String) throws {
    let golden = try GoldenCase.load(name)
    let run = try GoldenRun(golden)
    let options = golden.options
    #expect(Set(run.model.layout.blocks.map(\.name)) == Set(golden.parameters.keys))
    for chunk in golden.chunks {
      let loss = run.run(chunk)
      #expect((loss - chunk.loss).magnitude <= Self.tolerance * chunk.loss)
      var logits: [Double] = []
      for step in 0..<options.steps { logits += run.workspace.logits(step: step).array }
      expectClose(logits, chunk.logits.values, "logits")
      for layer in 0..<options.depth {
        expectClose(
          run.workspace.outputs(layer: layer, 0..<options.steps).array,
          try #require(chunk.hidden["layers.\(layer).h"]).values, "h of layer \(layer)")
        for (component, state) in ["h", "c"].prefix(run.model.stack.stateCount).enumerated() {
          expectClose(
            run.workspace.state(layer: layer, before: options.steps)[component].array,
            try #require(chunk.finalState["layers.\(layer).\(state)"]).values,
            "final \(state) of layer \(layer)")
          expectClose(
            run.workspace.stateAdjoint(layer: layer, component: component).array,
            try #require(chunk.initialStateGradients["layers.\(layer).\(state)"]).values,
            "gradient of the initial \(state) of layer \(layer)")
        }
      }
      for block in run.model.layout.blocks {
        expectClose(
          block.matrix(in: run.workspace.gradient).array,
          try #require(chunk.gradients[block.name]).values, "gradient of \(block.name)")
      }
      if let inputGradients = chunk.inputGradients {
        expectClose(
          try #require(run.workspace.inputAdjoint).array, inputGradients.values, "input gradient")
      }
      for layer in 0..<options.depth {
        run.workspace.state(layer: layer, before: 0)
          .copy(from: run.workspace.state(layer: layer, before: options.steps))
      }
    }
  }

  private func expectClose(_ values: [Double], _ expected: [Double], _ what: String) {
    let difference = GoldenRun.difference(values, expected)
    #expect(difference <= Self.tolerance, "\(what): \(difference)")
  }
}
