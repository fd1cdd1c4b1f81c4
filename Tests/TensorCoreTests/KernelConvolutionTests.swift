import CKernels
import Testing

@Suite("Kernels: convolution")
struct KernelConvolutionTests {
  /// Runs `body` on the set and on the reference, in both precisions.
  private func compare(
    _ set: String, _ what: String, tolerance: Double,
    _ float: (recur_kernels) -> [Float], _ double: (recur_kernels) -> [Double]
  ) {
    let singles = largestDifference(
      float(KernelSets.kernels(set, Float.self)),
      float(KernelSets.kernels("reference", Float.self)))
    let doubles = largestDifference(
      double(KernelSets.kernels(set, Double.self)),
      double(KernelSets.kernels("reference", Double.self)))
    #expect(Double(singles) <= tolerance * Double(Float.roundoff), "Float: \(what)")
    #expect(doubles <= tolerance * Double.roundoff, "Double: \(what)")
  }

  private static let products: [(m: Int, k: Int, n: Int)] =
    (1...13).map { ($0, 7, 37) }
    + [1, 2, 3, 4, 7, 8, 15, 16, 17, 31, 33, 63, 64, 65, 80, 129, 150].map { (5, 3, $0) }
    + [(3, 0, 20), (2, 1, 9), (6, 40, 64), (7, 11, 0), (0, 3, 4)]

  @Test("windows are multiplied where they lie", arguments: KernelSets.vectorNames)
  func windowProduct(set: String) {
    for (m, k, n) in Self.products {
      func run<R: KernelTested>(_ kernels: recur_kernels) -> [R] {
        var numbers = SeededNumbers(UInt64(m + 100 * k + 10_000 * n))
        let image: [R] = numbers.array(n + 3 * k + 64)
        let offsets = (0..<k).map { $0 * 7 % (2 * k + 1) }
        let left: [R] = numbers.array(max(m * (k + 1), 1))
        let bias: [R] = numbers.array(max(m, 1))
        let start: [R] = numbers.array((m + 1) * (n + 2))
        return [(false, false, false), (false, true, true), (true, false, true)].flatMap {
          accumulates, hasBias, rectifies in
          var out = start
          bias.withUnsafeBufferPointer { bias in
            kernels.window_product(
              &out, n + 2, left, k + 1, image, offsets, m, k, n,
              hasBias ? bias.baseAddress : nil, accumulates ? 1 : 0, rectifies ? 1 : 0)
          }
          return out
        }
      }
      compare(set, "\(m) x \(k) x \(n)", tolerance: Double((k + 2) * (k + 2)), run, run)
    }
  }

  @Test("gradients of weights are summed over images", arguments: KernelSets.vectorNames)
  func windowGradient(set: String) {
    for (m, k, n) in Self.products {
      for images in [0, 1, 3] {
        func run<R: KernelTested>(_ kernels: recur_kernels) -> [R] {
          var numbers = SeededNumbers(UInt64(m + 100 * k + 10_000 * n))
          let distance = n + 3 * k + 64
          let image: [R] = numbers.array(max(images, 1) * distance)
          let offsets = (0..<k).map { $0 * 7 % (2 * k + 1) }
          let left: [R] = numbers.array(max(images * m * (n + 1), 1))
          var out: [R] = numbers.array((m + 1) * (k + 2))
          for accumulates in [0, 1] {
            kernels.window_gradient(
              &out, k + 2, left, n + 1, m * (n + 1), image, offsets, distance, images, m, k, n,
              Int32(accumulates))
          }
          return out
        }
        let depth = images * n + 2
        compare(
          set, "\(m) x \(k) x \(n), \(images) images", tolerance: 2 * Double(depth * depth), run,
          run)
      }
    }
  }

  private static let boxes: [(recur_extent, recur_strides, recur_strides)] = [1, 2, 3].flatMap {
    outStep in
    [1, 2, 3].flatMap { inStep in
      [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 18, 31, 33].map { columns in
        (
          recur_extent(planes: 2, rows: 3, columns: columns),
          recur_strides(plane: 3 * 105, row: 105, column: outStep),
          recur_strides(plane: 3 * 102, row: 102, column: inStep)
        )
      }
    }
  }

  @Test("boxes are copied and added", arguments: KernelSets.vectorNames)
  func boxes(set: String) {
    let whole = recur_extent(planes: 2, rows: 3, columns: 20)
    let rows = recur_strides(plane: 70, row: 20, column: 1)
    for (extent, to, from) in Self.boxes + [(whole, rows, rows)] {
      func run<R: KernelTested>(_ kernels: recur_kernels) -> [R] {
        var numbers = SeededNumbers(UInt64(extent.columns))
        // Not an element more than the box has.
        let last = from.plane + 2 * from.row + (extent.columns - 1) * from.column
        let values: [R] = numbers.array(last + 1)
        var copied: [R] = numbers.array(2 * 3 * 105)
        var added = copied
        var (size, out, strides) = (extent, to, from)
        kernels.copy_box(&size, &copied, &out, values, &strides)
        kernels.add_box(&size, &added, &out, values, &strides)
        return copied + added
      }
      compare(set, "\(extent), \(to), \(from)", tolerance: 0, run, run)
    }
  }

  @Test("maxima and their places, and adjoints back", arguments: KernelSets.vectorNames)
  func maxima(set: String) {
    for step in [1, 2, 3] {
      for columns in [1, 2, 3, 4, 7, 8, 9, 15, 16, 17, 33] {
        func run<R: KernelTested>(_ kernels: recur_kernels) -> [R] {
          var numbers = SeededNumbers(UInt64(columns))
          // Few values, so that many are equal.
          var image: [R] = (0..<2 * 3 * 120).map { _ in R(numbers.bits() % 5) }
          for index in stride(from: 0, to: image.count, by: 37) { image[index] = .nan }
          var size = recur_extent(planes: 2, rows: 3, columns: columns)
          var (to, from) = (
            recur_strides(plane: 3 * columns + 1, row: columns, column: 1),
            recur_strides(plane: 3 * 110, row: 110, column: step)
          )
          let offsets = [0, 1, 2, 5, 9]
          var out: [R] = numbers.array(2 * 3 * columns + 2)
          var winners = out
          kernels.box_maxima(&size, &out, &winners, &to, image, &from, offsets, 5)
          var adjoints: [R] = numbers.array(image.count)
          let values: [R] = numbers.array(out.count)
          kernels.box_maxima_adjoint(
            &size, &adjoints, &from, values, winners, &to, offsets, 5, 1)
          // As many elements as the step: windows of their own.
          var single: [R] = numbers.array(image.count)
          let own = Array(0..<step)
          kernels.box_maxima_adjoint(
            &size, &single, &from, values, winners, &to, own, own.count, 0)
          adjoints += single
          return out.map { $0.isNaN ? 1000 : $0 } + winners + adjoints
        }
        // Adjoints that meet at one element are added in an order of their own.
        compare(set, "\(columns) columns, step \(step)", tolerance: 20, run, run)
      }
    }
  }

  @Test(
    "a rectifier lets adjoints through and sums them",
    arguments: KernelSets.vectorNames)
  func rectifierAdjoint(set: String) {
    for n in [0, 1, 7, 8, 15, 16, 17, 40] {
      func run<R: KernelTested>(_ kernels: recur_kernels) -> [R] {
        var numbers = SeededNumbers(UInt64(n))
        let (adjoints, values): ([R], [R]) = (
          numbers.array(3 * (n + 2)), numbers.array(3 * (n + 2)).map { abs($0) < 0.3 ? 0 : $0 }
        )
        var sums: [R] = numbers.array(3)
        var passed: [R] = numbers.array(3 * (n + 1))
        kernels.rectifier_adjoint(3, n, &sums, &passed, n + 1, adjoints, values, n + 2)
        kernels.rectifier_adjoint(3, n, nil, &passed, n + 1, adjoints, values, n + 2)
        return sums + passed
      }
      compare(set, "\(n)", tolerance: Double(2 * (n + 2) * (n + 2)), run, run)
    }
  }
}
