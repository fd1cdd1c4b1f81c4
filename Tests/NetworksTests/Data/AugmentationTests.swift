import Networks
import TensorCore
import Testing

@Suite("Augmentation")
struct AugmentationTests {
  private static func images(_ count: Int) -> Tensor<Float> {
    var generator = RandomGenerator(seed: 3)
    let values = (0..<count * 2 * 5 * 6).map { _ in Float(generator.uniform()) }
    return Tensor(shape: [count, 2, 5, 6], values: values)
  }

  private static let everything = ImageAugmentation(
    shift: 1.5, rotation: 15, flip: 0.5, crop: [4, 5], brightness: 0.2, noise: 0.1)

  @Test("An example is changed alike in one epoch, whatever its batch, and otherwise in another")
  func reproducible() {
    let images = Self.images(3)
    let all = Self.everything.augmented(images, examples: [0, 1, 2], epoch: 4, seed: 9)
    let one = Self.everything.augmented(
      images.examples(at: [2, 0]), examples: [2, 0], epoch: 4, seed: 9)
    #expect(one == all.examples(at: [2, 0]))
    let next = Self.everything.augmented(images, examples: [0, 1, 2], epoch: 5, seed: 9)
    #expect(next != all)
    #expect(Self.everything.augmented(images, examples: [0, 1, 2], epoch: 4, seed: 10) != all)
  }

  @Test("No change at all is the same image")
  func identity() {
    let images = Self.images(2)
    #expect(ImageAugmentation().augmented(images, examples: [0, 1], epoch: 0, seed: 1) == images)
  }

  @Test("A flip exchanges left and right, twice it is the same image")
  func flip() {
    let images = Self.images(1)
    let augmentation = ImageAugmentation(flip: 1)
    let flipped = augmentation.augmented(images, examples: [0], epoch: 0, seed: 1)
    let mirrored = (0..<10).flatMap { row in images.values[row * 6..<(row + 1) * 6].reversed() }
    #expect(zip(flipped.values, mirrored).allSatisfy { abs($0 - $1) < 1e-6 })
    let twice = augmentation.augmented(flipped, examples: [0], epoch: 0, seed: 1)
    #expect(zip(twice.values, images.values).allSatisfy { abs($0 - $1) < 1e-6 })
  }

  @Test("A crop is a window of the image")
  func crop() {
    let images = Self.images(1)
    let values = images.values
    // The windows by their corners, row by row.
    var windows: [[Float]] = []
    for corner in [0, 1, 2, 6, 7, 8] {
      var window: [Float] = []
      for start in [0, 6, 12, 18, 30, 36, 42, 48] {
        window += values[corner + start..<corner + start + 4]
      }
      windows.append(window)
    }
    var found: Set<Int> = []
    for epoch in 0..<40 {
      let cropped = ImageAugmentation(crop: [4, 4]).augmented(
        images, examples: [0], epoch: epoch, seed: 1)
      #expect(cropped.shape == [1, 2, 4, 4])
      let index = windows.firstIndex { window in
        zip(window, cropped.values).allSatisfy { abs($0 - $1) < 1e-6 }
      }
      found.insert(index ?? -1)
    }
    #expect(found == Set(0..<6))
  }

  @Test("A shift by whole samples moves the image and leaves zeros behind")
  func shift() {
    // A point stays within the bound of its place, its mass where the frame is wide enough.
    let image = Tensor<Float>(shape: [1, 1, 9, 9], values: (0..<81).map { $0 == 40 ? 1 : 0 })
    for epoch in 0..<20 {
      let shifted = ImageAugmentation(shift: 2).augmented(
        image, examples: [0], epoch: epoch, seed: 2
      ).values
      #expect(abs(shifted.reduce(0, +) - 1) < 1e-5)
      let reached = shifted.indices.filter { shifted[$0] > 0 }
      #expect(reached.allSatisfy { abs($0 / 9 - 4) <= 2 && abs($0 % 9 - 4) <= 2 })
    }
  }

  @Test("Brightness multiplies and adds one number each, noise has its deviation")
  func samples() {
    let flat = Tensor<Float>(shape: [1, 1, 40, 40], values: [Float](repeating: 0.5, count: 1600))
    let bright = ImageAugmentation(brightness: 0.2).augmented(
      flat, examples: [0], epoch: 0, seed: 5
    ).values
    #expect(Set(bright).count == 1 && bright[0] != 0.5 && abs(bright[0] - 0.5) <= 0.3)
    let noisy = ImageAugmentation(noise: 0.1).augmented(flat, examples: [0], epoch: 0, seed: 5)
      .values
    let mean = noisy.reduce(0, +) / 1600
    let variance = noisy.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 1600
    #expect(abs(mean - 0.5) < 0.01 && abs(variance.squareRoot() - 0.1) < 0.01)
    let loud = ImageAugmentation(noise: 5).augmented(flat, examples: [0], epoch: 0, seed: 5).values
    #expect(loud.allSatisfy { (0...1).contains($0) })
  }

  @Test("Vectors are scaled, blurred and masked, each alike in one epoch")
  func vectors() {
    let vectors = Tensor<Double>(
      shape: [2, 1000], values: [Double](repeating: 1, count: 2000))
    let scaled = VectorAugmentation(scale: 0.3).augmented(
      vectors, examples: [0, 1], epoch: 0, seed: 1
    ).values
    #expect(Set(scaled[..<1000]).count == 1 && scaled[0] != scaled[1000])
    let masked = VectorAugmentation(masking: 0.25).augmented(
      vectors, examples: [0, 1], epoch: 0, seed: 1
    ).values
    #expect(abs(masked.count { $0 == 0 } - 500) < 80)
    let augmentation = VectorAugmentation(noise: 0.1, scale: 0.1, masking: 0.1)
    let all = augmentation.augmented(vectors, examples: [7, 8], epoch: 2, seed: 1)
    let one = augmentation.augmented(vectors.examples(at: [1]), examples: [8], epoch: 2, seed: 1)
    #expect(all.examples(at: [1]) == one)
  }
}
