public import TensorCore

/// Images of digits that are made rather than collected: pen strokes along curves, each digit in
/// several styles, as different hands would write them.
///
/// An example is its style with every control point moved a little, turned, slanted, stretched and
/// shifted as a whole, and drawn by a round pen of some thickness; it depends on the seed and its
/// number alone. Size and range are those of the MNIST digits: [1, 28, 28], 0 the paper, 1 the ink.
///
/// ```swift
/// let digits = HandwrittenDigits(seed: 1)
/// let training = digits.examples(0..<20_000)
/// let heldOut = digits.examples(20_000..<22_000)
/// ```
public struct HandwrittenDigits: Sendable {
  /// The height and width of an image.
  public static let size = 28

  /// What all examples are drawn by.
  public let seed: UInt64
  /// How far examples are from their styles: 0, not at all; 1, as hands are.
  public let distortion: Double

  /// The digits of a seed.
  public init(seed: UInt64, distortion: Double = 1) {
    precondition(distortion >= 0, "digits distorted by \(distortion)")
    self.seed = seed
    self.distortion = distortion
  }

  /// Examples of all digits, each as likely.
  ///
  /// - Complexity: some 50 µs for each.
  public func examples(_ numbers: Range<Int>) -> Examples<Float> {
    let pixels = Self.size * Self.size
    var images = Tensor<Float>(uninitialized: [numbers.count, 1, Self.size, Self.size])
    var labels: [Int32] = []
    images.withMutableBlock { samples in
      let rows = samples.reshaped(rows: numbers.count, columns: pixels)
      for (place, number) in numbers.enumerated() {
        var generator = RandomGenerator(seed: seed, epoch: 0, example: number)
        let digit = generator.index(below: 10)
        labels.append(Int32(digit))
        rows.row(place).array = drawn(digit, &generator)
      }
    }
    return Examples(inputs: images, targets: .classes(labels))
  }

  /// The samples [28 * 28] of one image of `digit`.
  private func drawn(_ digit: Int, _ generator: inout RandomGenerator) -> [Float] {
    let styles = DigitStyle.styles[digit]
    let style = styles[generator.index(below: styles.count)]
    let form = Form(distortion: distortion, &generator)
    let radius = 1.25 + 0.45 * distortion * generator.uniform(in: -1...1)
    let jitter = 0.022 * distortion
    var pen = Pen(size: Self.size, radius: radius)
    for stroke in style.strokes {
      let points = stroke.map { point in
        form.place(
          x: point.x + jitter * generator.normal(), y: point.y + jitter * generator.normal())
      }
      pen.draw(along: points)
    }
    return pen.samples
  }
}

/// Where the unit square of a style lies in an image: an affine map about the centre.
private struct Form {
  private let xx, xy, yx, yy: Double
  private let center: (x: Double, y: Double)

  init(distortion: Double, _ generator: inout RandomGenerator) {
    func around(_ mean: Double, _ deviation: Double) -> Double {
      mean + distortion * deviation * generator.uniform(in: -1...1)
    }
    let (width, height) = (around(14, 2.5), around(18.5, 1.8))
    let (slant, turn) = (around(0.12, 0.28), around(0, 0.14))
    // A slanted square, turned by a small angle: cos and sin to the second order.
    let (cosine, sine) = (1 - turn * turn / 2, turn)
    (xx, xy) = (cosine * width, (-cosine * slant - sine) * height)
    (yx, yy) = (sine * width, (cosine - sine * slant) * height)
    let middle = Double(HandwrittenDigits.size - 1) / 2
    center = (around(middle, 1.5), around(middle, 1.2))
  }

  func place(x: Double, y: Double) -> SIMD2<Double> {
    let (dx, dy) = (x - 0.5, y - 0.5)
    return SIMD2(center.x + xx * dx + xy * dy, center.y + yx * dx + yy * dy)
  }
}

/// A round pen on an image: a sample is 1 within `radius` of a stroke and falls to 0 over the width
/// of a sample.
private struct Pen {
  private let size: Int
  private let radius: Double
  /// The square of the distance of every sample to the nearest stroke.
  private var squares: [Double]

  /// Straight pieces of a curve between two control points.
  private static let pieces = 6

  init(size: Int, radius: Double) {
    self.size = size
    self.radius = radius
    squares = [Double](repeating: .infinity, count: size * size)
  }

  /// Draws the Catmull-Rom spline through the points.
  mutating func draw(along points: [SIMD2<Double>]) {
    guard points.count > 2 else {
      for (from, to) in zip(points, points.dropFirst()) { line(from, to) }
      return
    }
    var last = points[0]
    for index in 0..<points.count - 1 {
      let (p1, p2) = (points[index], points[index + 1])
      let p0 = index > 0 ? points[index - 1] : p1 + (p1 - p2)
      let p3 = index + 2 < points.count ? points[index + 2] : p2 + (p2 - p1)
      // The cubic's coefficients.
      let course: SIMD2<Double> = (p2 - p0) * 0.5
      let turn: SIMD2<Double> = p0 - p1 * 2.5 + p2 * 2 - p3 * 0.5
      let bend: SIMD2<Double> = (p1 - p2) * 1.5 + (p3 - p0) * 0.5
      for piece in 1...Self.pieces {
        let t = Double(piece) / Double(Self.pieces)
        var next = bend * t
        next += turn
        next *= t
        next += course
        next *= t
        next += p1
        line(last, next)
        last = next
      }
    }
  }

  private mutating func line(_ from: SIMD2<Double>, _ to: SIMD2<Double>) {
    let reach = radius + 1
    func range(_ a: Double, _ b: Double) -> Range<Int> {
      let low = min(max((min(a, b) - reach).rounded(.up), 0), Double(size))
      let high = min(max((max(a, b) + reach).rounded(.down) + 1, low), Double(size))
      return Int(low)..<Int(high)
    }
    let along = to - from
    let length = max((along * along).sum(), 1e-12)
    let columns = range(from.x, to.x)
    for row in range(from.y, to.y) {
      for column in columns {
        let offset = SIMD2(Double(column), Double(row)) - from
        let part = min(max((offset * along).sum() / length, 0), 1)
        let rest = offset - along * part
        let index = row * size + column
        squares[index] = min(squares[index], (rest * rest).sum())
      }
    }
  }

  var samples: [Float] {
    squares.map { Float(min(max(radius + 0.5 - $0.squareRoot(), 0), 1)) }
  }
}
