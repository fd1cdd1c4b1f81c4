import Foundation
import Terminal

extension CommandFailure {
  /// What ended a training run, with the files that are left of it.
  init(training error: any Error, kept paths: [String], hasSaved: Bool) {
    let failure = CommandFailure(ending: error)
    let kept = paths.filter { FileManager.default.fileExists(atPath: $0) && hasSaved }
    let words =
      kept.isEmpty
      ? "nothing was saved yet" : "kept: \(kept.map { visible($0) }.joined(separator: ", "))"
    self.init(failure.exitCode, "\(failure.message)\n\(words)")
  }
}
