/// The least forward runs with states and activations mixed, by dynamic programming (Gruslys et al.
/// 2016, MSM).
///
///     C(t, m) = min of   t + C(t-1, m)                   run through all, keep nothing
///                        y + C(t-y, m-1) + C(y, m)       keep the state after y segments
///                        y + C(t-y, m-a) + C(y-1, m)     keep the activations of the y-th
///
/// for t segments and m places, the initial state having one; activations take a places.
/// C is not convex in t, so every y is tried, while that takes 2^24 trials at most. In larger
/// tables only y near the best of (t-1, m) and of (t, m-1) are: the least there was in all cases
/// compared, and in any case runs that are possible.
/// - Complexity: O(n^2 M) time, at most O(2^24 + n M); O(n M) memory.
struct MixedCheckpointTable {
  /// Hidden states that a place of the table stands for: more than one where the table would have
  /// more than 2^21 entries, a state then being charged a whole place.
  let statesPerPlace: Int
  /// a
  let tapePlaces: Int
  /// M
  let places: Int
  private let segments: Int
  private let triesAll: Bool
  /// Row m, column t: C(t, m).
  private var costs: [Int]
  /// y > 0: the state after y; y < 0: the activations of the -y-th; 0: neither.
  private var choices: [Int32]

  /// The table for `segments` segments and room for `units` hidden states.
  init(
    segments: Int, units: Int, tapeUnits: Int, trialLimit: Int = 1 << 24, entryLimit: Int = 1 << 21
  ) {
    precondition(
      segments > 0 && units > 0 && tapeUnits > 0, "\(segments) segments, \(units) places")
    // With this much everything is stored.
    let useful = min(units, 1 + tapeUnits * (segments - 1))
    statesPerPlace = max(1, (useful - 1) / max(1, entryLimit / segments) + 1)
    tapePlaces = (tapeUnits - 1) / statesPerPlace + 1
    places = 1 + (useful - 1) / statesPerPlace
    self.segments = segments
    triesAll = segments * segments <= trialLimit / places
    costs = Array(repeating: 0, count: (places + 1) * (segments + 1))
    choices = Array(repeating: 0, count: costs.count)
    // The best y of (t-1, m) at t-1, that of (t, m-1) at t.
    var states = [Int](repeating: 1, count: segments + 1)
    var tapes = states
    for place in 1...places {
      for count in 1...segments { fill(count, place, &states, &tapes) }
    }
  }

  private mutating func fill(
    _ count: Int, _ place: Int, _ states: inout [Int], _ tapes: inout [Int]
  ) {
    let row = place * (segments + 1)
    var (best, choice) = (count + costs[row + count - 1], 0)
    if count > 1, place > 1 {
      let found = self.best(count, place, spent: 1, skipped: 0, near: states)
      states[count] = found.split
      if found.cost < best { (best, choice) = (found.cost, found.split) }
    }
    if count > 1, place > tapePlaces {
      let found = self.best(count, place, spent: tapePlaces, skipped: 1, near: tapes)
      tapes[count] = found.split
      if found.cost < best { (best, choice) = (found.cost, -found.split) }
    }
    costs[row + count] = best
    choices[row + count] = Int32(choice)
  }

  /// The y with the least y + C(t-y, m-spent) + C(y-skipped, m).
  private func best(
    _ count: Int, _ place: Int, spent: Int, skipped: Int, near: [Int]
  ) -> (split: Int, cost: Int) {
    let (left, right) = (place * (segments + 1), (place - spent) * (segments + 1))
    var found = (split: 1, cost: Int.max)
    func search(_ range: ClosedRange<Int>) {
      for y in range.clamped(to: 1...count - 1) {
        let cost = y + costs[right + count - y] + costs[left + y - skipped]
        if cost < found.cost { found = (y, cost) }
      }
    }
    if triesAll {
      search(1...count - 1)
    } else {
      for center in [near[count - 1], near[count]] { search(center - 16...center + 16) }
    }
    return found
  }

  /// C(t, m)
  func cost(segments: Int, places: Int) -> Int {
    costs[places * (self.segments + 1) + segments]
  }

  /// What C(t, m) does first.
  func choice(segments: Int, places: Int) -> CheckpointChoice {
    let choice = Int(choices[places * (self.segments + 1) + segments])
    if choice > 0 { return .keepState(after: choice, rest: places - 1) }
    if choice < 0 { return .keepTape(of: -choice, rest: places - tapePlaces) }
    return .keepNothing
  }
}
