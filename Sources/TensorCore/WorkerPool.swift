internal import CKernels
internal import Foundation
internal import Synchronization

/// Threads of our own that run one function side by side and wait for each other.
///
/// A waiting thread spins for about 2 000 pauses, then gives its core away, then sleeps: a spin barrier
/// alone collapses when another process takes the core. Denormals are flushed while a function runs, and the
/// caller's mode is restored.
public final class WorkerPool: Sendable {
  /// Threads that run, the caller's included.
  public let count: Int
  private let shared: Shared

  /// The processors there are.
  public static var processorCount: Int { ProcessInfo.processInfo.activeProcessorCount }

  /// A pool of `threads` threads: the caller's and `threads - 1` more.
  public init(threads: Int) {
    precondition(threads >= 1, "a pool of \(threads) threads")
    count = threads
    shared = Shared()
    for index in 1..<threads {
      let thread = Thread { [shared] in shared.work(index) }
      thread.stackSize = 1 << 20
      thread.name = "recur-\(index)"
      thread.start()
    }
  }

  deinit { shared.stop() }

  /// Calls `body` once for each worker 0 ..< ``count``, side by side, and returns when all are done.
  ///
  /// Worker 0 is the calling thread. Not to be called from inside `body` or from two threads at once.
  public func run(_ body: (_ worker: Int) -> Void) {
    let before = flushDenormals(true)
    defer { flushDenormals(before) }
    guard count > 1 else { return body(0) }
    withoutActuallyEscaping(body) { escaping in
      shared.start(escaping, workers: count - 1)
      escaping(0)
      shared.finish()
    }
  }

  /// Splits `total` into ``count`` nearly equal ranges; range `worker` of them.
  public func slice(_ total: Int, _ worker: Int) -> Range<Int> {
    total * worker / count..<total * (worker + 1) / count
  }
}

extension WorkerPool {
  private final class Shared: @unchecked Sendable {
    private let generation = Atomic<UInt64>(0)
    private let pending = Atomic<Int>(0)
    private let sleepers = Atomic<Int>(0)
    private let stopping = Atomic<Bool>(false)
    private let condition = NSCondition()
    // Written by the caller before `generation` is raised, read by workers after they see it raised.
    private var body: ((Int) -> Void)?

    func start(_ body: @escaping (Int) -> Void, workers: Int) {
      self.body = body
      pending.store(workers, ordering: .relaxed)
      wake()
    }

    func finish() {
      Self.wait { self.pending.load(ordering: .acquiring) == 0 }
      body = nil
    }

    func stop() {
      stopping.store(true, ordering: .releasing)
      wake()
    }

    private func wake() {
      generation.wrappingAdd(1, ordering: .sequentiallyConsistent)
      guard sleepers.load(ordering: .sequentiallyConsistent) > 0 else { return }
      condition.lock()
      condition.broadcast()
      condition.unlock()
    }

    func work(_ index: Int) {
      flushDenormals(true)
      var seen: UInt64 = 0
      while true {
        waitForWork(after: seen)
        seen = generation.load(ordering: .acquiring)
        if stopping.load(ordering: .acquiring) { return }
        body?(index)
        pending.wrappingSubtract(1, ordering: .releasing)
      }
    }

    private func waitForWork(after seen: UInt64) {
      for round in 0..<2_400 {
        if generation.load(ordering: .acquiring) != seen { return }
        if round < 2_000 { recur_pause() } else { sched_yield() }
      }
      condition.lock()
      sleepers.wrappingAdd(1, ordering: .sequentiallyConsistent)
      while generation.load(ordering: .sequentiallyConsistent) == seen { condition.wait() }
      sleepers.wrappingSubtract(1, ordering: .sequentiallyConsistent)
      condition.unlock()
    }

    private static func wait(_ isDone: () -> Bool) {
      var round = 0
      while !isDone() {
        if round < 2_000 { recur_pause() } else { sched_yield() }
        round += 1
      }
    }
  }
}
