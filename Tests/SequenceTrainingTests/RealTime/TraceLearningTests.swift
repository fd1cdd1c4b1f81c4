import SequenceModels
import SequenceTraining
import TensorCore
import Testing

@Suite("One trace for each parameter: SnAp-1, e-prop, random feedback")
struct TraceLearningTests {
  private let pool = WorkerPool(threads: 1)

  private static let cells = NamedCell.all.filter { !($0.cell is any ModulatedCell) }

  /// Recurrent weights from each unit to itself alone, or none at all.
  private enum Recurrence { case whole, diagonal, none }

  private func model(
    _ setting: ExactSetting, _ recurrence: Recurrence
  ) -> SequenceModel<Double> {
    var model = setting.model
    let n = ExactSetting.hiddenSize
    for layer in model.stack.layers {
      for index in layer.recurrentWeight.range {
        let (row, column) = (index - layer.recurrentWeight.offset).quotientAndRemainder(
          dividingBy: n)
        if recurrence == .none || recurrence == .diagonal && row % n != column {
          model.parameters[flat: index] = 0
        }
      }
    }
    return model
  }

  private func gradient(
    _ setting: ExactSetting, _ model: SequenceModel<Double>,
    _ estimator: some SequenceEstimator<Double>
  ) -> [Double] {
    var state = Fixture.state(model, batchSize: setting.batchSize)
    _ = estimator.run(setting.batch, state: &state)
    return estimator.gradient.array
  }

  private func traces(
    _ setting: ExactSetting, _ model: SequenceModel<Double>, _ rule: TraceLearning<Double>.Rule
  ) -> [Double] {
    gradient(
      setting, model,
      TraceLearning(
        model, batchSize: setting.batchSize, sequenceLength: setting.steps, rule: rule,
        masks: true, pool: pool))
  }

  private func exact(_ setting: ExactSetting, _ model: SequenceModel<Double>) -> [Double] {
    gradient(
      setting, model,
      BackpropagationThroughTime(
        model, batchSize: setting.batchSize, sequenceLength: setting.steps, masks: true,
        pool: pool))
  }

  private func expectEqual(
    _ model: SequenceModel<Double>, _ found: [Double], _ expected: [Double]
  ) {
    for block in model.layout.blocks {
      let difference = Fixture.difference(
        Array(found[block.range]), Array(expected[block.range]))
      #expect(difference <= 1e-12, "\(block.name): \(difference)")
    }
  }

  @Test(
    "SnAp-1 is exact when every unit's weights come from itself alone", arguments: cells,
    [ExactSetting.Input.symbols, .vectors])
  func snapExact(cell: NamedCell, input: ExactSetting.Input) {
    let setting = ExactSetting(cell: cell, input: input, steps: 60)
    let model = model(setting, .diagonal)
    expectEqual(model, traces(setting, model, .snap1), exact(setting, model))
  }

  @Test(
    "e-prop is exact without recurrent weights", arguments: cells,
    [ExactSetting.Input.symbols, .vectors])
  func ePropExact(cell: NamedCell, input: ExactSetting.Input) {
    let setting = ExactSetting(cell: cell, input: input, steps: 60)
    let model = model(setting, .none)
    expectEqual(model, traces(setting, model, .eProp), exact(setting, model))
  }

  @Test(
    "Both are biased with whole recurrent weights, and still point along the gradient",
    arguments: cells)
  func bias(cell: NamedCell) {
    let setting = ExactSetting(cell: cell, steps: 60)
    let model = model(setting, .whole)
    let expected = exact(setting, model)
    func cosine(_ values: [Double]) -> Double {
      func dot(_ x: [Double], _ y: [Double]) -> Double {
        zip(x, y).reduce(0) { $0 + $1.0 * $1.1 }
      }
      return dot(values, expected)
        / (dot(values, values) * dot(expected, expected)).squareRoot()
    }
    let (snap, eProp) = (
      cosine(traces(setting, model, .snap1)), cosine(traces(setting, model, .eProp))
    )
    #expect(snap < 1 - 1e-6)
    #expect(eProp < 1 - 1e-6)
    #expect(snap > 0.3)
    #expect(eProp > 0.3)
  }

  @Test(
    "Random feedback is e-prop with weights of its own in the readout's place", arguments: cells)
  func randomFeedback(cell: NamedCell) {
    let setting = ExactSetting(cell: cell, steps: 40)
    var model = model(setting, .whole)
    func estimator() -> TraceLearning<Double> {
      TraceLearning(
        model, batchSize: setting.batchSize, sequenceLength: setting.steps,
        rule: .rflo(seed: 5), masks: true, pool: pool)
    }
    let other = gradient(setting, model, estimator())
    let eProp = traces(setting, model, .eProp)
    #expect(Fixture.difference(other, eProp) > 1e-2)
    let weights = estimator().feedbackWeights(layer: 0)?.values ?? []
    for (index, value) in weights.enumerated() {
      model.parameters[flat: model.readoutWeight.offset + index] = value
    }
    #expect(
      Fixture.difference(
        gradient(setting, model, estimator()), traces(setting, model, .eProp)) <= 1e-13)
  }

  @Test("In a stack a lower layer is credited through the step, not through states above")
  func stack() {
    let setting = ExactSetting(cell: NamedCell.builtIn[3], layers: 2, input: .embedding, steps: 1)
    let model = model(setting, .whole)
    #expect(
      Fixture.difference(traces(setting, model, .snap1), exact(setting, model)) <= 1e-12)
  }

  private func snap(
    _ setting: ExactSetting, _ model: SequenceModel<Double>, order: Int
  ) -> [Double] {
    gradient(
      setting, model,
      RealTimeRecurrentLearning(
        model, batchSize: setting.batchSize, sequenceLength: setting.steps, masks: true,
        pattern: InfluencePattern(model, order: order), pool: pool))
  }

  @Test(
    "SnAp-1 as a pattern of the whole influence = one trace for each parameter", arguments: cells)
  func patternOfOne(cell: NamedCell) {
    let setting = ExactSetting(cell: cell, steps: 60)
    let model = model(setting, .whole)
    expectEqual(model, snap(setting, model, order: 1), traces(setting, model, .snap1))
  }

  @Test("SnAp-2 of dense weights is exact", arguments: NamedCell.all)
  func dense(cell: NamedCell) {
    let setting = ExactSetting(cell: cell, layers: 2, steps: 60)
    let model = model(setting, .whole)
    #expect(InfluencePattern(model, order: 2).isWhole)
    expectEqual(model, snap(setting, model, order: 2), exact(setting, model))
  }

  @Test("Of a ring of units SnAp-k is exact once k steps go round it", arguments: NamedCell.all)
  func ring(cell: NamedCell) {
    let setting = ExactSetting(cell: cell, steps: 60)
    var model = setting.model
    let (n, weight) = (ExactSetting.hiddenSize, model.stack.layers[0].recurrentWeight)
    for index in weight.range {
      let (row, column) = (index - weight.offset).quotientAndRemainder(dividingBy: n)
      if (row + 1) % n != column { model.parameters[flat: index] = 0 }
    }
    let expected = exact(setting, model)
    #expect(!InfluencePattern(model, order: 1).isWhole)
    #expect(Fixture.difference(snap(setting, model, order: 1), expected) > 1e-6)
    #expect(InfluencePattern(model, order: n).isWhole)
    expectEqual(model, snap(setting, model, order: n), expected)
  }
}
