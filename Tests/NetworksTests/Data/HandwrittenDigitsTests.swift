import Networks
import TensorCore
import Testing

@Suite("Handwritten digits")
struct HandwrittenDigitsTests {
  private let digits = HandwrittenDigits(seed: 1)

  @Test("An example depends on seed and number alone")
  func reproducible() {
    let all = digits.examples(0..<30)
    let some = digits.examples(10..<20)
    #expect(all[10..<20] == some)
    #expect(HandwrittenDigits(seed: 2).examples(0..<30) != all)
  }

  @Test("Images have the size and range of the MNIST digits, ink in the middle, paper at the edge")
  func form() {
    let examples = digits.examples(0..<500)
    #expect(examples.inputs.shape == [500, 1, 28, 28])
    let values = examples.inputs.values
    #expect(values.allSatisfy { (0...1).contains($0) })
    let share = values.reduce(0, +) / Float(values.count)
    #expect(share > 0.05 && share < 0.25)
    let edge = values.indices.filter { $0 / 28 % 28 == 0 || $0 % 28 == 0 }.map { values[$0] }
    #expect(edge.reduce(0, +) / Float(edge.count) < 0.01)
    for example in 0..<500 {
      #expect(values[example * 784..<(example + 1) * 784].max() == 1, "example \(example)")
    }
  }

  @Test("All ten digits are about as frequent")
  func classes() {
    let labels = digits.examples(0..<2000).classes ?? []
    for digit in 0..<10 { #expect(abs(labels.count { $0 == digit } - 200) < 60) }
  }

  @Test("Without distortion a digit has few forms, each its own; with it no two are alike")
  func styles() {
    func images(_ distortion: Double, of digit: Int32) -> Set<[Float]> {
      let examples = HandwrittenDigits(seed: 1, distortion: distortion).examples(0..<400)
      let values = examples.inputs.values
      let labels = examples.classes ?? []
      return Set(
        labels.indices.filter { labels[$0] == digit }
          .map { Array(values[$0 * 784..<($0 + 1) * 784]) })
    }
    for digit in 0..<10 as Range<Int32> { #expect(images(0, of: digit).count == 3) }
    #expect(images(1, of: 3).count > 20)
    #expect(images(0, of: 4).isDisjoint(with: images(0, of: 9)))
  }
}
