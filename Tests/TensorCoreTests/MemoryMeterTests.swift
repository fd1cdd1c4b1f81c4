import TensorCore
import Testing

// Bytes are measured in a process of their own, where no other test holds memory.
@Suite("Memory meter")
struct MemoryMeterTests {
  @Test("Live bytes rise and fall with a storage, the peak remembers")
  func liveAndPeak() async {
    await #expect(processExitsWith: .success) {
      let bytes = Storage<Float>.byteCount(1000)
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
}
