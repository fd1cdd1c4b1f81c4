internal import CKernels
internal import Foundation
internal import Synchronization

/// Threads of our own that share out the pieces of some work and wait for each other.
///
/// Thread i, the caller being 0, takes piece i, whose data its caches may hold, and then any that
/// nobody has begun: a thread whose core is busy with something else takes fewer, and nobody waits
/// for one that has not begun. Which thread runs a piece makes no difference to its result.
///
/// A waiting thread spins for about 2 000 pauses, then gives its core away, then sleeps: a spin
/// barrier alone collapses when another process takes the core. Denormals are flushed while a
/// function runs, and the caller's mode is restored.
public final class WorkerPool: Sendable {
  /// Threads that run, the caller's included, and pieces of a call: at most ``mostPieces``.
  public let count: Int
  private let shared: Shared
  private let isPlanned = MemoryMeter.isPlanning

  /// The most pieces of one call.
  package static let mostPieces = 48

  /// The processors there are, as far as a pool can use them.
  public static var processorCount: Int {
    min(ProcessInfo.processInfo.activeProcessorCount, mostPieces)
  }

  /// A pool of `threads` threads, or ``mostPieces`` if that is less: the caller's and the others.
  ///
  /// One made within ``MemoryMeter/planned(_:)`` starts no threads: the caller takes all pieces, in
  /// their order.
  public init(threads: Int) {
    precondition(threads >= 1, "a pool of \(threads) threads")
    count = min(threads, Self.mostPieces)
    shared = Shared()
    guard !isPlanned else { return }
    for index in 1..<count {
      let thread = Thread { [shared] in shared.work(index) }
      // A kernel that is compiled without optimisation can take more than 1 MiB.
      thread.stackSize = 8 << 20
      thread.name = "recur-\(index)"
      thread.start()
    }
  }

  deinit { shared.stop() }

  /// Calls `body` once for each of ``count`` pieces of work, side by side, and returns when all are
  /// done.
  ///
  /// Not to be called from inside `body` or from two threads at once.
  package func run(_ body: (_ piece: Int) -> Void) { run(pieces: count, body) }

  /// Calls `body` once for each piece 0 ..< `pieces`, at most ``mostPieces``.
  ///
  /// A piece may wait for another only if that has a lower number.
  package func run(pieces: Int, _ body: (_ piece: Int) -> Void) {
    precondition(pieces <= Self.mostPieces, "\(pieces) pieces of work")
    let before = flushDenormals(true)
    defer { flushDenormals(before) }
    guard count > 1, pieces > 1, !isPlanned else {
      for piece in 0..<pieces { body(piece) }
      return
    }
    withoutActuallyEscaping(body) { shared.run($0, pieces: pieces) }
  }

  /// Calls `body` once for each of ``count`` pieces of work on `elements` numbers in all: on the
  /// calling thread alone where moving them to another core takes longer than the work.
  package func run(over elements: Int, _ body: (_ piece: Int) -> Void) {
    guard elements < Self.leastShared else { return run(body) }
    let before = flushDenormals(true)
    defer { flushDenormals(before) }
    for piece in 0..<count { body(piece) }
  }

  /// Calls `body` once for each of the tasks 0 ..< `homes.count` on `elements` numbers in all, as
  /// ``run(over:_:)``: each thread does those first whose home it is, in their order, then the last
  /// of those that nobody has begun.
  package func run(over elements: Int, homes: [Int], _ body: (_ task: Int) -> Void) {
    let begun = SharedCounters(count: homes.count)
    run(over: elements) { piece in
      func begin(_ task: Int) {
        if begun[task] == 0, begun.exchange(task, expected: 0, desired: 1) { body(task) }
      }
      for task in homes.indices where homes[task] == piece { begin(task) }
      for task in homes.indices.reversed() { begin(task) }
    }
  }

  /// Elements of work that is worth sharing.
  static let leastShared = 1 << 16

  /// Splits `total` into ``count`` nearly equal ranges; range `piece` of them.
  package func slice(_ total: Int, _ piece: Int) -> Range<Int> {
    total * piece / count..<total * (piece + 1) / count
  }
}

extension WorkerPool {
  private final class Shared: @unchecked Sendable {
    /// The round (16 bits) and the pieces of it that nobody has begun (a bit each), in one word: a
    /// thread that comes late cannot take a piece of another round.
    private let ticket = Atomic<UInt64>(0)
    private let pending = Atomic<Int>(0)
    private let sleepers = Atomic<Int>(0)
    private let stopping = Atomic<Bool>(false)
    private let condition = NSCondition()
    /// The processor that the caller was last seen on.
    private let processor = Atomic<Int32>(recur_current_processor())
    // Written by the caller before the ticket of its round appears, read by those who have taken a
    // piece of it.
    private var body: ((Int) -> Void)?

    func run(_ body: @escaping (Int) -> Void, pieces count: Int) {
      let round = (ticket.load(ordering: .relaxed) >> 48) &+ 1
      self.body = body
      processor.store(recur_current_processor(), ordering: .relaxed)
      pending.store(count, ordering: .relaxed)
      ticket.store(round << 48 | (1 << UInt64(count) - 1), ordering: .sequentiallyConsistent)
      wake()
      takePieces(preferred: 0)
      var spin = SpinWait()
      while pending.load(ordering: .acquiring) > 0 { spin.wait() }
      self.body = nil
    }

    /// Runs pieces of the present round until none is left.
    private func takePieces(preferred: Int) {
      while let piece = nextPiece(preferred) {
        body?(piece)
        pending.wrappingSubtract(1, ordering: .releasing)
      }
    }

    private func nextPiece(_ preferred: Int) -> Int? {
      var seen = ticket.load(ordering: .acquiring)
      while Self.hasPiece(seen) {
        let piece = seen >> UInt64(preferred) & 1 == 1 ? preferred : seen.trailingZeroBitCount
        let (taken, found) = ticket.compareExchange(
          expected: seen, desired: seen & ~(1 << UInt64(piece)), ordering: .acquiringAndReleasing)
        if taken { return piece }
        seen = found
      }
      return nil
    }

    private static func hasPiece(_ ticket: UInt64) -> Bool { ticket << 16 != 0 }

    func stop() {
      stopping.store(true, ordering: .sequentiallyConsistent)
      wake()
    }

    private func wake() {
      guard sleepers.load(ordering: .sequentiallyConsistent) > 0 else { return }
      condition.lock()
      condition.broadcast()
      condition.unlock()
    }

    func work(_ index: Int) {
      flushDenormals(true)
      recur_move_thread(processor.load(ordering: .relaxed), Int32(index))
      while true {
        waitForWork()
        if stopping.load(ordering: .acquiring) { return }
        leaveCaller(index)
        takePieces(preferred: index)
      }
    }

    private var hasWork: Bool {
      Self.hasPiece(ticket.load(ordering: .sequentiallyConsistent))
        || stopping.load(ordering: .sequentiallyConsistent)
    }

    /// Moves the thread if it is on the caller's processor, where the system may have woken it and
    /// may leave it.
    private func leaveCaller(_ index: Int) {
      let processor = processor.load(ordering: .relaxed)
      if recur_current_processor() == processor { recur_move_thread(processor, Int32(index)) }
    }

    private func waitForWork() {
      var spin = SpinWait()
      while spin.rounds < SpinWait.pauses + 400 {
        if hasWork { return }
        spin.wait()
      }
      condition.lock()
      sleepers.wrappingAdd(1, ordering: .sequentiallyConsistent)
      while !hasWork { condition.wait() }
      sleepers.wrappingSubtract(1, ordering: .sequentiallyConsistent)
      condition.unlock()
    }
  }
}
