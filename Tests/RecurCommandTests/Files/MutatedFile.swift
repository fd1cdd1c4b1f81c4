import Foundation
import TensorCore

@testable import ModelFiles

/// A model file that lies: an intact one with some of its words and numbers changed, and checksums
/// that are right all the same.
struct MutatedFile {
  private var metadata: [String: String]
  private var tensors: [StoredTensor]
  /// Draws what is changed.
  private var generator: RandomGenerator

  init(_ intact: SafetensorsFile, seed: UInt64) {
    metadata = intact.metadata
    tensors = intact.tensors
    generator = RandomGenerator(seed: seed)
  }

  /// The bytes of the file after one to three changes; of one in sixteen files a byte of the header
  /// is changed as well, which no checksum covers up.
  mutating func bytes() -> [UInt8] {
    for _ in 0...generator.index(below: 3) { change() }
    var end = 0
    let placed = tensors.map { tensor in
      defer { end += tensor.bytes.count }
      return StoredTensor(
        name: tensor.name, elementType: tensor.elementType, shape: tensor.shape,
        range: end..<end + tensor.bytes.count, bytes: tensor.bytes)
    }
    let file = SafetensorsFile(path: "", metadata: metadata, tensors: placed, pending: nil)
    let header = file.header(checksummed: true)
    var bytes = UInt64.bytes(of: [UInt64(header.count)].span) + header
    if generator.index(below: 16) == 0 {
      bytes[generator.index(below: bytes.count)] ^= 1 << UInt8(generator.index(below: 8))
    }
    return bytes + placed.flatMap(\.bytes)
  }

  private mutating func change() {
    switch generator.index(below: 10) {
    case 0...3: changeNumber()
    case 4: changeOption()
    case 5: changeWord()
    case 6: changeMetadata()
    case 7: changeShape()
    case 8: changeTensor()
    default: changeValue()
    }
  }

  private mutating func any<Element>(_ elements: [Element]) -> Element? {
    elements.isEmpty ? nil : elements[generator.index(below: elements.count)]
  }

  private mutating func anyKey(_ isWanted: (String) -> Bool = { _ in true }) -> String? {
    any(metadata.keys.filter(isWanted).sorted())
  }

  // MARK: - Words and numbers of the sections

  private static let numbers = [
    "0", "-1", "1", "2", "3", "64", "65536", "1048576", "1048577", "2147483647", "-2147483648",
    "4294967296", "288230376151711744", "9007199254740993", "9223372036854775807",
    "-9223372036854775808", "18446744073709551615", "99999999999999999999999", "0.5", "-0.5",
    "1e308",
    "1e-308", "-1e308", "\"nan\"", "\"infinity\"", "null", "true", "[]", "{}", "\"x\"",
  ]

  /// Puts another number in the place of one, with or without its quotation marks.
  private mutating func changeNumber() {
    guard let key = anyKey({ $0.hasPrefix("recur.section.") && !$0.hasSuffix("vocabulary") }),
      let text = metadata[key]
    else { return }
    let places = text.matches(of: #/-?[0-9]+(\.[0-9]+)?(e-?[0-9]+)?/#).map(\.range)
    guard let place = any(places), let number = any(Self.numbers) else { return }
    metadata[key] = text.replacingCharacters(in: place, with: number)
  }

  private static let values = [
    "", "0", "1", "2", "7", "1000000", "65536", "0.1", "1e6", "nan", "word", "byte", "scalar",
    "rnn",
    "gru", "lstm", "rtrl", "blocked-rtrl", "uoro", "checkpointed-bptt", "truncated-bptt",
    "additive",
    "none", "state", "streams", "sgd", "adam", "adadelta", "step", "cosine", "fast", "exact", "-",
  ]

  /// Sets, adds or takes away an option.
  private mutating func changeOption() {
    let key = "recur.section.options"
    guard let text = metadata[key],
      var options = try? JSONDecoder().decode([String: [String]].self, from: Data(text.utf8)),
      let name = any(
        options.keys.sorted() + ["tied", "embedding-size", "stream", "residual", "clip-value"])
    else { return }
    options[name] = generator.index(below: 5) == 0 ? nil : [any(Self.values) ?? ""]
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    metadata[key] = (try? encoder.encode(options)).map { String(decoding: $0, as: UTF8.self) }
  }

  /// Changes a character of a section.
  private mutating func changeWord() {
    guard let key = anyKey(), let text = metadata[key], !text.isEmpty else { return }
    var bytes = Array(text.utf8)
    bytes[generator.index(below: bytes.count)] = UInt8(32 + generator.index(below: 95))
    metadata[key] = String(decoding: bytes, as: UTF8.self)
  }

  /// Takes a section away or gives it the text of another.
  private mutating func changeMetadata() {
    guard let key = anyKey(), let other = anyKey() else { return }
    metadata[key] = generator.index(below: 2) == 0 ? nil : metadata[other]
  }

  // MARK: - Tensors

  /// Gives a tensor another shape: of as many elements, of none, or of some other number, its data
  /// fitted to it where that is small.
  private mutating func changeShape() {
    guard let index = any(Array(tensors.indices)) else { return }
    let tensor = tensors[index]
    let (shape, count) = (tensor.shape, tensor.shape.reduce(1, *))
    let large = 1 << generator.index(below: 62)
    let shapes = [
      [count], shape.reversed(), [1] + shape, shape + [1], [], [0], [0] + shape.dropFirst(),
      shape.dropLast() + [0], shape.map { $0 + 1 }, [0, large], [large, 0], [large],
    ]
    guard let found = any(shapes) else { return }
    let size = tensor.elementType.size
    let wanted = elementCount(of: found, size: size).map { $0 * size } ?? tensor.bytes.count
    let bytes =
      wanted > 1 << 20
      ? tensor.bytes
      : Array((tensor.bytes + [UInt8](repeating: 0, count: wanted)).prefix(wanted))
    tensors[index] = StoredTensor(
      name: tensor.name, elementType: tensor.elementType, shape: found, range: 0..<0, bytes: bytes)
  }

  /// Takes a tensor away, gives it the name of none or of another format, or adds one.
  private mutating func changeTensor() {
    guard let index = any(Array(tensors.indices)), let type = any(ElementType.allCases) else {
      return
    }
    let tensor = tensors[index]
    switch generator.index(below: 4) {
    case 0: tensors.remove(at: index)
    case 1:
      tensors[index] = StoredTensor(
        name: tensor.name + "x", elementType: tensor.elementType, shape: tensor.shape,
        range: 0..<0, bytes: tensor.bytes)
    case 2:
      tensors[index] = StoredTensor(
        name: tensor.name, elementType: type, shape: tensor.shape, range: 0..<0,
        bytes: Self.bytes(of: tensor.shape, type) ?? tensor.bytes)
    default:
      let name = any([
        "training.state", "training.optimizer.2", "training.stream", "training.estimator.x",
      ])
      guard let name, !tensors.contains(where: { $0.name == name }) else { return }
      tensors.append(
        StoredTensor(
          name: name, elementType: tensor.elementType, shape: tensor.shape, range: 0..<0,
          bytes: tensor.bytes))
    }
  }

  /// Bytes for a shape; nil where a change has made it too large for them.
  private static func bytes(of shape: [Int], _ type: ElementType) -> [UInt8]? {
    elementCount(of: shape, size: type.size).map { $0 * type.size }
      .flatMap { $0 <= 1 << 20 ? [UInt8](repeating: 1, count: $0) : nil }
  }

  /// Makes a number of a tensor infinite, none, huge or tiny.
  private mutating func changeValue() {
    guard let index = any(tensors.indices.filter { tensors[$0].bytes.count >= 4 }),
      let value = any([
        Float.nan, .infinity, -.infinity, .greatestFiniteMagnitude, .leastNonzeroMagnitude, 1e30,
        -1,
      ])
    else { return }
    let place = 4 * generator.index(below: tensors[index].bytes.count / 4)
    tensors[index].bytes.replaceSubrange(
      place..<place + 4, with: Float.bytes(of: [value].span))
  }
}
