import Testing

@testable import RecurCommand

@Suite("The loss of the last characters")
struct RecentLossTests {
  @Test("the mean of the last characters forgets the older ones")
  func recentLoss() {
    var recent = RecentLoss(characters: 6, charactersPerUpdate: 2)
    #expect(recent.value == nil)
    recent.observe(2, count: 2)
    #expect(recent.value == 1)
    for _ in 0..<3 { recent.observe(8, count: 2) }
    #expect(recent.value == 4)
  }
}
