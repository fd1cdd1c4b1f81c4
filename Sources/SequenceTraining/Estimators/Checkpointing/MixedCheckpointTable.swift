/// The least forward runs with states and activations mixed, by dynamic programming (Gruslys et al. 2016, MSM).
///
///     C(t, m) = min of   t + C(t-1, m)                            run through all, go back through the last
///                        y + C(t-y, m-1) + C(y, m)                keep the state after y segments
///                        y + C(t-y, m-a) + C(y-1, m)              keep the activations of the y-th segment
///
/// for t segments and m places, the initial state having one; activations take a places.
/// - Complexity: O(n^2 M) time, O(n M) memory. C is not convex in t, so every y is tried.
struct MixedCheckpointTable {
  /// Hidden states that a place of the table stands for: more than one where the exact table would be too large,
  /// a state then being charged a whole place.
  let statesPerPlace: Int
  /// a
  let tapePlaces: Int
  /// M
  let places: Int
  private let segments: Int
  /// Row m, column t: C(t, m).
  private var costs: [Int]
  /// y > 0: the state after y; y < 0: the activations of the -y-th; 0: neither.
  private var choices: [Int32]

  /// The table for `segments` segments and room for `units` hidden states.
  init(segments: Int, units: Int, tapeUnits: Int, workLimit: Int = 1 << 26) {
    precondition(
      segments > 0 && units > 0 && tapeUnits > 0, "\(segments) segments, \(units) places")
    // With this much everything is stored.
    let useful = min(units, 1 + tapeUnits * (segments - 1))
    let work = segments.multipliedReportingOverflow(by: segments * useful)
    statesPerPlace = work.overflow ? useful : max(1, (work.partialValue - 1) / workLimit + 1)
    tapePlaces = (tapeUnits - 1) / statesPerPlace + 1
    places = 1 + (useful - 1) / statesPerPlace
    self.segments = segments
    costs = Array(repeating: 0, count: (places + 1) * (segments + 1))
    choices = Array(repeating: 0, count: costs.count)
    for place in 1...places {
      for count in 1...segments { fill(count, place) }
    }
  }

  private mutating func fill(_ count: Int, _ place: Int) {
    let width = segments + 1
    let row = place * width
    var (best, choice) = (count + costs[row + count - 1], 0)
    if place > 1 {
      for y in 1..<max(count, 1) {
        let cost = y + costs[row - width + count - y] + costs[row + y]
        if cost < best { (best, choice) = (cost, y) }
      }
    }
    if place > tapePlaces {
      let right = (place - tapePlaces) * width
      for y in 1..<max(count, 1) {
        let cost = y + costs[right + count - y] + costs[row + y - 1]
        if cost < best { (best, choice) = (cost, -y) }
      }
    }
    costs[row + count] = best
    choices[row + count] = Int32(choice)
  }

  /// C(t, m)
  func cost(segments: Int, places: Int) -> Int { costs[places * (self.segments + 1) + segments] }

  /// What C(t, m) does first.
  func choice(segments: Int, places: Int) -> CheckpointChoice {
    let choice = Int(choices[places * (self.segments + 1) + segments])
    if choice > 0 { return .keepState(after: choice, rest: places - 1) }
    if choice < 0 { return .keepTape(of: -choice, rest: places - tapePlaces) }
    return .keepNothing
  }
}
