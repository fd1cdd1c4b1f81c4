import Foundation
import Synchronization
import TensorCore
import Testing

@Suite("Worker pool")
struct WorkerPoolTests {
  /// A counter for each of up to 8 workers.
  private final class Counters: @unchecked Sendable {
    // A lock that ThreadSanitizer knows, as it does not know Synchronization's mutex.
    private let lock = NSLock()
    private var counts = [Int](repeating: 0, count: 8)
    func add(_ worker: Int) { lock.withLock { counts[worker] += 1 } }
    var values: [Int] { lock.withLock { counts } }
  }

  @Test("Every piece runs once in every round", arguments: [1, 2, 3, 8])
  func rounds(threads: Int) {
    let pool = WorkerPool(threads: threads)
    let counters = Counters()
    for _ in 0..<300 { pool.run { counters.add($0) } }
    let expected = (0..<8).map { $0 < threads ? 300 : 0 }
    #expect(counters.values == expected)
  }

  @Test("There may be more pieces than threads, or fewer", arguments: [1, 2, 7, 8])
  func pieces(count: Int) {
    let pool = WorkerPool(threads: 3)
    let counters = Counters()
    for _ in 0..<300 { pool.run(pieces: count) { counters.add($0) } }
    #expect(counters.values == (0..<8).map { $0 < count ? 300 : 0 })
  }

  @Test("A piece may wait for one of a lower number")
  func dependent() {
    let pool = WorkerPool(threads: 2)
    for _ in 0..<100 {
      let done = Atomic<Int>(0)
      pool.run(pieces: 6) { piece in
        while done.load(ordering: .acquiring) < piece { sched_yield() }
        done.store(piece + 1, ordering: .releasing)
      }
      #expect(done.load(ordering: .relaxed) == 6)
    }
  }

  @Test("Little work stays on the calling thread, in the same pieces")
  func little() {
    let pool = WorkerPool(threads: 3)
    let caller = Thread.current
    let counters = Counters()
    pool.run(over: 100) { piece in
      #expect(Thread.current === caller)
      counters.add(piece)
    }
    #expect(counters.values == [1, 1, 1, 0, 0, 0, 0, 0])
  }

  @Test("A pool has no more threads than a call may have pieces")
  func most() {
    #expect(WorkerPool(threads: 100).count == WorkerPool.mostPieces)
  }

  @Test("What the workers wrote is there when the call returns, with more threads than cores")
  func visible() {
    let pool = WorkerPool(threads: 8)
    let storage = Storage<Double>(count: 8)
    for round in 1...200 {
      pool.run { worker in storage.row[worker] = Double(round * worker) }
      #expect(storage.row.array == (0..<8).map { Double(round * $0) })
    }
  }

  @Test("Threads that have gone to sleep wake up")
  func sleepers() async throws {
    let pool = WorkerPool(threads: 3)
    let counters = Counters()
    for _ in 0..<3 {
      pool.run { counters.add($0) }
      try await Task.sleep(for: .milliseconds(30))
    }
    #expect(counters.values == [3, 3, 3, 0, 0, 0, 0, 0])
  }

  @Test("A pool may be used by a worker of another")
  func nested() {
    let outer = WorkerPool(threads: 2)
    let inner = [WorkerPool(threads: 2), WorkerPool(threads: 3)]
    let counters = [Counters(), Counters()]
    for _ in 0..<50 {
      outer.run { worker in inner[worker].run { counters[worker].add($0) } }
    }
    #expect(counters[0].values == [50, 50, 0, 0, 0, 0, 0, 0])
    #expect(counters[1].values == [50, 50, 50, 0, 0, 0, 0, 0])
  }

  @Test(
    "Slices cover a range once, in order, their sizes at most one apart",
    arguments: [0, 1, 2, 7, 8, 9, 1_001])
  func slices(total: Int) {
    for threads in 1...8 {
      let pool = WorkerPool(threads: threads)
      let slices = (0..<threads).map { pool.slice(total, $0) }
      #expect(slices.flatMap(Array.init) == Array(0..<total))
      let sizes = slices.map(\.count)
      #expect((sizes.max() ?? 0) - (sizes.min() ?? 0) <= 1)
    }
  }

  @inline(never)
  private func halved(_ x: Double) -> Double { x * 0.5 }

  @Test("Denormals are flushed on every worker, and the caller's mode comes back")
  func denormals() {
    let pool = WorkerPool(threads: 3)
    let storage = Storage<Double>(count: 3)
    #expect(halved(.leastNormalMagnitude) != 0)
    storage.row.fill(1)
    pool.run { worker in storage.row[worker] = halved(.leastNormalMagnitude) }
    #expect(storage.row.array == [0, 0, 0])
    #expect(halved(.leastNormalMagnitude) != 0)
  }
}
