import Terminal

/// An option, whether it is read, and what was chosen beside it.
typealias OptionRule = (option: any CommandOption, isRead: Bool, chosen: String)

extension Arguments {
  /// Stops (64) at an option that what was chosen beside it does not read: better than to ignore it
  /// silently.
  func require(_ rules: [OptionRule]) throws(CommandFailure) {
    for rule in rules where isGiven(rule.option) && !rule.isRead {
      throw .usage("--\(rule.option.name) means nothing with \(rule.chosen)")
    }
  }
}
