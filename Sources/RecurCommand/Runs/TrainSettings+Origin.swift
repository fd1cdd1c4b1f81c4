import Foundation
import Recur
import Terminal

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

// What a run begins with, and what of it stays as it is.
extension TrainSettings {
  static let from = Option<String?>(
    "from", path: "MODEL",
    help: """
      Begin with the weights of this model, which is only read: its cell and sizes are kept, the optimiser and all \
      else begins anew
      """)
  static let vocabulary = Option<String?>(
    "vocabulary", choices: ["extend", "keep"], placeholder: "POLICY",
    help: """
      With --from: extend the model's vocabulary by the symbols that it does not know, which begin with weights \
      drawn anew, or keep it and leave them out; extend where nothing is said
      """)
  static let freeze = Option<[String]>(
    "freeze", placeholder: "NAMES",
    help: """
      Keep these parameters as they are: tensors by name or parts of the model, as embedding, layers.0 or '*.bias', \
      separated by commas; may be given more than once
      """)

  static let origin = OptionGroup("Going on with a model", [from, vocabulary, freeze])

  /// Whether a vocabulary that a run begins with grows by the symbols of its data.
  static func extendsVocabulary(_ arguments: Arguments) -> Bool {
    arguments[from] != nil && arguments[vocabulary] != "keep"
  }

  static func originRules(_ arguments: Arguments) -> [OptionRule] {
    let path = arguments.value(from) ?? nil
    return [
      (vocabulary, path != nil, "a model that is drawn anew; see --from"),
      (forgetBias, path == nil, "--from, whose weights are kept"),
    ]
  }

  /// Whether a shell's pattern stands for a text.
  static func matches(_ text: String, _ pattern: String) -> Bool {
    // Safe: both are terminated strings for the duration of the call.
    unsafe fnmatch(pattern, text, 0) == 0
  }

  /// The parameters of a layout that a name or a pattern of `--freeze` stands for.
  private static func names(_ pattern: String, in layout: ParameterLayout) -> [String] {
    layout.blocks.map(\.name).filter { name in
      let parts = name.split(separator: ".")
      return parts.indices.contains {
        matches(parts[...$0].joined(separator: "."), pattern)
      }
    }
  }

  /// The names of the parameters of a layout that stay as they are.
  func frozen(in layout: ParameterLayout) -> Set<String> {
    Set(frozenNames.flatMap { Self.names($0, in: layout) })
  }

  /// Stops (64) at a name of `--freeze` that is of no parameter, and where nothing is left to
  /// learn.
  func requireFrozen(in layout: ParameterLayout) throws(CommandFailure) {
    let all = layout.blocks.map(\.name)
    for name in frozenNames where Self.names(name, in: layout).isEmpty {
      let list = all.prefix(10).joined(separator: ", ")
      throw .usage(
        "--freeze: nothing in the model is named \(quoted(name));\n"
          + "it has \(list)" + (all.count > 10 ? " and \(all.count - 10) others" : ""))
    }
    guard frozen(in: layout).count < all.count else {
      throw .usage("--freeze: all of the model is frozen, and nothing is left to learn")
    }
  }

  /// `embedding.weight, layers.0.bias: 8,320 of 211,905 parameters`; nil where all learn.
  func frozenWords(in layout: ParameterLayout) -> String? {
    let names = frozen(in: layout)
    guard !names.isEmpty else { return nil }
    let blocks = layout.blocks.filter { names.contains($0.name) }
    return frozenNames.map { visible($0) }.joined(separator: ", ")
      + ": \(Format.grouped(blocks.reduce(0) { $0 + $1.count })) of "
      + "\(Format.grouped(layout.count)) parameters stay as they are"
  }
}
