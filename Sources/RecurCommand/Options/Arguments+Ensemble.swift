import Recur
import Terminal

// Several models as one.
extension Arguments {
  static let ensemble = Option<[String]>(
    "ensemble", path: "MODEL",
    help: """
      Average the distributions of MODEL and this model, of the same vocabulary but of any size and cell; may be \
      given more than once
      """)

  /// The paths of all models, that of the positional argument first.
  func ensemblePaths(_ first: String) -> [String] {
    [first] + self[Self.ensemble].map(Self.existing)
  }

  /// Calls `body`, which makes an ensemble of the models at `paths`.
  ///
  /// - Throws: `CommandFailure` (65) for models that do not go together; what `body` throws.
  static func ensemble<Ensemble>(
    of paths: [String], _ body: () throws -> Ensemble
  ) throws -> Ensemble {
    do {
      return try body()
    } catch let error as EnsembleError {
      throw error.failure(of: paths)
    }
  }
}

extension EnsembleError {
  /// The failure (65), with the first difference named.
  fileprivate func failure(of paths: [String]) -> CommandFailure {
    let (model, words) = description
    return CommandFailure(
      .unusableData,
      "--ensemble: \(visible(paths[model])) has another vocabulary than \(visible(paths[0])):\n"
        + words)
  }

  private var description: (model: Int, words: String) {
    func name(_ symbol: Symbol?) -> String {
      symbol.map { "'\(visible($0.lineEndName ?? $0.description, limit: 30))'" } ?? "none"
    }
    return switch self {
    case .otherUnit(let model, let expected, let found):
      (model, "its symbols are of unit \(found.rawValue), not \(expected.rawValue)")
    case .otherSymbol(let model, let index, let expected, let found):
      (model, "its symbol \(index) is \(name(found)), not \(name(expected))")
    case .otherNormalization(let model):
      (model, "it makes other symbols of sentences: see --lowercase and --split-punctuation")
    case .otherSharing(let model):
      (model, "one has one vocabulary for both sides, the other one for each")
    }
  }
}
