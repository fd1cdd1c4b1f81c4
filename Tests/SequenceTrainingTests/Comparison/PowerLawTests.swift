import Foundation
import SequenceTraining
import Testing

@Suite("Power laws")
struct PowerLawTests {
  @Test("points of a power law give its exponent and coefficient", arguments: [-1.0, 0, 0.5, 3])
  func exact(exponent: Double) throws {
    let points = [1.0, 2, 7, 64].map { (x: $0, y: 5 * pow($0, exponent)) }
    let law = try #require(PowerLaw(points))
    #expect(abs(law.exponent - exponent) < 1e-12)
    #expect(abs(law.coefficient - 5) < 1e-11)
    #expect(law.residual < 1e-12)
    #expect(law.fitted == 1...64)
    #expect(abs(law.value(at: 100) / (5 * pow(100, exponent)) - 1) < 1e-11)
  }

  @Test("deviations on both sides of a law leave its exponent, and are its residual")
  func noise() throws {
    // At each x one point above by a factor of e^0.1 and one below.
    let points = [1.0, 10, 100].flatMap { x in
      [(x: x, y: x * x * exp(0.1)), (x: x, y: x * x * exp(-0.1))]
    }
    let law = try #require(PowerLaw(points))
    #expect(abs(law.exponent - 2) < 1e-12)
    #expect(abs(law.residual - 0.1) < 1e-12)
  }

  @Test("one x, or nothing that has a logarithm, gives no law")
  func none() {
    #expect(PowerLaw([]) == nil)
    #expect(PowerLaw([(2, 3), (2, 4)]) == nil)
    #expect(PowerLaw([(0, 3), (-1, 4), (2, 5), (3, .infinity), (4, 0)]) == nil)
  }
}
