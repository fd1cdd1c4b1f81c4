import CKernels
import Foundation
import Testing

@Suite("Kernels: processor and system")
struct KernelProcessorTests {
  @Test("the reference is the last of the sets, and every set has its own name")
  func sets() {
    #expect(KernelSets.names.last == "reference")
    #expect(Set(KernelSets.names).count == KernelSets.names.count)
  }

  @Test(
    "a vector of Float has twice the lanes of a vector of Double", arguments: KernelSets.vectorNames
  )
  func lanes(set: String) {
    let (float, double) = (
      KernelSets.kernels(set, Float.self), KernelSets.kernels(set, Double.self)
    )
    #expect(float.lanes == 2 * double.lanes)
    #expect(float.panel_width % float.lanes == 0)
  }

  @Test("flushing denormals can be turned on, and back to what it was")
  func denormals() {
    func halfOfLeastNormal() -> [Float] {
      KernelSets.names.map { name in
        var value: [Float] = [.leastNormalMagnitude]
        KernelSets.kernels(name, Float.self).scale(&value, 0.5, 1)
        return value[0]
      }
    }
    let before = recur_flush_denormals(1)
    let flushed = halfOfLeastNormal()
    #expect(recur_flush_denormals(0) == 1)
    let kept = halfOfLeastNormal()
    #expect(recur_flush_denormals(before) == 0)
    #expect(flushed.allSatisfy { $0 == 0 })
    #expect(kept.allSatisfy { $0 == .leastNormalMagnitude / 2 })
  }
}
