import Foundation
import Testing

@testable import PairGenerator

/// The files of `corpora/pairs` as they are committed, each read once.
enum CommittedPairs {
  static func bytes(_ set: PairSet) throws -> Data {
    let directory = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "pairs", directoryHint: .isDirectory)
    return try Data(contentsOf: directory.appending(path: set.fileName))
  }

  static func pairs(_ set: PairSet) throws -> [Pair] {
    try bytes(set).split(separator: UInt8(ascii: "\n")).map { line in
      let cells = line.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
      try #require(cells.count == 2, "\(set.fileName): \(String(decoding: line, as: UTF8.self))")
      return Pair(
        String(decoding: cells[0], as: UTF8.self), String(decoding: cells[1], as: UTF8.self))
    }
  }

  static let addition = Result { try pairs(.addition) }
  static let dates = Result { try pairs(.dates) }
  static let english = Result { try pairs(.numbers(.english)) }
  static let french = Result { try pairs(.numbers(.french)) }
  static let japanese = Result { try pairs(.numbers(.japanese)) }

  static func of(_ set: PairSet) throws -> [Pair] {
    switch set {
    case .addition: try addition.get()
    case .dates: try dates.get()
    case .numbers(.english): try english.get()
    case .numbers(.french): try french.get()
    case .numbers(.japanese): try japanese.get()
    }
  }
}
