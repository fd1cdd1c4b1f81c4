import Foundation
import Terminal

// What a run trains on, which a run that goes on may leave to the model.
extension Arguments {
  /// Stops (64) a run without data: one that begins, or goes on with a model that does not tell.
  ///
  /// - Parameter resumed: the path of the model that the run goes on from.
  func requireData(
    _ positional: any CommandPositional, of command: Command, resumed: String?
  ) throws(CommandFailure) {
    guard words(of: positional).isEmpty else { return }
    throw .usage(
      "\(positional.name) is missing\n"
        + (resumed.map { "\(visible($0)) does not tell what it was trained on" }
          ?? "give what to train on, or --resume MODEL to go on with a model"))
  }

  /// Stops (66) where the data that a model remembers are no longer there.
  ///
  /// - Parameter given: the words of this command line alone.
  func requireRemembered(
    _ positional: any CommandPositional, _ given: Arguments
  ) throws(CommandFailure) {
    guard !given.isGiven(positional) else { return }
    for path in words(of: positional)
    where path != "-" && !FileManager.default.fileExists(atPath: path) {
      throw CommandFailure(
        .missingInput,
        "\(visible(path)): no such file, and the model was trained on it;\n"
          + "give \(positional.name), the file under the name that it has now")
    }
  }
}
