import Recur
import Terminal

extension Option where Value == GradientMethod {
  /// A method to find the gradient, by its name.
  init(_ name: String, default defaultValue: Value? = nil, placeholder: String, help: String) {
    let word = Option<String>(
      name, default: defaultValue?.name, choices: GradientMethod.allCases.map(\.name),
      placeholder: placeholder, help: help)
    self.init(
      name: name, placeholder: placeholder, help: help, defaultText: word.defaultText,
      allowed: word.allowed, choices: word.choices, defaultTexts: word.defaultTexts,
      defaultValue: defaultValue
    ) { texts throws(CommandFailure) in
      let name = try word.read(texts)
      guard let method = GradientMethod(named: name) else {
        throw CommandFailure.usage("\(quoted(name)) is not \(word.allowed)")
      }
      return method
    }
  }
}

extension Option where Value == [GradientMethod] {
  /// Some methods by their names, separated by commas or given one by one.
  init(_ name: String, default defaultValue: Value, placeholder: String, help: String) {
    self.init(
      some: Option<GradientMethod>(name, placeholder: placeholder, help: help),
      default: defaultValue, names: defaultValue.map(\.name))
  }
}
