import Testing

@testable import SequenceTraining

/// Carries out a schedule on numbers: what it holds is which state and which tape.
struct ScheduleMachine {
  enum Stored: Equatable {
    case state(Int)
    case tape(Int)
  }

  /// What each unit is part of.
  var units: [Int: Stored] = [:]
  var present: Int? = 0
  var atWork: Int?
  var reversed: [Int] = []
  var isValid = true
  var highest = 0

  mutating func require(_ condition: Bool) { isValid = isValid && condition }

  mutating func run(_ schedule: CheckpointSchedule) {
    for action in schedule.actions { carryOut(action, schedule.tapeUnits) }
  }

  private mutating func carryOut(_ action: CheckpointSchedule.Action, _ tapeUnits: Int) {
    switch action {
    case .advance(let range):
      require(present == range.lowerBound && !range.isEmpty)
      (present, atWork) = (range.upperBound, nil)
    case .record(let segment):
      require(present == segment)
      (present, atWork) = (segment + 1, segment)
    case .storeState(let segment, let unit):
      require(present == segment)
      store(.state(segment), unit, 1)
    case .storeTape(let segment, let unit):
      require(atWork == segment)
      store(.tape(segment), unit, tapeUnits)
    case .restoreState(let segment, let unit):
      require(holds(.state(segment), unit, 1))
      (present, atWork) = (segment, nil)
    case .restoreTapeEnd(let segment, let unit):
      require(holds(.tape(segment), unit, tapeUnits))
      (present, atWork) = (segment + 1, nil)
    case .restoreTape(let segment, let unit):
      require(holds(.tape(segment), unit, tapeUnits))
      (present, atWork) = (nil, segment)
    case .reverse(let segment):
      require(atWork == segment)
      reversed.append(segment)
      (present, atWork) = (nil, nil)
    }
  }

  private mutating func store(_ value: Stored, _ unit: Int, _ count: Int) {
    for covered in unit..<unit + count { units[covered] = value }
    highest = max(highest, unit + count)
  }

  private func holds(_ value: Stored, _ unit: Int, _ count: Int) -> Bool {
    (unit..<unit + count).allSatisfy { units[$0] == value }
  }
}

@Suite("Checkpoint schedules")
struct CheckpointScheduleTests {
  private static let lengths = [1, 2, 3, 4, 7, 16, 33]
  private static let rooms = [1, 2, 3, 5, 8, 20, 200]

  private func schedules(
    _ strategy: CheckpointStrategy, tapeUnits: Int
  ) -> [(units: Int, schedule: CheckpointSchedule)] {
    Self.lengths.flatMap { segments in
      Self.rooms.compactMap { units in
        let least =
          strategy == .squareRoot
          ? CheckpointSchedule.squareRootUnits(segments: segments, tapeUnits: tapeUnits) : 1
        guard units >= least else { return nil }
        return (
          units,
          CheckpointSchedule(strategy, segments: segments, units: units, tapeUnits: tapeUnits)
        )
      }
    }
  }

  @Test(
    "Every segment is gone back through once, from the last on, from what is stored by then",
    arguments: CheckpointStrategy.allCases, [1, 3, 5])
  func valid(strategy: CheckpointStrategy, tapeUnits: Int) {
    for (units, schedule) in schedules(strategy, tapeUnits: tapeUnits) {
      var machine = ScheduleMachine()
      machine.run(schedule)
      let what = "\(schedule.segmentCount) segments, \(units) units"
      #expect(machine.isValid, "\(what)")
      #expect(machine.reversed == (0..<schedule.segmentCount).reversed(), "\(what)")
      #expect(machine.highest == schedule.unitCount && schedule.unitCount <= units, "\(what)")
    }
  }

  @Test("Hidden states: the runs walked are those of the closed form", arguments: [1, 4])
  func hiddenStates(tapeUnits: Int) {
    for (units, schedule) in schedules(.hiddenStates, tapeUnits: tapeUnits) {
      #expect(
        schedule.forwardCount
          == CheckpointSchedule.hiddenStatesCost(segments: schedule.segmentCount, slots: units))
    }
  }

  @Test("Internal states: the runs walked are those of the closed form", arguments: [1, 4])
  func internalStates(tapeUnits: Int) {
    for (units, schedule) in schedules(.internalStates, tapeUnits: tapeUnits) {
      let slots = 1 + (units - 1) / tapeUnits
      #expect(
        schedule.forwardCount
          == CheckpointSchedule.internalStatesCost(segments: schedule.segmentCount, slots: slots))
    }
  }

  @Test("Mixed: the runs walked are those of the recurrence", arguments: [1, 2, 3, 5, 9])
  func mixed(tapeUnits: Int) {
    let table = CheckpointRecurrence.table(
      segments: 33, places: 200, takesStates: true, tape: tapeUnits)
    for (units, schedule) in schedules(.mixed, tapeUnits: tapeUnits) {
      #expect(
        schedule.forwardCount == table[units][schedule.segmentCount],
        "\(schedule.segmentCount) segments, \(units) units")
    }
  }

  @Test("Mixed is never worse than states or activations alone, and better in between")
  func mixedIsBest() {
    var gains = 0
    for units in 1...60 {
      let counts = [CheckpointStrategy.mixed, .hiddenStates, .internalStates].map {
        CheckpointSchedule($0, segments: 40, units: units, tapeUnits: 3).forwardCount
      }
      #expect(counts[0] <= min(counts[1], counts[2]))
      if counts[0] < min(counts[1], counts[2]) { gains += 1 }
    }
    #expect(gains > 10)
  }

  @Test("Square root: one forward pass more than storing everything, with 2 sqrt(t) tapes at most")
  func squareRoot() {
    for segments in 1...120 {
      let units = CheckpointSchedule.squareRootUnits(segments: segments, tapeUnits: 1)
      let schedule = CheckpointSchedule(
        .squareRoot, segments: segments, units: units, tapeUnits: 1)
      let window = CheckpointSchedule.squareRootWindow(segments: segments, tapeUnits: 1)
      #expect(
        schedule.forwardCount
          == CheckpointSchedule.squareRootCost(segments: segments, window: window))
      #expect(schedule.forwardCount < 2 * segments)
      #expect(schedule.unitCount == units)
      #expect(Double(units) <= 2 * Double(segments).squareRoot() + 1)
    }
  }

  @Test("The optimal schedule takes no more runs than the square root in the same memory")
  func squareRootIsNotBetter() {
    for segments in [5, 16, 30, 60] {
      let units = CheckpointSchedule.squareRootUnits(segments: segments, tapeUnits: 3)
      let (root, mixed) = (
        CheckpointSchedule(.squareRoot, segments: segments, units: units, tapeUnits: 3),
        CheckpointSchedule(.mixed, segments: segments, units: units, tapeUnits: 3)
      )
      #expect(mixed.forwardCount <= root.forwardCount)
    }
  }

  @Test("With room for everything nothing is run twice")
  func everything() {
    let schedule = CheckpointSchedule(.mixed, segments: 500, units: 100_000, tapeUnits: 7)
    #expect(schedule.forwardCount == 500)
    #expect(schedule.unitCount == 1 + 499 * 7)
  }

  @Test(
    "Where it would take too long to try all, what is tried finds the least", arguments: [2, 5])
  func near(tapeUnits: Int) {
    let table = CheckpointRecurrence.table(
      segments: 80, places: 40, takesStates: true, tape: tapeUnits)
    let near = MixedCheckpointTable(
      segments: 80, units: 40, tapeUnits: tapeUnits, trialLimit: 0)
    for places in 1...40 {
      #expect((0...80).map { near.cost(segments: $0, places: places) } == table[places])
    }
  }

  @Test("A table with several states to a place charges at least what they take")
  func places() {
    let table = MixedCheckpointTable(segments: 60, units: 100, tapeUnits: 7, entryLimit: 2000)
    #expect(table.statesPerPlace == 4)
    let (_, unitCount) = CheckpointSchedule.actions(
      by: { table.choice(segments: $0, places: $1) }, segments: 60, memory: table.places,
      tapeUnits: 7)
    #expect(unitCount > 60 && unitCount <= 100)
  }

  @Test("Mixed is the better of the other two at least, also where its table is large")
  func large() {
    let counts = [CheckpointStrategy.mixed, .hiddenStates, .internalStates].map {
      CheckpointSchedule($0, segments: 2000, units: 30, tapeUnits: 5).forwardCount
    }
    #expect(counts[0] < min(counts[1], counts[2]))
  }

  @Test("A long schedule is as deep as it has checkpoints")
  func deep() {
    let schedule = CheckpointSchedule(.hiddenStates, segments: 5000, units: 5000, tapeUnits: 3)
    #expect(schedule.forwardCount == 9999)
    var machine = ScheduleMachine()
    machine.run(schedule)
    #expect(machine.isValid && machine.reversed.count == 5000)
  }
}
