internal import ModelFiles
internal import TensorCore

extension Examples where S == Float {
  /// Images and labels of two IDX files, such as those of MNIST: bytes [N, H, W] or [N, C, H, W],
  /// which become numbers from 0 to 1, and the classes [N].
  ///
  /// - Throws: `DataFileError` about the file that is wrong.
  public init(
    idxImages: String, labels labelPath: String, classCount: Int = 10
  ) throws(DataFileError) {
    var images = try Tensor(idx: idxImages)
    let numbers = try Tensor(idx: labelPath)
    let shape = images.shape
    guard shape.count == 3 || shape.count == 4 else {
      throw DataFileError(path: idxImages, problem: .wrongAxes(expected: 3, shape: shape))
    }
    guard images.count > 0 else { throw DataFileError(path: idxImages, problem: .empty) }
    guard numbers.shape.count == 1 else {
      throw DataFileError(
        path: labelPath, problem: .wrongAxes(expected: 1, shape: numbers.shape))
    }
    guard numbers.count == shape[0] else {
      throw DataFileError(
        path: labelPath, problem: .labelCount(expected: shape[0], found: numbers.count))
    }
    var labels: [Int32] = []
    labels.reserveCapacity(numbers.count)
    for index in 0..<numbers.count {
      let number = numbers[flat: index]
      guard number >= 0, number < Float(classCount), let label = Int32(exactly: number) else {
        throw DataFileError(
          path: labelPath, problem: .labelOutOfRange(index: index, classCount: classCount))
      }
      labels.append(label)
    }
    images.withMutableBlock { $0.scale(by: 1 / 255) }
    let extents = shape.count == 3 ? [1] + shape.dropFirst() : Array(shape.dropFirst())
    self.init(
      inputs: Tensor(images, shape: [shape[0]] + extents), targets: .classes(labels))
  }

  /// The images [N, 3, 32, 32] of binary files of CIFAR-10, with the classes 0 to 9: records of a
  /// label, 1,024 red, 1,024 green and 1,024 blue bytes, each row by row.
  ///
  /// - Throws: `DataFileError` about the file that is wrong.
  public init(cifar10 paths: [String]) throws(DataFileError) {
    let (classes, pixels) = (10, 3 * 32 * 32)
    let record = pixels + 1
    var files: [DataFile] = []
    for path in paths {
      files.append(
        try DataFileError.about(path) { () throws(DataFileError.Problem) in
          let file = try DataFile(path)
          guard file.size > 0 else { throw .empty }
          try file.requireEnd(max(file.size / record, 1) * record)
          return file
        })
    }
    let count = files.reduce(0) { $0 + $1.size / record }
    var labels: [Int32] = []
    labels.reserveCapacity(count)
    var images = Tensor<Float>(uninitialized: [count, 3, 32, 32])
    try images.withMutableBlock { samples throws(DataFileError) in
      for (path, file) in zip(paths, files) {
        let first = labels.count
        try DataFileError.about(path) { () throws(DataFileError.Problem) in
          try file.forEachPiece(file.size, at: 0) { bytes, before throws(DataFileError.Problem) in
            for (place, byte) in bytes.enumerated() {
              let (index, within) = (before + place).quotientAndRemainder(dividingBy: record)
              if within > 0 {
                samples[(first + index) * pixels + within - 1] = Float(byte) / 255
              } else if byte < classes {
                labels.append(Int32(byte))
              } else {
                throw .labelOutOfRange(index: index, classCount: classes)
              }
            }
          }
        }
      }
    }
    self.init(inputs: images, targets: .classes(labels))
  }
}
