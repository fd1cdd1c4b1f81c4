public import TensorCore

extension PipelinedBackpropagation {
  /// What each thread does until the segment is done: tasks, one after the other.
  ///
  /// - Parameters:
  ///   - member: of ``members``: layers l with l mod members = member are the thread's own; nil: none are.
  ///   - scratch: ``SequenceModel/gradientScratchCount`` elements of the thread's own.
  @specialized(where S == Float)
  public func work(as member: Int?, scratch: Block<S>) {
    if let member { counters[begunIndex(member)] = 1 }
    let gradient = LayerGradient(
      parameters: workspace.gradient, inputTable: workspace.tableGradient, scratch: scratch)
    let finished = finishedCount
    var spin = SpinWait()
    while counters[finishedIndex] < finished {
      if doOwnTask(member, gradient) || doSharedTask(gradient)
        || doOthersTask(member, spin.rounds, gradient)
      {
        spin = SpinWait()
      } else {
        spin.wait()
      }
    }
  }

  private func home(_ layer: Int) -> Int { layer % members }

  private func doOwnTask(_ member: Int?, _ gradient: LayerGradient<S>) -> Bool {
    guard let member else { return false }
    for layer in stride(from: layerCount - 1, through: 0, by: -1)
    where home(layer) == member && sweep(layer, gradient) { return true }
    for layer in 0..<layerCount where home(layer) == member && recur(layer) { return true }
    return false
  }

  /// Tasks for whoever has none of its own, what others may wait for first.
  private func doSharedTask(_ gradient: LayerGradient<S>) -> Bool {
    for layer in stride(from: layerCount - 1, through: 0, by: -1) where propagate(layer) {
      return true
    }
    for layer in 0..<layerCount where affine(layer) { return true }
    if loss() || addReadoutGradient(gradient) { return true }
    for layer in stride(from: layerCount - 1, through: 0, by: -1)
    where addWeightGradient(layer, gradient) { return true }
    return false
  }

  /// Tasks of layers that are another thread's, if that has not begun or is long in coming.
  private func doOthersTask(
    _ member: Int?, _ rounds: Int, _ gradient: LayerGradient<S>
  ) -> Bool {
    func isFree(_ layer: Int) -> Bool {
      home(layer) != member && (rounds >= 64 || counters[begunIndex(home(layer))] == 0)
    }
    for layer in stride(from: layerCount - 1, through: 0, by: -1)
    where isFree(layer) && sweep(layer, gradient) { return true }
    for layer in 0..<layerCount where isFree(layer) && recur(layer) { return true }
    return false
  }
}
