extension Option {
  /// Some cases of an enumeration by their raw values, separated by commas or given one by one; at
  /// least one, each counted once: `--cells rnn,gru`.
  package init<Element: CaseIterable & RawRepresentable & Hashable & Sendable>(
    _ name: String, default defaultValue: [Element], placeholder: String, help: String
  ) where Value == [Element], Element.RawValue == String {
    self.init(
      some: Option<Element>(name, placeholder: placeholder, help: help), default: defaultValue,
      names: defaultValue.map(\.rawValue))
  }

  /// Some choices of another option by their names, likewise.
  package init<Element: Hashable & Sendable>(
    some one: Option<Element>, default defaultValue: [Element], names: [String]
  ) where Value == [Element] {
    let text = names.joined(separator: ",")
    self.init(
      name: one.name, placeholder: "\(one.placeholder ?? ""),...", help: one.help,
      defaultText: names.count == one.choices.count ? "all" : text.isEmpty ? nil : text,
      allowed: "some of \(one.choices.joined(separator: ", "))", choices: one.choices,
      defaultTexts: text.isEmpty ? [] : [text], defaultValue: defaultValue
    ) { texts throws(CommandFailure) in
      var elements: [Element] = []
      for text in texts {
        for part in text.commaSeparated {
          let element = try one.read([part])
          if !elements.contains(element) { elements.append(element) }
        }
      }
      return elements
    }
  }
}
