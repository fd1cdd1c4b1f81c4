import Foundation
import Networks
import TensorCore
import Testing

/// Files of images that lie: `RECUR_FUZZ=N` asks for N cases in all, where 3,500 are usual.
@Suite("Mutated files of images")
struct DataFileFuzzTests {
  private static let cases =
    ProcessInfo.processInfo.environment["RECUR_FUZZ"].flatMap { Int($0) } ?? 3500

  private static let intact: [[UInt8]] = [
    idx(8, [4, 5, 6], (0..<120).map { UInt8($0) }), idx(8, [12], (0..<12).map { UInt8($0 % 10) }),
    idx(0x0B, [3, 7], (0..<42).map { UInt8($0) }), idx(0x0E, [2, 3], (0..<48).map { UInt8($0) }),
    Array("P5\n# made by hand\n6 4\n255\n".utf8) + (0..<24).map { UInt8($0 * 10) },
    Array("P6 3 2 65535\n".utf8) + (0..<36).map { UInt8($0) },
    Array("P2\n4 3\n15\n0 1 2 3\n4 5 6 7 # rest\n8 9 10 15\n".utf8),
    Array("P3 2 1 255 0 51 102 153 204 255\n".utf8),
  ]

  /// Extents and numbers that are put in the place of others.
  private static let extremes: [[UInt8]] = [
    [0, 0, 0, 0], [0xFF, 0xFF, 0xFF, 0xFF], [0x7F, 0xFF, 0xFF, 0xFF], [0x80, 0, 0, 0],
    [0, 1, 0, 0], Array("0 ".utf8), Array("2147483647 ".utf8), Array("99999999999999999999".utf8),
    Array("65535 ".utf8), Array("#".utf8), Array("P2".utf8),
  ]

  private static func mutated(_ generator: inout RandomGenerator) -> [UInt8] {
    var bytes = intact[generator.index(below: intact.count)]
    for _ in 0...generator.index(below: 4) {
      guard !bytes.isEmpty else { break }
      // Most changes are made in the header.
      let end = generator.index(below: 3) > 0 ? min(bytes.count, 24) : bytes.count
      let place = generator.index(below: end)
      switch generator.index(below: 6) {
      case 0: bytes[place] ^= 1 << UInt8(generator.index(below: 8))
      case 1: bytes[place] = UInt8(generator.index(below: 256))
      case 2: bytes.remove(at: place)
      case 3: bytes.removeLast(generator.index(below: bytes.count + 1))
      case 4: bytes.append(contentsOf: bytes.prefix(generator.index(below: 9)))
      default:
        let extreme = extremes[generator.index(below: extremes.count)]
        bytes.replaceSubrange(place..<min(bytes.count, place + extreme.count), with: extreme)
      }
    }
    return bytes
  }

  @Test("A mutated file is read or refused, and never takes more than four times its size")
  func mutations() throws {
    let scratch = try Scratch()
    var (read, refused) = (0, 0)
    for seed in 0..<Self.cases {
      var generator = RandomGenerator(seed: UInt64(seed))
      let bytes = Self.mutated(&generator)
      let path = try scratch.put(bytes, in: "file")
      for format in Format.allCases {
        do throws(DataFileError) {
          let count = try format.count(path)
          read += 1
          #expect(4 * count <= 4 * bytes.count, "\(bytes)")
        } catch {
          refused += 1
          #expect(error.path == path)
          try requireNoAllocation(error.problem, format, path)
        }
      }
    }
    #expect(read > Self.cases / 20 && refused > Self.cases)
  }

  /// A file whose size contradicts its header costs no tensor.
  private func requireNoAllocation(
    _ problem: DataFileError.Problem, _ format: Format, _ path: String
  ) throws {
    switch problem {
    // A last sample that is missing in a decimal image shows when it is read.
    case .truncated(let expected, let found) where expected == found + 1: break
    case .truncated, .tooLarge, .otherFormat, .unknownElementType, .malformedHeader:
      let planned = MemoryMeter.planned { try? format.count(path) }
      #expect(planned.peak == 0, "\(format)")
    default: break
    }
  }

  /// The readers of files.
  private enum Format: CaseIterable {
    case idx, pnm, cifar

    /// Elements of the tensor that the file at `path` is read as.
    func count(_ path: String) throws(DataFileError) -> Int {
      switch self {
      case .idx: try Tensor<Float>(idx: path).count
      case .pnm: try Tensor<Float>(pnm: path).count
      case .cifar: try Examples<Float>(cifar10: [path]).inputs.count
      }
    }
  }
}
