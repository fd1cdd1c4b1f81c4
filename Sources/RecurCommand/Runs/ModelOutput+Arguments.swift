import Recur
import Terminal

extension ModelOutput {
  /// The files that `--output` names, or for a run that goes on those of its model; the log beside
  /// them.
  ///
  /// - Parameters:
  ///   - given: the words of this command line alone.
  ///   - resumed: the path of the model that the run goes on from.
  ///   - texts: the files that it trains or validates on.
  ///   - others: files that it reads beside those.
  /// - Throws: as ``init(path:files:isOwn:)``.
  convenience init(
    _ given: Arguments, resumed: String?, texts: [String], others: [String] = []
  ) throws {
    let path =
      resumed == nil || given.isGiven(TrainSettings.output)
      ? given[TrainSettings.output] : resumed ?? given[TrainSettings.output]
    let isOwn = resumed.map { path == $0 || isSameFile(path, $0) } ?? false
    let models = isOwn ? [] : resumed.map { [$0, Self.latestPath(of: $0)] } ?? []
    let files = OutputFiles(
      reading: texts.map { ($0, "the text to train on") }
        + (models + others).map { ($0, "a file that this run reads") },
      overwrites: given[TrainSettings.overwrite])
    try self.init(path: path, files: files, isOwn: isOwn)
    if let log = given[TrainSettings.log] { try files.claimLog(log) }
  }
}
