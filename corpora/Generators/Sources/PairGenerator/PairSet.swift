import Recur

/// A source and what it is to become.
struct Pair: Equatable {
  let source: String
  let target: String

  init(_ source: String, _ target: String) { (self.source, self.target) = (source, target) }
}

/// Why the words of a command name no set.
enum ChoiceError: Error, Equatable {
  case noSet
  case unknownSet(String)
  case noLanguage
  case unknownLanguage(String)
  case surplus(String, after: String)
}

/// A set of pairs: one committed file.
enum PairSet: Equatable {
  case addition
  case dates
  case numbers(NumberLanguage)

  static let all: [PairSet] = [.addition, .dates] + NumberLanguage.allCases.map(Self.numbers)

  /// The set that the words of a command ask for.
  init(words: [String]) throws(ChoiceError) {
    guard let name = words.first else { throw .noSet }
    var rest = words.dropFirst()
    switch name {
    case "addition": self = .addition
    case "dates": self = .dates
    case "numbers":
      guard let word = rest.popFirst() else { throw .noLanguage }
      guard let language = NumberLanguage(rawValue: word) else { throw .unknownLanguage(word) }
      self = .numbers(language)
    default: throw .unknownSet(name)
    }
    if let word = rest.first { throw .surplus(word, after: name) }
  }

  var fileName: String {
    switch self {
    case .addition: "addition.tsv"
    case .dates: "dates.tsv"
    case .numbers(let language): "number-words-\(language.rawValue).tsv"
    }
  }

  /// The pairs in the order of the file.
  func pairs() -> [Pair] {
    switch self {
    case .addition: Addition.pairs(count: 50_000, seed: 1)
    case .dates: DateFormat.pairs(perFormat: 2000, seed: 2)
    // One seed for all languages: their files hold the same numbers in the same order.
    case .numbers(let language): language.pairs(of: sampledNumbers(count: 10_000, seed: 3))
    }
  }

  /// The file: a line for each pair, a tab between source and target.
  func text() -> String {
    pairs().map { $0.source + "\t" + $0.target + "\n" }.joined()
  }
}
