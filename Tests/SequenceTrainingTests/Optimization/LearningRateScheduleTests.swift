import SequenceTraining
import Testing

@Suite("Learning-rate schedules")
struct LearningRateScheduleTests {
  private func expect(
    _ schedule: LearningRateSchedule, updates: Int = 0, total: Int = 0, epoch: Double = 0,
    is factor: Double
  ) {
    let found = schedule.factor(updates: updates, total: total, epoch: epoch)
    #expect((found - factor).magnitude <= 1e-15, "\(schedule) after \(updates): \(found)")
  }

  @Test("Constant")
  func constant() {
    expect(LearningRateSchedule(), updates: 7, total: 10, epoch: 3, is: 1)
  }

  @Test(
    "Linear: from 1 to the floor",
    arguments: [(0, 1), (25, 0.8), (50, 0.6), (100, 0.2), (200, 0.2)]
  )
  func linear(updates: Int, factor: Double) {
    expect(LearningRateSchedule(.linear(floor: 0.2)), updates: updates, total: 100, is: factor)
  }

  @Test(
    "Step: times the factor after every so many epochs",
    arguments: [(0, 1), (1.99, 1), (2, 0.5), (5.5, 0.25)])
  func step(epoch: Double, factor: Double) {
    expect(LearningRateSchedule(.step(factor: 0.5, epochs: 2)), epoch: epoch, is: factor)
  }

  @Test(
    "Exponential: times the factor at every whole epoch from the first on",
    arguments: [(0, 1), (9.9, 1), (10, 0.5), (10.9, 0.5), (11, 0.25)])
  func exponential(epoch: Double, factor: Double) {
    expect(LearningRateSchedule(.exponential(factor: 0.5, after: 10)), epoch: epoch, is: factor)
  }

  @Test(
    "Cosine: half a wave from 1 to the floor",
    arguments: [(0, 1), (25, 0.1 + 0.9 * (0.5 + 0.5 * 0.5.squareRoot())), (50, 0.55), (100, 0.1)])
  func cosine(updates: Int, factor: Double) {
    expect(LearningRateSchedule(.cosine(floor: 0.1)), updates: updates, total: 100, is: factor)
  }

  @Test(
    "Warm-up rises in a straight line and ends at the full rate",
    arguments: [(0, 0.25), (1, 0.5), (3, 1), (4, 1)])
  func warmUp(updates: Int, factor: Double) {
    expect(LearningRateSchedule(warmUpUpdates: 4), updates: updates, is: factor)
  }

  @Test("Warm-up multiplies the course")
  func warmUpOfCourse() {
    let schedule = LearningRateSchedule(.linear(floor: 0), warmUpUpdates: 4)
    expect(schedule, updates: 1, total: 4, is: 0.5 * 0.75)
  }
}
