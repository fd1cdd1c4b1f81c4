import Foundation
import Testing

@testable import RecurCommand

/// What the tests of `recur translate` share.
enum TranslateFixture {
  /// Pairs that are easy to learn: a word and its letters from the end.
  static func pairs(_ count: Int) -> String {
    (0..<count).map { index in
      let letters = Array("abcdef")
      let word = (0...(index % 4)).map { String(letters[(index / 3 + $0 * (index + 1)) % 6]) }
      return word.joined() + "\t" + word.reversed().joined() + "\n"
    }.joined()
  }

  /// Small sizes: the kernels are slow in a debug build. The course of the rate does not depend on
  /// the length of the run.
  static let small = [
    "--hidden-size", "8", "--embedding-size", "4", "--batch-size", "8", "--threads", "2",
    "--validation-fraction", "0.2", "--samples", "1", "--preset", "recur-1",
  ]

  static let model = "m.safetensors"
  static let latest = "m.latest.safetensors"

  /// A session with a file `pairs`.
  static func session() throws -> CharLMSession {
    let session = try CharLMSession("translate")
    try session.write(pairs(60), to: "pairs")
    return session
  }

  /// A session with a model that was trained for an epoch.
  static func trained(_ options: [String] = []) throws -> CharLMSession {
    let session = try session()
    let outcome = try session.run(
      ["train", "pairs", "-o", model, "--epochs", "1"] + small + options)
    #expect(outcome.status == 0, "\(outcome.diagnostics)")
    return session
  }
}
