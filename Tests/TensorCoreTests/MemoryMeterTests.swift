import TensorCore
import Testing

// Other tests hold memory at the same time: differences are told by a size that none of them comes
// near.
@Suite("Memory meter", .serialized)
struct MemoryMeterTests {
  private static let bytes = 64 << 20
  private static let others = 16 << 20

  @Test("Live bytes rise and fall with a storage, the peak remembers")
  func liveAndPeak() {
    MemoryMeter.resetPeak()
    let before = MemoryMeter.liveBytes
    var storage: Storage<Float>? = Storage(count: Self.bytes / 4)
    let during = MemoryMeter.liveBytes
    #expect(storage?.count == Self.bytes / 4)
    #expect((during - before - Self.bytes).magnitude <= Self.others)
    storage = nil
    #expect((during - MemoryMeter.liveBytes - Self.bytes).magnitude <= Self.others)
    #expect(MemoryMeter.peakBytes >= before + Self.bytes - Self.others)
    MemoryMeter.resetPeak()
    #expect(MemoryMeter.peakBytes < before + Self.others)
  }

  @Test("Indices and masks count too")
  func otherStorages() {
    let before = MemoryMeter.liveBytes
    let indices = IndexStorage(count: Self.bytes / 8)
    let mask = MaskStorage(count: Self.bytes / 2)
    let during = MemoryMeter.liveBytes
    #expect(indices.count == Self.bytes / 8)
    #expect(mask.count == Self.bytes / 2)
    #expect((during - before - Self.bytes).magnitude <= Self.others)
  }
}
