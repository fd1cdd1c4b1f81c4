internal import ModelFiles
public import TensorCore

extension Tensor where S == Float {
  /// The image [C, H, W] of a PGM (C = 1) or PPM file (C = 3: red, green, blue), with samples from 0
  /// to 1: the file's divided by its maximum, which may be up to 65535.
  ///
  /// Both forms of each are read, in decimal digits (P2, P3) and binary (P5, P6; two bytes to a
  /// sample, the most significant first, where the maximum is above 255). Comments begin with `#`
  /// and end with the line. One image stands in a file.
  ///
  /// - Throws: `DataFileError`; sizes are compared before anything is allocated.
  /// - Complexity: the bytes of the file; at most 4 bytes of memory for each.
  public init(pnm path: String) throws(DataFileError) {
    self = try DataFileError.about(path) { () throws(DataFileError.Problem) in
      var file = try DataFile(path)
      let header = try PNMHeader(&file)
      return try header.isBinary ? header.binaryImage(file) : header.decimalImage(&file)
    }
  }
}

/// What the header of a PGM or PPM file says.
private struct PNMHeader {
  let isBinary: Bool
  let channels: Int
  let width: Int
  let height: Int
  /// The value of the brightest sample.
  let maximum: Int

  /// The header, the file then standing behind the white space that ends it.
  init(_ file: inout DataFile) throws(DataFileError.Problem) {
    guard try file.next() == UInt8(ascii: "P") else { throw .otherFormat(expected: "PGM or PPM") }
    switch try file.next() {
    case UInt8(ascii: "2"): (isBinary, channels) = (false, 1)
    case UInt8(ascii: "3"): (isBinary, channels) = (false, 3)
    case UInt8(ascii: "5"): (isBinary, channels) = (true, 1)
    case UInt8(ascii: "6"): (isBinary, channels) = (true, 3)
    default: throw .otherFormat(expected: "PGM or PPM")
    }
    guard let end = try file.next(), end.isPNMSpace || end == UInt8(ascii: "#") else {
      throw .otherFormat(expected: "PGM or PPM")
    }
    file.stepBack()
    width = try Self.extent(&file)
    height = try Self.extent(&file)
    let offset = file.offset
    maximum = try Self.number(&file, limit: 65535)
    guard maximum > 0 else {
      throw .malformedHeader(offset: offset, detail: "a maximum of 0")
    }
    guard let last = try file.next(), last.isPNMSpace else {
      throw .malformedHeader(offset: file.offset, detail: "no white space after the maximum")
    }
  }

  private static func extent(_ file: inout DataFile) throws(DataFileError.Problem) -> Int {
    let offset = file.offset
    let extent = try number(&file, limit: Int(Int32.max))
    guard extent > 0 else { throw .malformedHeader(offset: offset, detail: "an extent of 0") }
    return extent
  }

  /// The next number of at most `limit`, white space and comments before it passed over.
  static func number(_ file: inout DataFile, limit: Int) throws(DataFileError.Problem) -> Int {
    var byte = try file.next()
    while let current = byte, current.isPNMSpace || current == UInt8(ascii: "#") {
      if current == UInt8(ascii: "#") {
        while let skipped = try file.next(), skipped != 0x0A, skipped != 0x0D {}
      }
      byte = try file.next()
    }
    guard let first = byte else { throw .truncated(expected: file.size + 1, found: file.size) }
    let start = file.offset - 1
    var (value, digit) = (0, Int(first) - 0x30)
    guard (0...9).contains(digit) else { throw .notANumber(offset: start) }
    while (0...9).contains(digit) {
      value = value * 10 + digit
      if value > limit { throw .sampleTooLarge(offset: start, maximum: limit) }
      guard let next = try file.next() else { return value }
      digit = Int(next) - 0x30
    }
    file.stepBack()
    return value
  }

  private var shape: [Int] { [channels, height, width] }

  /// Where the sample that the file has at `index` stands in the image [C, H, W].
  private func place(_ index: Int) -> Int {
    let (pixel, channel) = index.quotientAndRemainder(dividingBy: channels)
    return channel * height * width + pixel
  }

  func binaryImage(_ file: DataFile) throws(DataFileError.Problem) -> Tensor<Float> {
    let size = maximum > 255 ? 2 : 1
    let count = try DataFile.elementCount(of: shape, elementSize: size)
    let (end, overflow) = file.offset.addingReportingOverflow(count * size)
    if overflow { throw .tooLarge(shape: shape) }
    try file.requireEnd(end)
    var image = Tensor<Float>(uninitialized: shape)
    let scale = 1 / Float(maximum)
    try image.withMutableBlock { samples throws(DataFileError.Problem) in
      try file.forEachPiece(count * size, at: file.offset) {
        bytes, before throws(DataFileError.Problem) in
        for index in 0..<bytes.count / size {
          let value =
            size == 1 ? Int(bytes[index]) : Int(bytes[2 * index]) << 8 | Int(bytes[2 * index + 1])
          if value > maximum {
            throw .sampleTooLarge(offset: file.offset + before + index * size, maximum: maximum)
          }
          samples[place(before / size + index)] = Float(value) * scale
        }
      }
    }
    return image
  }

  func decimalImage(_ file: inout DataFile) throws(DataFileError.Problem) -> Tensor<Float> {
    // A sample has a digit and, but for the last, white space.
    let count = try DataFile.elementCount(of: shape, elementSize: 2)
    let (end, overflow) = file.offset.addingReportingOverflow(2 * count - 1)
    if overflow { throw .tooLarge(shape: shape) }
    if file.size < end { throw .truncated(expected: end, found: file.size) }
    var image = Tensor<Float>(uninitialized: shape)
    let scale = 1 / Float(maximum)
    try image.withMutableBlock { samples throws(DataFileError.Problem) in
      for index in 0..<count {
        samples[place(index)] = Float(try Self.number(&file, limit: maximum)) * scale
        guard let next = try file.next() else { continue }
        guard next.isPNMSpace || next == UInt8(ascii: "#") else {
          throw .notANumber(offset: file.offset - 1)
        }
        file.stepBack()
      }
    }
    while let byte = try file.next() {
      guard byte.isPNMSpace else {
        throw .trailingBytes(expected: file.offset - 1, found: file.size)
      }
    }
    return image
  }
}

extension UInt8 {
  /// Blank, tab, LF, VT, FF and CR.
  fileprivate var isPNMSpace: Bool { self == 0x20 || (0x09...0x0D).contains(self) }
}
