import Recur
import Terminal

/// What is in a model's file, whatever its kind.
struct ModelReport {
  let checkpoint: Checkpoint
  /// The training; nil for a model that was saved without one.
  let training: TrainingSnapshot.Record?

  /// The report of the file at `path`, which is read whole.
  ///
  /// - Throws: `CheckpointError`.
  init(_ path: String) throws(CheckpointError) {
    var checkpoint = try Checkpoint(headerOf: path, kind: nil, newestVersion: .max)
    try checkpoint.load()
    self.checkpoint = checkpoint
    training = try TrainingSnapshot.record(of: checkpoint)
    // What the rows decode is decoded here, where an error can be thrown.
    (words, vocabulary) = try Self.words(of: checkpoint)
    configuration = try checkpoint.configuration()
  }

  private let words: String
  private let vocabulary: (words: String, json: JSONValue)?
  private let configuration: JSONValue

  /// P, the numbers of the model's own tensors.
  private var parameterCount: Int {
    checkpoint.tensorNames.filter { !$0.hasPrefix(Checkpoint.trainingPrefix) }
      .reduce(0) { $0 + (checkpoint.shape(of: $1) ?? []).reduce(1, *) }
  }

  private static func words(
    of checkpoint: Checkpoint
  ) throws(CheckpointError) -> (String, (words: String, json: JSONValue)?) {
    switch checkpoint.kind {
    case LanguageModel.kind:
      let configuration: LanguageModel.Configuration = try checkpoint.configuration()
      let vocabulary: Vocabulary = try checkpoint.section(vocabularySection)
      return (
        "language model: \(configuration.words)",
        (
          "\(Format.counted(vocabulary.count, vocabulary.unit.symbolName)): \(vocabulary.beginning)",
          vocabulary.json
        )
      )
    case TranslationModel.kind:
      let configuration: EncoderDecoderConfiguration = try checkpoint.configuration()
      let vocabulary: PairVocabulary = try checkpoint.section(vocabularySection)
      let (source, target) = (vocabulary.source.count, vocabulary.target.count)
      let units = "\(vocabulary.sourceNormalization.unit.symbolName)s"
      return (
        "translation model: \(configuration.words)",
        (
          vocabulary.isShared
            ? "\(Format.grouped(source)) \(units) of both sides"
            : "\(Format.grouped(source)) \(units) of sources, \(Format.grouped(target)) of targets",
          ["source_size": .integer(source), "target_size": .integer(target)]
        )
      )
    case SeriesForecaster.kind:
      let configuration: SeriesForecaster.Configuration = try checkpoint.configuration()
      return ("forecaster: \(configuration.words)", nil)
    case OnlineForecaster.kind:
      let configuration: SeriesForecaster.Configuration = try checkpoint.configuration()
      return ("online forecaster: \(configuration.words)", nil)
    default: return ("\(visible(checkpoint.kind, limit: 40)) model", nil)
    }
  }

  private static let vocabularySection = "vocabulary"

  /// The report in rows of a name and words.
  var rows: [(name: String, words: String)] {
    var rows = [("model", "\(words); \(Format.counted(parameterCount, "parameter"))")]
    if let vocabulary { rows.append(("vocabulary", vocabulary.words)) }
    if let training { rows += Self.rows(of: training, command: command) }
    let beside = checkpoint.dataByteCount - 4 * parameterCount
    rows.append(
      (
        "size",
        "\(Format.bytes(checkpoint.dataByteCount))"
          + (beside > 0 ? ", \(Format.bytes(beside)) of them the state of training" : "")
      ))
    return rows
  }

  /// The command that trains models of this kind; nil: none does.
  private var command: Command? {
    switch checkpoint.kind {
    case LanguageModel.kind: .charlmTrain
    case TranslationModel.kind: .translateTrain
    case SeriesForecaster.kind: .seriesTrain
    case OnlineForecaster.kind: .seriesLearn
    default: nil
    }
  }

  private static func rows(
    of training: TrainingSnapshot.Record, command: Command?
  ) -> [(name: String, words: String)] {
    var rows: [(name: String, words: String)] = []
    let names = command?.positionals.flatMap { training.options[$0.name] ?? [] } ?? []
    let bytes = training.text.bytes > 0 ? ["\(Format.grouped(training.text.bytes)) bytes"] : []
    rows.append(
      (
        "text",
        (names.map { visible($0) } + bytes + ["checksum \(visible(training.text.checksum))"])
          .joined(separator: ", ")
      ))
    let options = chosen(training.options, command)
    if !options.isEmpty { rows.append(("options", options)) }
    let progress = training.progress
    let minutes = training.options[TrainSettings.minutes.name]?.first.map {
      ", in \(visible($0)) minutes"
    }
    let epochs =
      minutes
      ?? training.options[TrainSettings.epochs.name]?.first.map { " of \(visible($0))" }
    rows.append(
      (
        "progress",
        "\(Format.counted(progress.updates, "update")), "
          + "\(Format.counted(progress.position.epoch, "epoch"))\(epochs ?? "")"
          + ", with \(visible(training.kernels)) kernels"
      ))
    if let best = progress.stopping.best {
      rows.append(("best loss", loss(best, progress.bestUpdate)))
    }
    if let last = progress.validationLoss {
      rows.append(("last loss", loss(last, progress.validatedUpdate)))
    }
    return rows
  }

  private static func loss(_ nats: Double, _ update: Int?) -> String {
    "\(Format.loss(nats)) nats, \(Format.loss(nats / log2Base)) bits"
      + (update.map { ", at update \(Format.grouped($0))" } ?? "")
  }

  /// The options that are not at their defaults, as they would be written.
  private static func chosen(_ options: [String: [String]], _ command: Command?) -> String {
    guard let command else { return "" }
    var words: [String] = []
    for option in command.options {
      guard let texts = options[option.name], texts != option.defaultTexts else { continue }
      words += texts.map {
        option.placeholder == nil ? "--\(option.name)" : "--\(option.name) \(shellWord($0))"
      }
    }
    return words.joined(separator: " ")
  }

  /// The report as one object.
  var json: JSONValue {
    var members = JSONValue.members([
      "path": .string(checkpoint.path), "kind": .string(checkpoint.kind),
      "format_version": .integer(checkpoint.formatVersion),
      "parameters": .integer(parameterCount), "data_bytes": .integer(checkpoint.dataByteCount),
      "configuration": configuration, "vocabulary": vocabulary?.json,
    ])
    guard let training else { return .object(members) }
    let progress = training.progress
    members += JSONValue.members([
      "text": [
        "bytes": .integer(training.text.bytes), "checksum": .string(training.text.checksum),
      ],
      "options": .object(
        training.options.sorted { $0.key < $1.key }.map { name, texts in
          JSONValue.Member(name: name, value: .array(texts.map { .string($0) }))
        }),
      "kernels": .string(training.kernels), "updates": .integer(progress.updates),
      "epochs": .integer(progress.position.epoch),
      "best_validation_loss": progress.stopping.best.map { .number($0) },
      "best_update": progress.bestUpdate.map { .integer($0) },
      "validation_loss": progress.validationLoss.map { .number($0) },
      "validated_update": progress.validatedUpdate.map { .integer($0) },
    ])
    return .object(members)
  }
}

extension Vocabulary {
  /// The most frequent symbols: `' ' e t a \n ...`
  fileprivate var beginning: String {
    // Of byte pairs, those that are more than a byte.
    let shown = texts.dropFirst(unit == .bytePair && count > 256 ? 256 : 0).prefix(24).map {
      $0 == " " ? "' '" : visible($0, limit: 20)
    }
    return shown.joined(separator: " ") + (count > shown.count ? " ..." : "")
  }

  fileprivate var json: JSONValue {
    [
      "unit": .string(unit.rawValue), "size": .integer(count),
      "symbols": .array(texts.map { .string($0) }),
    ]
  }

  /// The symbols as texts, in words where they are none: `<unk>`, `0xE3`.
  private var texts: [String] { symbols.map(\.text) }
}
