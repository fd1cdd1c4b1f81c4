/// Counts the bytes of every tensor and workspace: live now, the most that were ever live, and
/// planned.
///
/// A plan is the construction itself, counted and not allocated:
///
///     let bytes = MemoryMeter.planned { Workspace(steps: 1000, rows: 64) }.live
///
/// Storages made while planning count their bytes for the plan and have no memory. Their blocks
/// have shapes as any others, but what fills, copies or packs into one does nothing, and what is
/// read from one traps.
package enum MemoryMeter {
  private static let allocated = MemoryLedger()

  /// The ledger of the plan that the present task makes; nil while it allocates.
  @TaskLocal private static var plan: MemoryLedger?

  /// Bytes held by tensors and workspaces now.
  package static var liveBytes: Int { allocated.live }

  /// The largest value of ``liveBytes`` since the start or the last ``resetPeak()``.
  package static var peakBytes: Int { allocated.peak }

  /// Starts a new measurement of the peak at the bytes live now.
  package static func resetPeak() { allocated.resetPeak() }

  /// Whether storages made now by the present task are planned only.
  package static var isPlanning: Bool { plan != nil }

  /// The bytes that the result of `body` would hold, and the most that would be live while `body`
  /// made it.
  ///
  /// Other tasks and threads go on allocating meanwhile. A plan within a plan is a plan of its own:
  /// what it counts, the outer one does not. Sums beyond `Int.max` stay there.
  /// - Complexity: that of the constructors that `body` calls, without the filling of memory.
  package static func planned<Result, Failure: Error>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> PlannedMemory {
    try planning(body).memory
  }

  /// The result of `body`, made while planning, and what ``planned(_:)`` finds of it.
  package static func planning<Result, Failure: Error>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> (result: Result, memory: PlannedMemory) {
    let ledger = MemoryLedger()
    let result: Swift.Result<Result, Failure> = $plan.withValue(ledger) {
      do throws(Failure) { return .success(try body()) } catch { return .failure(error) }
    }
    return (try result.get(), PlannedMemory(live: ledger.live, peak: ledger.peak))
  }

  /// Counts `bytes` bytes for the present plan, which is returned, or as allocated.
  static func add(_ bytes: Int) -> MemoryLedger? {
    let plan = plan
    (plan ?? allocated).add(bytes)
    return plan
  }

  /// Takes back what ``add(_:)`` counted for `plan`.
  static func remove(_ bytes: Int, from plan: MemoryLedger?) {
    (plan ?? allocated).remove(bytes)
  }
}

/// The memory that ``MemoryMeter/planned(_:)`` found something to take.
package struct PlannedMemory: Sendable, Equatable {
  /// Bytes held at the end.
  package var live: Int
  /// The most bytes held at any time.
  package var peak: Int

  /// Both in bytes.
  package init(live: Int, peak: Int) {
    self.live = live
    self.peak = peak
  }

  /// The memory of `count` equal parts: planned as it is up to `exactly` parts, and in proportion
  /// to them and half of them beyond, as a plan that makes objects for each part takes memory
  /// itself.
  package static func proportional<Failure: Error>(
    to count: Int, exactly: Int, _ plan: (_ count: Int) throws(Failure) -> PlannedMemory
  ) throws(Failure) -> PlannedMemory {
    guard count > exactly, exactly > 1 else { return try plan(count) }
    let (half, whole) = (try plan(exactly / 2), try plan(exactly))
    func bytes(_ path: KeyPath<PlannedMemory, Int>) -> Int {
      let step = Double(whole[keyPath: path] - half[keyPath: path]) / Double(exactly - exactly / 2)
      let beyond = (Double(count - exactly) * step).rounded(.up)
      return whole[keyPath: path].addingClamped(Int(exactly: beyond) ?? .max)
    }
    return PlannedMemory(live: bytes(\.live), peak: bytes(\.peak))
  }
}
