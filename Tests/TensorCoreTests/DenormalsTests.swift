import TensorCore
import Testing

@Suite("Denormals")
struct DenormalsTests {
  /// Kept from the optimiser, which would compute the product without regard to the thread's mode.
  @inline(never)
  private func half(of value: Float) -> Float { value * 0.5 }

  @Test("they are flushed to zero where that is on, and kept where it is off")
  func flushing() {
    let earlier = flushDenormals(false)
    defer { flushDenormals(earlier) }
    #expect(half(of: .leastNormalMagnitude) > 0)
    #expect(!flushDenormals(true))
    #expect(half(of: .leastNormalMagnitude) == 0)
    #expect(half(of: 2 * .leastNormalMagnitude) == .leastNormalMagnitude)
    #expect(flushDenormals(earlier))
  }
}
