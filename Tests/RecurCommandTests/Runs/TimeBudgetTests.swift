import Foundation
import Recur
import Testing

@testable import RecurCommand

/// On a clock that the test turns.
@Suite("A budget of time")
struct TimeBudgetTests {
  /// A run as it spends its time.
  private struct Simulation {
    var budget: TimeBudget
    var time: Double
    var updates = 0
    /// The share that is done after each update since the first plan.
    var shares: [Double] = []
    var validations: [Double] = []
    var plans = 0

    init(_ budget: TimeBudget) {
      self.budget = budget
      time = budget.record.used
    }

    /// Goes on until the budget is over, or `end`; then validates once more.
    mutating func run(
      until end: Double = .infinity, validation: Double = 0.1,
      update: (_ time: Double) -> Double
    ) {
      var mark = time
      while !budget.isOver(at: time), time < end {
        time += update(time)
        budget.observe(update: time - mark)
        mark = time
        updates += 1
        if budget.plan(after: updates, at: time, warmUp: { min(50, $0 / 20) }) { plans += 1 }
        if let stretch = budget.record.stretch { shares.append(stretch.share(after: updates)) }
        if budget.isValidationDue(at: time) {
          time += validation
          budget.observe(validation: validation, endingAt: time)
          validations.append(time)
          mark = time
        }
      }
      if end == .infinity { time += validation + budget.closing(validation) }
      budget.use(time)
    }

    /// The largest step of the share from one update to the next.
    var largestStep: Double { zip(shares, shares.dropFirst()).map { $1 - $0 }.max() ?? 0 }
  }

  /// Ends with its time, its course with it.
  private func expectWhole(_ run: Simulation, _ words: String) {
    let seconds = run.budget.seconds
    #expect(run.time <= seconds, "\(words): \(run.time)")
    #expect(run.time >= 0.96 * seconds, "\(words): \(run.time)")
    #expect(run.shares.last ?? 0 > 0.97, "\(words): \(run.shares.last ?? 0)")
    #expect(zip(run.shares, run.shares.dropFirst()).allSatisfy { $0 <= $1 }, "\(words)")
  }

  @Test("a steady run ends with its time and its course", arguments: [10, 60, 180, 3600])
  func steady(seconds: Double) {
    var run = Simulation(TimeBudget(seconds: seconds))
    run.run { _ in 0.01 }
    expectWhole(run, "\(seconds)")
    #expect(run.largestStep < 3 * 0.01 / seconds)
    #expect((3...20).contains(run.validations.count))
  }

  @Test("so does a run whose machine is faster, slower, or uneven on the way")
  func uneven() {
    var generator = RandomGenerator(seed: 5)
    let speeds: [(String, (Double) -> Double)] = [
      ("slower", { $0 < 30 ? 0.005 : 0.02 }), ("faster", { $0 < 30 ? 0.02 : 0.005 }),
      ("worse and worse", { 0.005 + $0 / 4000 }),
      ("a pause", { (30...30.1).contains($0) ? 6 : 0.01 }),
      ("noise", { _ in 0.002 + 0.02 * generator.uniform() }),
      ("a cold start", { $0 < 0.1 ? 0.4 : 0.002 }),
    ]
    for (words, speed) in speeds {
      var run = Simulation(TimeBudget(seconds: 60))
      run.run(update: speed)
      expectWhole(run, words)
    }
  }

  @Test("what follows the training is done in time: validations that take long, and a table")
  func closing() {
    for validation in [0.5, 4, 20] {
      var budget = TimeBudget(seconds: 60)
      budget.validationWork = validation / 0.01
      budget.closing = { 1 + $0 / 2 }
      var run = Simulation(budget)
      run.run(validation: validation) { _ in 0.01 }
      expectWhole(run, "\(validation)")
      #expect(Double(run.validations.count) * validation <= 0.1 * 60 + validation)
      #expect(run.validations.isEmpty == (validation > 2))
    }
  }

  @Test("validations take little of the time, however short an epoch is")
  func validations() {
    var budget = TimeBudget(seconds: 60)
    budget.observe(validation: 0.001, endingAt: 0)
    #expect(budget.validationInterval == 3)
    budget.observe(validation: 0.5, endingAt: 0)
    #expect((budget.validationInterval - 10).magnitude < 1e-12)
    budget.observe(validation: 1.5, endingAt: 0)
    #expect(budget.validationInterval == 20)
    budget.observe(validation: 3, endingAt: 0)
    #expect(budget.validationInterval == 60)
  }

  @Test("a run that goes on has the time that was left, and its course goes on where it stood")
  func goesOn() throws {
    var first = Simulation(TimeBudget(seconds: 60))
    first.run(until: 20) { _ in 0.01 }
    let data = try JSONEncoder().encode(first.budget.record)
    let record = try JSONDecoder().decode(TrainingSnapshot.Budget.self, from: data)
    #expect(record == first.budget.record)
    // On a machine a quarter as fast.
    var second = Simulation(TimeBudget(seconds: 60, goingOn: record))
    second.updates = first.updates
    second.run { _ in 0.04 }
    expectWhole(second, "the second")
    #expect(second.time - 20 <= 40)
    let step = (second.shares.first ?? 1) - (first.shares.last ?? 0)
    #expect((0...0.01).contains(step), "\(step)")
  }

  @Test("a run that gets more time goes on at the share that is used of it")
  func more() {
    var first = Simulation(TimeBudget(seconds: 60))
    first.run { _ in 0.01 }
    var second = Simulation(TimeBudget(seconds: 120, goingOn: first.budget.record))
    second.updates = first.updates
    second.run { _ in 0.01 }
    expectWhole(second, "the second")
    #expect((second.shares[0] - 0.5).magnitude < 0.03, "\(second.shares[0])")
    var anew = Simulation(
      TimeBudget(seconds: 120, goingOn: first.budget.record, startsAnew: true))
    anew.updates = first.updates
    anew.run { _ in 0.01 }
    expectWhole(anew, "anew")
    #expect(anew.shares[0] < 0.03)
  }

  @Test("the time that is over leaves no update, and one that is too long is the last")
  func tooShort() {
    var run = Simulation(TimeBudget(seconds: 0.01))
    run.run { _ in 1 }
    #expect(run.updates == 0)
    run = Simulation(TimeBudget(seconds: 5))
    run.run { _ in 6 }
    #expect(run.updates == 1)
    // The warm-up is that of a run as short as this.
    run = Simulation(TimeBudget(seconds: 60))
    run.run { _ in 0.2 }
    #expect((10...15).contains(run.budget.record.warmUp ?? 0))
  }
}
