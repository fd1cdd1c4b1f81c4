import TensorCore
import Testing

// Bytes are measured in a process of their own, where no other test holds memory.
@Suite("Memory meter")
struct MemoryMeterTests {
  @Test("Live bytes rise and fall with a storage, the peak remembers")
  func liveAndPeak() async {
    await #expect(processExitsWith: .success) {
      let bytes = 4032
      MemoryMeter.resetPeak()
      let before = MemoryMeter.liveBytes
      var storage: Storage<Float>? = Storage(count: 1000)
      #expect(storage?.count == 1000)
      #expect(MemoryMeter.liveBytes == before + bytes)
      storage = nil
      #expect(MemoryMeter.liveBytes == before)
      #expect(MemoryMeter.peakBytes == before + bytes)
      MemoryMeter.resetPeak()
      #expect(MemoryMeter.peakBytes == before)
    }
  }

  @Test("Indices and masks count too")
  func otherStorages() async {
    await #expect(processExitsWith: .success) {
      let before = MemoryMeter.liveBytes
      let indices = IndexStorage(count: 1000)
      let counted = MemoryMeter.liveBytes - before
      let mask = MaskStorage(count: 2000)
      #expect(counted >= 1000 * 4 && MemoryMeter.liveBytes - before - counted >= 2000)
      #expect(indices.count == 1000 && mask.count == 2000)
    }
  }

  private struct Refusal: Error {}

  @Test("A plan counts what would be held and the peak, and allocates nothing")
  func planned() async {
    await #expect(processExitsWith: .success) {
      let before = MemoryMeter.liveBytes
      MemoryMeter.resetPeak()
      let plan = MemoryMeter.planned {
        _ = Storage<Double>(count: 1 << 44)
        let values = Tensor<Float>(shape: [2, 3], values: [1, 2, 3, 4, 5, 6])
        let packed = PackedMatrix<Float>(depth: 2, columns: 3)
        values.withBlock { packed.pack($0.reshaped(rows: 2, columns: 3)) }
        return (values, packed, IndexStorage(count: 5), MaskStorage(count: 7))
      }
      #expect(MemoryMeter.liveBytes == before && MemoryMeter.peakBytes == before)
      #expect(plan.peak == 8 << 44)
      let values = Tensor<Float>(shape: [2, 3], values: [1, 2, 3, 4, 5, 6])
      let packed = PackedMatrix<Float>(depth: 2, columns: 3)
      let (indices, mask) = (IndexStorage(count: 5), MaskStorage(count: 7))
      withExtendedLifetime((values, packed, indices, mask)) {
        #expect(MemoryMeter.liveBytes - before == plan.live)
      }
    }
  }

  @Test("A plan that throws leaves nothing planned")
  func throwing() {
    #expect(throws: Refusal.self) {
      _ = try MemoryMeter.planned { () throws(Refusal) -> Int in throw Refusal() }
    }
    #expect(!MemoryMeter.isPlanning)
  }

  @Test("A plan within a plan counts for itself")
  func nested() {
    var inner = PlannedMemory(live: 0, peak: 0)
    let outer = MemoryMeter.planned {
      let storage = Storage<Float>(count: 16)
      inner = MemoryMeter.planned { Storage<Float>(count: 32) }
      return storage
    }
    #expect(outer == PlannedMemory(live: 64, peak: 64))
    #expect(inner == PlannedMemory(live: 128, peak: 128))
  }

  @Test("Sizes beyond all numbers stay the greatest one")
  func saturated() {
    let plan = MemoryMeter.planned {
      (Storage<Float>(count: .max), IndexStorage(count: .max / 2), Storage<Double>(count: 1 << 60))
    }
    #expect(plan == PlannedMemory(live: .max, peak: .max))
  }

  @Test("Other threads allocate while one plans")
  func threads() async {
    let pool = WorkerPool(threads: 2)
    let plan = MemoryMeter.planned {
      pool.run(pieces: 2) { piece in
        // The caller plans; a thread of the pool never does.
        if !MemoryMeter.isPlanning {
          let storage = Storage<Float>(count: 8)
          storage.row.fill(2)
          #expect(storage.row.array == Array(repeating: 2, count: 8) && piece >= 0)
        }
      }
      return Storage<Float>(count: 16)
    }
    #expect(plan.live == 64)
  }

  @Test(
    "What is filled, drawn or copied into planned memory is not; shapes are checked all the same")
  func filling() async {
    let plan = MemoryMeter.planned {
      let block = Storage<Float>(count: 6).block(rows: 2, columns: 3)
      #expect(block.isPlanned && block.rows(1..<2).isPlanned)
      var generator = RandomGenerator(seed: 1)
      Initializer.orthogonal.fill(block, using: &generator)
      block.fill(1)
      block.array = [1, 2, 3, 4, 5, 6]
      block.write(row: 1, from: [1, 2, 3])
      #expect(generator == RandomGenerator(seed: 1))
    }
    #expect(plan == PlannedMemory(live: 0, peak: 64))
    await #expect(processExitsWith: .failure) {
      _ = MemoryMeter.planned { Storage<Float>(count: 6).row.copy(from: Storage(count: 5).row) }
    }
  }

  @Test("What is read from planned memory traps")
  func reading() async {
    await #expect(processExitsWith: .failure) {
      _ = MemoryMeter.planned { Tensor<Float>(zeros: [3]).values }
    }
    await #expect(processExitsWith: .failure) {
      _ = MemoryMeter.planned { IndexStorage(count: 3).indices.largest }
    }
  }
}

@Suite("Memory in proportion")
struct ProportionalMemoryTests {
  @Test("many parts are planned by few, and sums beyond the largest number stay there")
  func proportional() {
    var asked: [Int] = []
    func plan(_ count: Int, exactly: Int, size: Int = 3) -> PlannedMemory {
      PlannedMemory.proportional(to: count, exactly: exactly) { count in
        asked.append(count)
        return PlannedMemory(live: 10 + size * count, peak: 20 + size * count)
      }
    }
    #expect(plan(7, exactly: 8) == PlannedMemory(live: 31, peak: 41))
    #expect(plan(1000, exactly: 8) == PlannedMemory(live: 3010, peak: 3020))
    #expect(asked == [7, 4, 8])
    #expect(plan(.max, exactly: 8, size: 1 << 40).live == .max)
  }
}
