import Testing

@testable import RecurCommand

@Suite("The watch over divergence")
struct DivergenceWatchTests {
  /// The updates that were warned of where the norm of each is prescribed.
  private func warned(
    _ count: Int, steps: Int = 50, influence: Double? = nil, norm: (Int) -> Double
  ) -> [(update: Int, words: String)] {
    var watch = DivergenceWatch(symbols: 10, updatesPerEpoch: nil, stepsPerUpdate: steps)
    return (1...count).compactMap { update in
      watch.observe(norm: norm(update), at: update, influence: { influence })
        .map { (update, $0.words) }
    }
  }

  @Test("norms that grow without end are warned of once, with both figures and what helps")
  func growth() throws {
    let warnings = warned(1000, influence: 4e5) { $0 < 200 ? 2 : 1e9 }
    #expect(warnings.map(\.update) == [256])
    let words = try #require(warnings.first?.words)
    for part in ["1e+09", "lowest was 2)", "4e+05", "--learning-rate", "--influence-limit"] {
      #expect(words.contains(part), "\(words)")
    }
    #expect(words.count <= 400)
  }

  @Test("a run that goes on knows how small the norms once were, and what was said")
  func goesOn() {
    func watch() -> DivergenceWatch {
      DivergenceWatch(symbols: 10, updatesPerEpoch: nil, stepsPerUpdate: 50)
    }
    var (first, second, third) = (watch(), watch(), watch())
    for update in 1...100 { _ = first.observe(norm: 2, at: update, influence: { nil }) }
    second.growth = first.growth
    let warned = (101...300).filter {
      second.observe(norm: 1e9, at: $0, influence: { nil }) != nil
    }
    // The window that began before ends where it would have.
    #expect(warned == [192])
    third.growth = second.growth
    #expect(!(301...900).contains { third.observe(norm: 1e18, at: $0, influence: { nil }) != nil })
  }

  @Test("single spikes, and norms of a text learned by heart that begins anew, are not")
  func spikes() {
    #expect(warned(1000) { $0 % 50 == 0 ? 1e12 : 1 }.isEmpty)
    #expect(warned(1000) { $0 < 500 ? 1e-6 : 20 }.isEmpty)
  }

  @Test("without an influence another clip is advised")
  func clip() throws {
    let warnings = warned(300) { $0 < 100 ? 1 : 1e5 }
    #expect(warnings.count == 1)
    #expect(try #require(warnings.first).words.hasSuffix("or a smaller --clip"))
  }

  @Test("an influence that is too large is warned of; the fewer an update's steps, the later")
  func influence() {
    #expect(warned(2000, influence: 1e7) { _ in 1 }.map(\.update) == [64])
    #expect(warned(2000, steps: 1, influence: 1e7) { _ in 1 }.map(\.update) == [512])
    #expect(warned(2000, influence: .infinity) { _ in 1 }.count == 1)
    #expect(warned(2000, influence: 1e5) { _ in 1 }.isEmpty)
  }

  @Test("a loss worse than uniform for an epoch after the first is warned of once")
  func loss() {
    func warned(_ losses: [Double]) -> [Int] {
      var watch = DivergenceWatch(symbols: 10, updatesPerEpoch: 2, stepsPerUpdate: 1)
      return losses.indices.filter { watch.observe(loss: losses[$0], at: $0 + 1) != nil }
        .map { $0 + 1 }
    }
    // Uniform: 2.30.
    #expect(warned([9, 9, 9, 9, 9, 9]) == [4])
    #expect(warned([1, 1, 9, 1, 9, 9, 9]) == [7])
    #expect(warned([9, 2, 2, 2.32, 2.32, 2.32]).isEmpty)
  }

  @Test("a final loss worse than uniform is warned of, unless it was said before")
  func finalLoss() throws {
    var watch = DivergenceWatch(symbols: 10, updatesPerEpoch: 2, stepsPerUpdate: 1)
    let (good, bad) = (watch.observe(finalLoss: 2.3), watch.observe(finalLoss: 3))
    #expect(good == nil)
    #expect(try #require(bad).words.contains("3.0000 nats, uniform 2.3026"))
    let again = watch.observe(finalLoss: 3)
    #expect(again == nil)
  }

  @Test("nothing is worse than uniform where there is one symbol")
  func oneSymbol() {
    let watch = DivergenceWatch(symbols: 1, updatesPerEpoch: 2, stepsPerUpdate: 1)
    #expect(!watch.isWorse(0))
  }
}
