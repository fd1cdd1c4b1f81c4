import Foundation
import Networks
import TensorCore
import Testing

@Suite("Normalization and categories")
struct InputNormalizationTests {
  private let examples = Tensor<Double>(
    shape: [4, 3], values: [1, 0.1, 10, 2, 0.1, .nan, 3, 0.1, 30, 6, 0.1, 20])

  @Test("Components have mean 0 and variance 1 by the divisor N; a constant one is centred")
  func statistics() {
    let normalization = Normalization(of: examples)
    #expect(normalization.means[0] == 3)
    #expect(abs(normalization.deviations[0] - 3.5.squareRoot()) < 1e-15)
    #expect(normalization.deviations[1] == 0)
    let values = normalization.normalized(examples).values
    let first = stride(from: 0, to: 12, by: 3).map { values[$0] }
    #expect(abs(first.reduce(0, +)) < 1e-14)
    #expect(abs(first.reduce(0) { $0 + $1 * $1 } / 4 - 1) < 1e-14)
    #expect(stride(from: 1, to: 12, by: 3).allSatisfy { abs(values[$0]) < 1e-15 })
  }

  @Test("A missing value counts for nothing, becomes the mean and is told by its indicator")
  func missing() {
    let normalization = Normalization(of: examples)
    #expect(normalization.means[2] == 20)
    #expect(normalization.normalized(examples).values[5] == 0)
    #expect(examples.missingIndicators.values == [0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0])
    let nothing = Tensor<Double>(shape: [2, 1], values: [.nan, .nan])
    #expect(Normalization(of: nothing).normalized(nothing).values == [0, 0])
  }

  @Test("Other examples are normalised by the training statistics, and restored")
  func others() {
    let normalization = Normalization(of: examples)
    let other = Tensor<Double>(shape: [1, 3], values: [3, 5, 20])
    #expect(normalization.normalized(other).values == [0, 4.9, 0])
    let restored = normalization.restored(normalization.normalized(other)).values
    #expect(zip(restored, other.values).allSatisfy { abs($0 - $1) < 1e-14 })
  }

  @Test("Channels of images share their statistics over all places")
  func channels() {
    let images = Tensor<Float>(shape: [2, 2, 1, 2], values: [1, 3, 10, 10, 5, 7, 20, 20])
    let normalization = Normalization(of: images, components: .channels)
    #expect(normalization.means == [4, 15])
    #expect(normalization.deviations == [Double(5).squareRoot(), 5])
    #expect(normalization.normalized(images).values[2] == -1)
    #expect(Normalization(of: images).means == [3, 5, 15, 15])
  }

  @Test("Statistics are stored and read back as they are")
  func stored() throws {
    let normalization = Normalization(of: examples)
    let data = try JSONEncoder().encode(normalization)
    #expect(try JSONDecoder().decode(Normalization.self, from: data) == normalization)
  }

  @Test("A category is one 1 among zeros; a missing or unknown value is zeros alone")
  func categories() {
    let categories = Categories(of: ["dog", "cat", "", "dog", "mouse"])
    #expect(categories.names == ["cat", "dog", "mouse"])
    let rows: Tensor<Float> = categories.oneHot(["mouse", "", "cat", "horse"])
    #expect(rows.shape == [4, 3])
    #expect(rows.values == [0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0])
    #expect(categories.index(of: "dog") == 1)
    #expect(categories.index(of: "horse") == nil)
  }
}
