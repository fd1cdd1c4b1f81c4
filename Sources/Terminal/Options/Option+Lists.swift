extension Option {
  /// Some cases of an enumeration by their raw values, separated by commas or given one by one; at
  /// least one, each counted once: `--cells rnn,gru`.
  package init<Element: CaseIterable & RawRepresentable & Hashable & Sendable>(
    _ name: String, default defaultValue: [Element], placeholder: String, help: String
  ) where Value == [Element], Element.RawValue == String {
    let one = Option<Element>(name, placeholder: placeholder, help: help)
    let text = defaultValue.map(\.rawValue).joined(separator: ",")
    let isAll = defaultValue.count == Element.allCases.count
    self.init(
      name: name, placeholder: "\(placeholder),...", help: help,
      defaultText: isAll ? "all" : text,
      allowed: "some of \(one.choices.joined(separator: ", "))", choices: one.choices,
      defaultTexts: [text], defaultValue: defaultValue
    ) { texts throws(ValueProblem) in
      var elements: [Element] = []
      for text in texts {
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
          guard let element = try one.value(of: [String(part)]) as? Element else { continue }
          if !elements.contains(element) { elements.append(element) }
        }
      }
      return elements
    }
  }
}
