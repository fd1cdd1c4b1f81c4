internal import Foundation
public import TensorCore

/// Random changes of images that leave their class as it is, drawn anew for every example and epoch
/// and reproducible by both.
///
/// One resampling does turn, shift, flip and crop together: the sample at a place of the result is
/// the bilinear mean of the four around the place it comes from, 0 outside the image. Brightness and
/// noise come after it; samples are kept in ``range``.
///
/// ```swift
/// let augmentation = ImageAugmentation(shift: 2, rotation: 10, noise: 0.05)
/// while var batch = batches.next() {
///   batch.inputs = augmentation.augmented(
///     batch.inputs, examples: batches.indices, epoch: batches.epoch, seed: 1)
///   try trainer.update(batch)
/// }
/// ```
public struct ImageAugmentation: Sendable, Codable, Equatable {
  /// The largest shift along each axis, in samples, not necessarily whole.
  public var shift: Double
  /// The largest turn to either side, in degrees.
  public var rotation: Double
  /// The probability with which left and right are exchanged.
  public var flip: Double
  /// Height and width of a window at a random place of the image, the size of the result; nil: the
  /// whole image.
  public var crop: [Int]?
  /// b: all samples of an image are multiplied by 1 + u and increased by v, both uniform in [-b, b].
  public var brightness: Double
  /// The standard deviation of independent normal numbers that are added to the samples.
  public var noise: Double
  /// What samples are kept in.
  public var range: ClosedRange<Double>

  /// The identity, but for what is given.
  public init(
    shift: Double = 0, rotation: Double = 0, flip: Double = 0, crop: [Int]? = nil,
    brightness: Double = 0, noise: Double = 0, range: ClosedRange<Double> = 0...1
  ) {
    precondition(
      shift >= 0 && rotation >= 0 && (0...1).contains(flip) && brightness >= 0 && noise >= 0,
      "image augmentation: shift \(shift), rotation \(rotation), flip \(flip), brightness "
        + "\(brightness), noise \(noise)")
    precondition(
      crop.map { $0.count == 2 && $0.allSatisfy { $0 > 0 } } ?? true, "crop to \(crop ?? [])")
    self.shift = shift
    self.rotation = rotation
    self.flip = flip
    self.crop = crop
    self.brightness = brightness
    self.noise = noise
    self.range = range
  }

  /// The images [N, C, h, w] made of `images` [N, C, H, W].
  ///
  /// - Parameters:
  ///   - examples: the number of every image among all examples, [N].
  ///   - epoch: counts from 0.
  /// - Complexity: a few dozen operations for each sample.
  public func augmented(
    _ images: Tensor<Float>, examples: [Int], epoch: Int, seed: UInt64
  ) -> Tensor<Float> {
    precondition(
      images.shape.count == 4 && images.shape[0] == examples.count,
      "augmentation of images \(images.shape), \(examples.count) examples")
    let (channels, height, width) = (images.shape[1], images.shape[2], images.shape[3])
    let size = crop ?? [height, width]
    precondition(
      size[0] <= height && size[1] <= width, "crop to \(size) of images \(images.shape)")
    var result = Tensor<Float>(uninitialized: [examples.count, channels] + size)
    result.withMutableBlock { target in
      images.withBlock { source in
        let inputs = source.reshaped(rows: examples.count * channels, columns: height * width)
        let outputs = target.reshaped(rows: examples.count * channels, columns: size[0] * size[1])
        for (place, example) in examples.enumerated() {
          var generator = RandomGenerator(seed: seed, epoch: epoch, example: example)
          let view = View(self, from: (height, width), to: (size[0], size[1]), &generator)
          let gain = 1 + generator.uniform(in: -brightness...brightness)
          let offset = generator.uniform(in: -brightness...brightness)
          for channel in 0..<channels {
            let output = outputs.row(place * channels + channel)
            view.resample(inputs.row(place * channels + channel), into: output)
            for index in 0..<output.count {
              var value = Double(output[index]) * gain + offset
              if noise > 0 { value += noise * generator.normal() }
              output[index] = Float(min(max(value, range.lowerBound), range.upperBound))
            }
          }
        }
      }
    }
    return result
  }
}

/// Where each sample of one augmented image comes from:
///
///     y = [cos  -sin] (i - ci) + Cy + sy        i, j: row and column of the result,
///     x = [sin   cos] (j - cj) + Cx + sx        c, C: the centres of window and image
private struct View {
  private let from: (height: Int, width: Int)
  private let to: (height: Int, width: Int)
  private let isIdentity: Bool
  private let isFlipped: Bool
  private let (cosine, sine): (Double, Double)
  /// The place in the image of the window's centre.
  private let center: (y: Double, x: Double)

  init(
    _ augmentation: ImageAugmentation, from: (height: Int, width: Int),
    to: (height: Int, width: Int), _ generator: inout RandomGenerator
  ) {
    (self.from, self.to) = (from, to)
    func symmetric(_ bound: Double) -> Double { generator.uniform(in: -bound...bound) }
    let top = Double(generator.index(below: from.height - to.height + 1))
    let left = Double(generator.index(below: from.width - to.width + 1))
    let shift = (symmetric(augmentation.shift), symmetric(augmentation.shift))
    let angle = symmetric(augmentation.rotation)
    isFlipped = generator.uniform() < augmentation.flip
    (cosine, sine) = (cos(angle * .pi / 180), sin(angle * .pi / 180))
    center = (
      top + Double(to.height - 1) / 2 + shift.0, left + Double(to.width - 1) / 2 + shift.1
    )
    isIdentity = from == to && shift == (0, 0) && angle == 0 && !isFlipped
  }

  func resample(_ input: Block<Float>, into output: Block<Float>) {
    guard !isIdentity else { return output.copy(from: input) }
    let middle = (y: Double(to.height - 1) / 2, x: Double(to.width - 1) / 2)
    func sample(_ row: Int, _ column: Int) -> Float {
      row >= 0 && row < from.height && column >= 0 && column < from.width
        ? input[row * from.width + column] : 0
    }
    for row in 0..<to.height {
      for column in 0..<to.width {
        let down = Double(row) - middle.y
        let across = (Double(column) - middle.x) * (isFlipped ? -1 : 1)
        let y = center.y + cosine * down - sine * across
        let x = center.x + sine * down + cosine * across
        let (low, left) = (y.rounded(.down), x.rounded(.down))
        guard low >= -1, left >= -1, low < Double(from.height), left < Double(from.width) else {
          output[row * to.width + column] = 0
          continue
        }
        let (top, start) = (Int(low), Int(left))
        let (v, u) = (Float(y - low), Float(x - left))
        let upper = sample(top, start) * (1 - u) + sample(top, start + 1) * u
        let lower = sample(top + 1, start) * (1 - u) + sample(top + 1, start + 1) * u
        output[row * to.width + column] = upper * (1 - v) + lower * v
      }
    }
  }
}
