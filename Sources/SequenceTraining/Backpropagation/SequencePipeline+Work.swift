internal import SequenceModels
internal import TensorCore

extension SequencePipeline {
  /// What each thread does until the segment is done: tasks, one after the other.
  ///
  /// - Parameters:
  ///   - member: of ``members``: layers l with l mod members = member are the thread's own; nil:
  ///     none are.
  ///   - scratch: ``SequenceWorkspace/gradientScratchCount`` elements of the thread's own.
  func work(as member: Int?, scratch: Block<S>) {
    if let member { counters[begunIndex(member)] = 1 }
    let gradient = workspace.parameterGradient(scratch: scratch)
    let finished = finishedCount
    var spin = SpinWait()
    while counters[finishedIndex] < finished {
      if doTask(gradient, { member == $0 }) || doSharedTask(gradient)
        || doTask(gradient, { member != $0 && (spin.rounds >= 64 || !hasBegun($0)) })
      {
        spin = SpinWait()
      } else {
        spin.wait()
      }
    }
  }

  private func hasBegun(_ member: Int) -> Bool { counters[begunIndex(member)] != 0 }

  /// Whose the steps of a layer are: neighbouring layers are different threads'.
  private func home(_ layer: Int) -> Int { layer % members }

  /// A task of the layers of the threads for which `isMine` holds: what others may wait for first.
  private func doTask(_ gradient: ParameterGradient<S>, _ isMine: (Int) -> Bool) -> Bool {
    for layer in stride(from: layerCount - 1, through: 0, by: -1) {
      if isMine(home(layer)), sweep(layer, gradient) { return true }
      // The thread that waits for it.
      if isMine(home(max(layer - 1, 0))), propagate(layer) { return true }
    }
    for layer in 0..<layerCount where isMine(home(layer)) && recur(layer) { return true }
    // For the thread that waits for it, or the one that is ahead.
    for layer in 0..<layerCount
    where (isMine(home(layer)) || isMine(home(max(layer - 1, 0)))) && affine(layer) { return true }
    for layer in stride(from: layerCount - 1, through: 0, by: -1)
    where isMine(gradientHomes[layer]) && addWeightGradient(layer, gradient) { return true }
    return false
  }

  /// Tasks that are nobody's.
  private func doSharedTask(_ gradient: ParameterGradient<S>) -> Bool {
    loss() || addReadoutGradient(gradient)
  }
}
