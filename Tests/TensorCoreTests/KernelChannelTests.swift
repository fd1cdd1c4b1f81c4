import CKernels
import Testing

@Suite("Kernels: channels")
struct KernelChannelTests {
  private struct Sums: Equatable {
    var sums: [Double]
    var products: [Double]
  }

  private static func sums<R: KernelTested>(
    _ kernels: recur_kernels, _ x: [R], weights: [R]?, shifts: [Double],
    _ sizes: (outer: Int, length: Int)
  ) -> Sums {
    var result = Sums(
      sums: shifts.map { _ in 1 }, products: shifts.map { _ in 2 })
    let stride = shifts.count * sizes.length
    if let weights {
      kernels.channel_sums(
        sizes.outer, shifts.count, sizes.length, stride, x, weights, shifts, &result.sums,
        &result.products)
    } else {
      kernels.channel_sums(
        sizes.outer, shifts.count, sizes.length, stride, x, nil, shifts, &result.sums,
        &result.products)
    }
    return result
  }

  private static func map<R: KernelTested>(
    _ kernels: recur_kernels, _ x: [R], weights: [R]?, factors: [Double],
    _ sizes: (outer: Int, length: Int)
  ) -> [R] {
    var result = x
    let stride = factors.count * sizes.length
    if let weights {
      kernels.channel_map(
        sizes.outer, factors.count, sizes.length, stride, &result, x, weights, factors, factors,
        factors, factors)
    } else {
      kernels.channel_map(
        sizes.outer, factors.count, sizes.length, stride, &result, x, nil, factors, factors,
        factors, factors)
    }
    return result
  }

  /// Sums of at most `count` numbers below 2, or products below 4, in lanes of which each is rounded
  /// at most length + 2 times; a map has four roundings of numbers below 8.
  @Test(
    "sums over channels and maps by channel are those of the reference",
    arguments: KernelSets.vectorNames)
  func reference(set: String) {
    func check<R: KernelTested>(_: R.Type) {
      let kernels = KernelSets.kernels(set, R.self)
      let plain = KernelSets.kernels("reference", R.self)
      var numbers = SeededNumbers(4)
      for size in R.sizes(kernels) {
        for (channels, length) in [(size, 1), (3, size), (1, size)] {
          let sizes = (outer: 3, length: length)
          let count = 3 * channels * length
          let (x, w): ([R], [R]) = (numbers.array(count), numbers.array(count))
          let factors: [Double] = numbers.array(channels)
          let unit = Double(R.roundoff)
          for weights in [nil, w] {
            let found = Self.sums(kernels, x, weights: weights, shifts: factors, sizes)
            let expected = Self.sums(plain, x, weights: weights, shifts: factors, sizes)
            let limit = Double((length + 2) * count) * 4 * unit
            #expect(largestDifference(found.sums, expected.sums) <= limit)
            #expect(largestDifference(found.products, expected.products) <= limit)
            let mapped = Self.map(kernels, x, weights: weights, factors: factors, sizes)
            let wanted = Self.map(plain, x, weights: weights, factors: factors, sizes)
            #expect(Double(largestDifference(mapped, wanted)) <= 32 * unit)
          }
        }
      }
    }
    check(Float.self)
    check(Double.self)
  }
}
