// Whole numbers. `range` is any interval; `defaultText` replaces the default in the help: "all
// cores".

extension Option where Value: FixedWidthInteger & OptionNumber {
  /// A whole number; required without a default.
  package init(
    _ name: String, default defaultValue: Value? = nil, range: some Interval<Value>,
    placeholder: String = "N", help: String
  ) {
    let text = defaultValue.map(\.optionText)
    self.init(
      name: name, placeholder: placeholder, help: help, defaultText: text,
      allowed: "a whole number, \(range.words)", defaultTexts: text.map { [$0] } ?? [],
      defaultValue: defaultValue
    ) { texts throws(CommandFailure) in
      try wholeNumber(texts.last ?? "", in: range)
    }
  }
}

extension Option {
  /// A whole number that may be absent.
  package init<Number: FixedWidthInteger & OptionNumber>(
    _ name: String, range: some Interval<Number>, placeholder: String = "N",
    defaultText: String? = nil, help: String
  ) where Value == Number? {
    self.init(
      name: name, placeholder: placeholder, help: help, defaultText: defaultText,
      allowed: "a whole number, \(range.words)", defaultTexts: [], defaultValue: .some(nil)
    ) { texts throws(CommandFailure) in
      try wholeNumber(texts.last ?? "", in: range)
    }
  }

  /// Whole numbers, separated by commas or given one by one: `--sizes 64,128`.
  package init<Number: FixedWidthInteger & OptionNumber>(
    _ name: String, default defaultValue: [Number], range: some Interval<Number>,
    placeholder: String = "N,N...", help: String
  ) where Value == [Number] {
    let text = defaultValue.map(\.optionText).joined(separator: ",")
    self.init(
      name: name, placeholder: placeholder, help: help, defaultText: text.isEmpty ? nil : text,
      allowed: "whole numbers, \(range.words)", defaultTexts: text.isEmpty ? [] : [text],
      defaultValue: defaultValue
    ) { texts throws(CommandFailure) in
      var numbers: [Number] = []
      for text in texts {
        for part in text.commaSeparated {
          numbers.append(try wholeNumber(part, in: range))
        }
      }
      return numbers
    }
  }
}

// Decimal numbers, always finite.

extension Option where Value == Double {
  /// A finite decimal number; required without a default.
  package init(
    _ name: String, default defaultValue: Double? = nil, range: some Interval<Double>,
    placeholder: String = "X", help: String
  ) {
    let text = defaultValue.map(\.optionText)
    self.init(
      name: name, placeholder: placeholder, help: help, defaultText: text,
      allowed: "a number, \(range.words)", defaultTexts: text.map { [$0] } ?? [],
      defaultValue: defaultValue
    ) { texts throws(CommandFailure) in
      try decimalNumber(texts.last ?? "", in: range)
    }
  }
}

extension Option where Value == Double? {
  /// A finite decimal number that may be absent.
  package init(
    _ name: String, range: some Interval<Double>, placeholder: String = "X",
    defaultText: String? = nil, help: String
  ) {
    self.init(
      name: name, placeholder: placeholder, help: help, defaultText: defaultText,
      allowed: "a number, \(range.words)", defaultTexts: [], defaultValue: .some(nil)
    ) { texts throws(CommandFailure) in
      try decimalNumber(texts.last ?? "", in: range)
    }
  }
}

/// Reads a whole number in decimal digits, with a sign if any.
func wholeNumber<Number: FixedWidthInteger & OptionNumber>(
  _ text: String, in range: some Interval<Number>
) throws(CommandFailure) -> Number {
  let digits = text.first == "-" || text.first == "+" ? text.dropFirst() : text[...]
  guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
    throw notANumber(text, expected: "a whole number", allowed: range.words)
  }
  // Digits that do not fit the type are out of any range.
  guard let value = Number(text), range.contains(value) else {
    throw outOfRange(text, allowed: range.words)
  }
  return value
}

/// Reads a finite number in decimal notation, with an exponent if any; hexadecimal is not accepted.
func decimalNumber(
  _ text: String, in range: some Interval<Double>
) throws(CommandFailure) -> Double {
  let isDecimal = text.utf8.allSatisfy { "+-.0123456789eE".utf8.contains($0) }
  guard isDecimal, let value = Double(text) else {
    let isNonFinite = Double(text)?.isFinite == false
    throw notANumber(
      text, expected: isNonFinite ? "a finite number" : "a number", allowed: range.words)
  }
  guard value.isFinite else {
    throw CommandFailure.usage("\(visible(text, limit: 40)) is too large (\(range.words))")
  }
  guard range.contains(value) else { throw outOfRange(text, allowed: range.words) }
  return value
}

private func notANumber(_ text: String, expected: String, allowed: String) -> CommandFailure {
  text.isEmpty
    ? CommandFailure.usage("the value is empty; expected \(expected) (\(allowed))")
    : CommandFailure.usage("\(quoted(text)) is not \(expected) (\(allowed))")
}

private func outOfRange(_ text: String, allowed: String) -> CommandFailure {
  CommandFailure.usage("\(visible(text, limit: 40)) is out of range (\(allowed))")
}
