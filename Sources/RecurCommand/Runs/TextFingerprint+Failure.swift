import Recur
import Terminal

extension TextFingerprint {
  /// Stops (65) a run that goes on with another text than `expected`, that of its beginning.
  func require(_ expected: Self?) throws(CommandFailure) {
    guard let expected, expected != self else { return }
    throw CommandFailure(
      .unusableData,
      "--resume: this is not the text that the model was trained on: \(bytes) bytes, "
        + "\(expected.bytes) then" + (expected.bytes == bytes ? ", and another content" : ""))
  }
}
