import SequenceTraining
import Testing

@Suite("The rest of a run as it is planned")
struct RunStretchTests {
  private let stretch = RunStretch(start: 100, share: 0.25, end: 400)

  @Test(
    "the share grows in a straight line to 1 at the end, and stays there",
    arguments: [(100, 0.25), (200, 0.5), (300, 0.75), (400, 1), (500, 1), (50, 0.25)])
  func share(updates: Int, share: Double) {
    #expect((stretch.share(after: updates) - share).magnitude < 1e-15)
  }

  @Test("a share is reached after its updates, or has been before")
  func updates() {
    #expect(stretch.updates(at: 0.5) == 200)
    #expect(stretch.updates(at: 1) == 400)
    #expect(stretch.updates(at: 0.1) == 100)
  }

  @Test("a linear or cosine course follows it")
  func schedule() {
    var linear = LearningRateSchedule(.linear(floor: 0.5, updates: 10))
    linear.stretch = stretch
    #expect(linear.factor(after: 200) == 0.75)
    #expect(linear.factor(after: 400) == 0.5)
    var cosine = LearningRateSchedule(.cosine(floor: 0, updates: .max))
    #expect(cosine.factor(after: 200) == 1)
    cosine.stretch = stretch
    #expect((cosine.factor(after: 200) - 0.5).magnitude < 1e-15)
    #expect(cosine.factor(after: 400) == 0)
  }

  @Test("counts that no run has are found")
  func consistency() {
    #expect(stretch.isConsistent(after: 100))
    #expect(!stretch.isConsistent(after: 99))
    #expect(!RunStretch(start: 5, share: 0, end: 5).isConsistent(after: 9))
    #expect(!RunStretch(start: 5, share: 1.5, end: 9).isConsistent(after: 9))
    #expect(!RunStretch(start: 5, share: .nan, end: 9).isConsistent(after: 9))
    #expect(!RunStretch(start: -1, share: 0, end: 9).isConsistent(after: 9))
    #expect(!RunStretch(start: 0, share: 0, end: .max).isConsistent(after: 9))
  }
}
