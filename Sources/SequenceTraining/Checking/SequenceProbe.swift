internal import SequenceModels
internal import TensorCore

/// Runs some random sequences through a layer of a cell, in any company, and keeps all that belongs
/// to each.
struct SequenceProbe {
  /// What a run found of one sequence.
  struct Trace {
    /// [T]
    var losses: [Double] = []
    /// [T, K n]: the state after each step.
    var states: [Double] = []
    /// [T, m] and [K n]: the adjoints of the inputs and of the initial state, of the summed loss.
    var adjoints: [Double] = []
  }

  /// A sequence to run: its number, and the steps of the run that it takes (in order).
  typealias Entry = (sequence: Int, taken: [Int])

  static let inputSize = 3
  static let outputSize = 5
  private(set) var model: SequenceModel<Double>
  let steps: Int
  /// By sequence: [T, m], [T], [K n].
  var inputs: [[Double]]
  let targets: [[Int32]]
  var initialStates: [[Double]]

  init(
    _ cell: any RecurrentCell, hiddenSize: Int, steps: Int, sequences: Int,
    using generator: inout RandomGenerator
  ) {
    var model = SequenceModel<Double>(
      zeros: SequenceModelConfiguration(
        input: .vectors(Self.inputSize), outputSize: Self.outputSize, cell: cell, layers: 1,
        hiddenSize: hiddenSize))
    // Large enough that the gates leave the straight part of their curves, small enough that none
    // saturates.
    let scale = 1 / Double(hiddenSize).squareRoot()
    let values = generator.normals(model.layout.count).map { $0 * scale }
    model.parameters = Tensor(shape: [values.count], values: values)
    self.model = model
    self.steps = steps
    var (inputs, targets, states): ([[Double]], [[Int32]], [[Double]]) = ([], [], [])
    for _ in 0..<sequences {
      inputs.append(generator.normals(steps * Self.inputSize))
      targets.append((0..<steps).map { _ in Int32(generator.index(below: Self.outputSize)) })
      states.append(generator.normals(model.stack.stateCount * hiddenSize))
    }
    (self.inputs, self.targets, initialStates) = (inputs, targets, states)
  }

  private var stateCount: Int { model.stack.stateCount }
  private var n: Int { model.configuration.hiddenSize }

  private func state(_ workspace: SequenceWorkspace<Double>, _ row: Int, before step: Int)
    -> [Double]
  {
    let state = workspace.state(layer: 0, before: step)
    return (0..<stateCount).flatMap { state[$0].rows(row..<row + 1).array }
  }

  private func setState(
    _ workspace: SequenceWorkspace<Double>, _ row: Int, _ values: [Double]
  ) {
    let state = workspace.state(layer: 0, before: 0)
    for component in 0..<stateCount {
      state[component].rows(row..<row + 1).array = Array(
        values[component * n..<(component + 1) * n])
    }
  }

  /// Every sequence of `numbers`, side by side, all steps.
  func run(_ numbers: [Int]) -> [Trace] {
    run(numbers.map { ($0, Array(0..<steps)) }, steps: steps).traces
  }

  /// `count` steps of `entries`, side by side; the gradient of the parameters beside the traces.
  func run(_ entries: [Entry], steps count: Int) -> (traces: [Trace], gradient: [Double]) {
    let rows = entries.count
    let workspace = SequenceWorkspace(
      PackedSequenceModel(model, trains: true), steps: count, rows: rows, trains: true,
      masks: entries.contains { $0.taken.count < count }, keepsInputAdjoint: true)
    let m = Self.inputSize
    // What padding holds must not matter.
    workspace.vectors.fill(7)
    for (row, entry) in entries.enumerated() {
      setState(workspace, row, initialStates[entry.sequence])
      for step in 0..<count {
        workspace.targets[step * rows + row] = -1
        workspace.mask?[step * rows + row] = false
      }
      for (own, step) in entry.taken.enumerated() {
        workspace.targets[step * rows + row] = targets[entry.sequence][own]
        workspace.mask?[step * rows + row] = true
        workspace.vectors.rows(step * rows + row..<step * rows + row + 1).array = Array(
          inputs[entry.sequence][own * m..<(own + 1) * m])
      }
    }
    workspace.clearGradient()
    workspace.forward(0..<count)
    var losses: [Double] = []
    _ = workspace.loss(0..<count, gradientScale: 1) { losses += $1.array }
    workspace.backward(0..<count)
    workspace.finishGradient()
    let traces = entries.enumerated().map { row, entry in
      var trace = Trace()
      for step in entry.taken {
        trace.losses.append(losses[step * rows + row])
        trace.states += state(workspace, row, before: step + 1)
        trace.adjoints +=
          workspace.inputAdjoint?.rows(step * rows + row..<step * rows + row + 1).array ?? []
      }
      for component in 0..<stateCount {
        trace.adjoints +=
          workspace.stateAdjoint(layer: 0, component: component)
          .rows(row..<row + 1).array
      }
      return trace
    }
    return (traces, workspace.gradient.array)
  }

  /// One sequence in a workspace of a single step, the state handed from one to the next; without
  /// adjoints.
  func runSingleSteps(_ sequence: Int) -> Trace {
    let workspace = SequenceWorkspace(
      PackedSequenceModel(model, trains: false), steps: 1, rows: 1, trains: false)
    let m = Self.inputSize
    var trace = Trace()
    setState(workspace, 0, initialStates[sequence])
    for step in 0..<steps {
      workspace.vectors.array = Array(inputs[sequence][step * m..<(step + 1) * m])
      workspace.targets[0] = targets[sequence][step]
      workspace.forward(0..<1)
      trace.losses.append(workspace.loss(0..<1))
      trace.states += state(workspace, 0, before: 1)
      setState(workspace, 0, state(workspace, 0, before: 1))
    }
    return trace
  }

  /// The same probe moved by `distance` along a direction in parameters, inputs and initial states.
  func moved(
    _ distance: Double, parameters: [Double], inputs: [[Double]], states: [[Double]]
  ) -> SequenceProbe {
    func add(_ values: [Double], _ direction: [Double]) -> [Double] {
      zip(values, direction).map { $0 + distance * $1 }
    }
    var result = self
    result.inputs = zip(self.inputs, inputs).map(add)
    result.initialStates = zip(initialStates, states).map(add)
    result.model.parameters = Tensor(
      shape: model.parameters.shape, values: add(model.parameters.values, parameters))
    return result
  }
}
