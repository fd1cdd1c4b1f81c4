internal import Foundation
internal import TensorCore

/// The weights of a window that is centred on each element of a plane, and the runs of elements that
/// each of its elements meets inside the plane.
struct CentredWindow<S: KernelScalar>: Sendable {
  /// An element of the window: for every place i of `runs`, i + `offset` is inside the plane.
  private struct Tap: Sendable {
    let weight: S
    let offset: Int
    let runs: [Range<Int>]
  }

  private let taps: [Tap]
  /// The sum of the weights inside the plane, for each place.
  private let sums: [S]

  /// Weights [sizes], of odd sizes, over planes of `extents`.
  init(_ weights: [Double], sizes: [Int], extents: [Int]) {
    precondition(
      sizes.count == extents.count && sizes.allSatisfy { $0 % 2 == 1 }
        && weights.count == sizes.reduce(1, *),
      "a centred window \(sizes) over planes \(extents)")
    func flat(_ index: [Int]) -> Int { zip(index, extents).reduce(0) { $0 * $1.1 + $1.0 } }
    taps = zip([WindowAxis].indices(of: sizes), weights).compactMap { index, weight in
      let shifts = zip(index, sizes).map { $0 - $1 / 2 }
      let inside = zip(shifts, extents).map { shift, extent in
        min(max(-shift, 0), extent)..<max(min(extent - shift, extent), min(max(-shift, 0), extent))
      }
      guard let last = inside.last, inside.allSatisfy({ !$0.isEmpty }) else { return nil }
      let rows = [WindowAxis].indices(of: inside.dropLast().map(\.count))
      return Tap(
        weight: S(weight), offset: flat(shifts),
        runs: rows.map { row in
          let start = flat(zip(row, inside).map { $0 + $1.lowerBound } + [last.lowerBound])
          return start..<start + last.count
        })
    }
    var sums = [S](repeating: 0, count: extents.reduce(1, *))
    for tap in taps { for run in tap.runs { for place in run { sums[place] += tap.weight } } }
    self.sums = sums
  }

  /// m_i = sum of w_p f(i, i + p) / sum of w_p, over the elements p of the window of i inside the
  /// plane.
  @inline(__always)
  func means(_ f: (_ place: Int, _ neighbour: Int) -> S) -> [S] {
    var means = [S](repeating: 0, count: sums.count)
    for tap in taps {
      for run in tap.runs {
        for place in run { means[place] += tap.weight * f(place, place + tap.offset) }
      }
    }
    for place in means.indices { means[place] /= sums[place] }
    return means
  }

  /// The transpose of the means of the neighbours themselves: t_j = sum of w_p v_i / sum of w_p over
  /// the places i whose window has j as its element p.
  func transposedMeans(_ values: [S]) -> [S] {
    let shares = zip(values, sums).map { $0 / $1 }
    var result = [S](repeating: 0, count: sums.count)
    for tap in taps {
      for run in tap.runs {
        for place in run { result[place + tap.offset] += tap.weight * shares[place] }
      }
    }
    return result
  }
}
