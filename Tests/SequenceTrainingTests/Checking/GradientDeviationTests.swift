import SequenceTraining
import Testing

@Suite("Gradient deviations")
struct GradientDeviationTests {
  @Test("the error is relative to the largest exact element, the cosine is that of the angle")
  func known() {
    let deviation = GradientDeviation(name: "w", found: [3, 4, 0], exact: [3, 0, 4])
    #expect(deviation.relativeError == 1)
    #expect(deviation.cosine.map { abs($0 - 9.0 / 25) < 1e-15 } == true)
  }

  @Test("the error of a gradient below the floor is relative to the floor")
  func floor() {
    let below = GradientDeviation(name: "w", found: [3, 0], exact: [1, 0], floor: 4)
    #expect(below.relativeError == 0.5 && below.largestGradient == 3)
    let above = GradientDeviation(name: "w", found: [3, 0], exact: [1, 0], floor: 0.5)
    #expect(above.relativeError == 2)
  }

  @Test("tiny gradients have a cosine")
  func tiny() {
    let deviation = GradientDeviation(name: "w", found: [1e-200, 0], exact: [0, 1e-300])
    #expect(deviation.cosine == 0 && deviation.relativeError > 1e99)
  }

  @Test("zero beside zero is exact, without an angle; anything else beside zero is infinitely far")
  func zero() {
    let exact = GradientDeviation(name: "w", found: [0, 0], exact: [0, 0])
    #expect(exact.relativeError == 0 && exact.cosine == nil)
    let off = GradientDeviation(name: "w", found: [1], exact: [0])
    #expect(off.relativeError == .infinity && off.cosine == nil)
    let notFinite = GradientDeviation(name: "w", found: [.nan], exact: [1])
    #expect(notFinite.relativeError == .infinity && notFinite.cosine == nil)
    let beside = GradientDeviation(name: "w", found: [1], exact: [.infinity])
    #expect(beside.relativeError == .infinity && beside.cosine == nil)
  }
}
