import Terminal

extension ModelOutput {
  /// The files that `--output` names, or for a run that goes on those of its model.
  ///
  /// - Parameters:
  ///   - given: the words of this command line alone.
  ///   - resumed: the path of the model that the run goes on from.
  ///   - texts: what must not be written over.
  /// - Throws: as ``init(path:replaces:texts:)``.
  convenience init(_ given: Arguments, resumed: String?, texts: [String]) throws {
    let path =
      resumed == nil || given.isGiven(TrainOptions.output)
      ? given[TrainOptions.output] : resumed ?? given[TrainOptions.output]
    let isSame = path == resumed
    try self.init(path: path, replaces: isSame || given[TrainOptions.overwrite], texts: texts)
    if isSame { adoptLatest() }
  }
}
