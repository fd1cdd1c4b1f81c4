import TensorCore
import Testing

@Suite("Shared counters")
struct SharedCountersTests {
  @Test("Counters begin at zero and keep what they are set to, each its own")
  func values() {
    let counters = SharedCounters(count: 3)
    #expect((0..<3).map { counters[$0] } == [0, 0, 0])
    for index in 0..<3 { counters[index] = index * 10 - 5 }
    counters.increment(1)
    #expect((0..<3).map { counters[$0] } == [-5, 6, 15])
  }

  @Test("An exchange happens only where the expected value is found")
  func exchange() {
    let counters = SharedCounters(count: 1)
    #expect(!counters.exchange(0, expected: 1, desired: 7))
    #expect(counters[0] == 0)
    #expect(counters.exchange(0, expected: 0, desired: 7))
    #expect(counters[0] == 7)
  }

  @Test("Of several threads that want one number one gets it, and no increment is lost")
  func threads() {
    let pool = WorkerPool(threads: 4)
    let counters = SharedCounters(count: 6)
    pool.run { worker in
      while true {
        let next = counters[0]
        guard next < 10_000 else { return }
        if counters.exchange(0, expected: next, desired: next + 1) {
          counters[1 + worker] += 1
          counters.increment(5)
        }
      }
    }
    #expect((1..<5).reduce(0) { $0 + counters[$1] } == 10_000)
    #expect(counters[5] == 10_000)
  }

  @Test("What was written before a counter changed is seen after")
  func publishes() {
    let pool = WorkerPool(threads: 2)
    for round in 1...200 {
      let counters = SharedCounters(count: 1)
      let storage = Storage<Double>(count: 100)
      pool.run { piece in
        if piece == 0 {
          storage.row.fill(Double(round))
          counters[0] = 1
        } else {
          var spin = SpinWait()
          while counters[0] == 0 { spin.wait() }
          #expect(storage.row.array.allSatisfy { $0 == Double(round) })
        }
      }
    }
  }

  @Test("A wait counts its rounds")
  func rounds() {
    var spin = SpinWait()
    #expect(spin.rounds == 0)
    for _ in 0..<2_100 { spin.wait() }
    #expect(spin.rounds == 2_100)
  }
}
