import Networks
import TensorCore
import Testing

@Suite("Bootstrap and bagging")
struct BaggingTests {
  @Test("A bootstrap set has as many examples, about 0.632 of them different")
  func bootstrap() {
    var generator = RandomGenerator(seed: 1)
    let set = generator.bootstrap(of: 10_000)
    #expect(set.count == 10_000 && set.allSatisfy { (0..<10_000).contains($0) })
    #expect(abs(Double(Set(set).count) / 10_000 - 0.632) < 0.015)
  }

  @Test("Each model has a set of its own, the same for the same seed")
  func sets() {
    let bagging = Bagging(3, examples: 50, seed: 4) { indices, _ in indices }
    #expect(Set(bagging.models).count == 3)
    #expect(bagging.models == Bagging(3, examples: 50, seed: 4) { indices, _ in indices }.models)
    #expect(bagging.models != Bagging(3, examples: 50, seed: 5) { indices, _ in indices }.models)
  }

  @Test("Numbers are averaged, classes are voted on, the least of equal ones")
  func predictions() {
    let bagging = Bagging(3, examples: 1, seed: 1) { _, model in model }
    let mean = bagging.mean { Tensor<Double>(shape: [2], values: [Double($0), 6]) }
    #expect(mean.values == [1, 6])
    #expect(bagging.vote(classCount: 3) { [[0, 2], [1, 2], [1, 0]][$0] } == [1, 2])
    #expect(bagging.vote(classCount: 3) { [[2], [1], [0]][$0] } == [0])
  }

  @Test("The variance of a mean is that of equation (5.26), pair by pair")
  func variance() {
    var generator = RandomGenerator(seed: 2)
    let common = (0..<400).map { _ in generator.normal() }
    let errors = (0..<5).map { _ in common.map { 0.6 * $0 + 0.8 * generator.normal() } }
    let found = EnsembleErrors(errors)
    let means = (0..<400).map { example in errors.reduce(0) { $0 + $1[example] } / 5 }
    let measured = means.reduce(0) { $0 + $1 * $1 } / 400
    #expect(abs(found.ofMean - measured) < 1e-14)
    // Each pair once, with the factor 2.
    var pairs = 0.0
    for l in 0..<5 { for m in l + 1..<5 { pairs += found.products[l][m] } }
    #expect(abs(found.single / 5 + 2 / 25 * pairs - measured) < 1e-14)
    #expect(abs(found.shared - 0.36) < 0.15)
    #expect(EnsembleErrors([errors[0]]).shared == 0)
    #expect(EnsembleErrors.ofMean(single: 2, shared: 0, count: 8) == 0.25)
    #expect(EnsembleErrors.ofMean(single: 2, shared: 2, count: 8) == 2)
  }
}
