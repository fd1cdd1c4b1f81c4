import SequenceTraining
import Testing

@Suite("Learning-rate schedules")
struct LearningRateScheduleTests {
  private func expect(_ schedule: LearningRateSchedule, after updates: Int, is factor: Double) {
    let found = schedule.factor(after: updates)
    #expect((found - factor).magnitude <= 1e-15, "\(schedule) after \(updates): \(found)")
  }

  @Test("Constant")
  func constant() { expect(LearningRateSchedule(), after: 7, is: 1) }

  @Test(
    "Linear: from 1 to the floor",
    arguments: [(0, 1), (25, 0.8), (50, 0.6), (100, 0.2), (200, 0.2)]
  )
  func linear(updates: Int, factor: Double) {
    expect(LearningRateSchedule(.linear(floor: 0.2, updates: 100)), after: updates, is: factor)
  }

  @Test(
    "Inverse time: a half after the unit, a third after twice it",
    arguments: [(0, 1), (50, 0.5), (100, 1.0 / 3)])
  func inverseTime(updates: Int, factor: Double) {
    expect(LearningRateSchedule(.inverseTime(updates: 50)), after: updates, is: factor)
  }

  @Test(
    "Step: times the factor after every so many epochs",
    arguments: [(0, 1), (199, 1), (200, 0.5), (550, 0.25)])
  func step(updates: Int, factor: Double) {
    let course = LearningRateSchedule.Course.step(factor: 0.5, epochs: 2, updatesPerEpoch: 100)
    expect(LearningRateSchedule(course), after: updates, is: factor)
  }

  @Test(
    "Exponential: times the factor at every whole epoch from the first on",
    arguments: [(0, 1), (99, 1), (100, 0.5), (109, 0.5), (110, 0.25)])
  func exponential(updates: Int, factor: Double) {
    let course = LearningRateSchedule.Course.exponential(
      factor: 0.5, after: 10, updatesPerEpoch: 10)
    expect(LearningRateSchedule(course), after: updates, is: factor)
  }

  @Test(
    "Cosine: half a wave from 1 to the floor",
    arguments: [(0, 1), (25, 0.1 + 0.9 * (0.5 + 0.5 * 0.5.squareRoot())), (50, 0.55), (100, 0.1)])
  func cosine(updates: Int, factor: Double) {
    expect(LearningRateSchedule(.cosine(floor: 0.1, updates: 100)), after: updates, is: factor)
  }

  @Test(
    "Warm-up rises in a straight line and ends at the full rate",
    arguments: [(0, 0.25), (1, 0.5), (3, 1), (4, 1)])
  func warmUp(updates: Int, factor: Double) {
    expect(LearningRateSchedule(warmUpUpdates: 4), after: updates, is: factor)
  }

  @Test("Warm-up multiplies the course")
  func warmUpOfCourse() {
    let schedule = LearningRateSchedule(.linear(floor: 0, updates: 4), warmUpUpdates: 4)
    expect(schedule, after: 1, is: 0.5 * 0.75)
  }
}
