import Recur
import Terminal

/// A name and its value, the same in every form of the results.
private typealias Field = JSONValue.Member

private func field(_ name: String, _ value: JSONValue) -> Field { Field(name: name, value: value) }
private func number(_ value: Double?) -> JSONValue { value.map { .number($0) } ?? .null }
private func integer(_ value: Int?) -> JSONValue { value.map { .integer($0) } ?? .null }

extension ComparisonEntry {
  /// The columns of comparison.csv, and the members of a combination in comparison.json.
  var fields: [JSONValue.Member] {
    let measured = measurement
    let (cost, error) = (measured?.cost, measured?.error)
    return [
      field("cell", .string(cell.rawValue)), field("trainer", .string(trainer.name)),
      field("hidden_size", .integer(hiddenSize)),
      field("sequence_length", .integer(sequenceLength)),
      field("outcome", .string(outcomeWord)),
      field("reason", reason.map { .string($0) } ?? .null),
      field("parameters", integer(measured?.parameterCount)),
      field("gradient_error", number(error?.largest)),
      field("gradient_cosine", number(error?.whole.cosine)),
      field("compared_characters", integer(error?.symbols)),
      field("seconds_per_character", number(measured?.seconds)),
      field("seconds_per_character_lowest", number(cost?.seconds.min())),
      field("seconds_per_character_highest", number(cost?.seconds.max())),
      field("repeats", integer(cost?.seconds.count)),
      field("characters_per_repeat", integer(cost?.symbols)),
      field("operations_per_character", number(measured?.work.operations)),
      field(
        "operations_source",
        measured.map { .string($0.work.isCounted ? "counted" : "formula") } ?? .null),
      field("operations_per_second", number(measured?.operationsPerSecond)),
      field("held_bytes", integer(cost?.heldBytes)),
      field("planned_bytes", integer(measured?.plannedBytes)),
      field("peak_bytes", integer(cost?.peakBytes)),
      field("resident_bytes", integer(measured?.residentBytes)),
    ]
  }

  private var outcomeWord: String {
    switch outcome {
    case .measured: "measured"
    case .notPossible: "not possible"
    case .skipped: "skipped"
    }
  }

  fileprivate var value: JSONValue {
    let blocks = measurement?.error?.blocks ?? []
    return .object(
      fields + [
        field(
          "blocks",
          .array(
            blocks.map { block in
              .object([
                field("name", .string(block.name)),
                field("relative_error", .number(block.relativeError)),
                field("cosine", number(block.cosine)),
              ])
            }))
      ])
  }
}

extension Comparison {
  /// The combinations as comma-separated values (RFC 4180, lines ending in LF): a line of names, a
  /// line for each combination; what does not apply is empty.
  var csv: String {
    guard let first = entries.first else { return "" }
    let lines = [first.fields.map(\.name)] + entries.map { $0.fields.map { Self.cell($0.value) } }
    return lines.map { $0.joined(separator: ",") + "\n" }.joined()
  }

  private static func cell(_ value: JSONValue) -> String {
    switch value {
    case .null: return ""
    case .string(let text):
      let isPlain = !text.contains { ",\"\n\r".contains($0) }
      return isPlain ? text : "\"\(text.replacing("\"", with: "\"\""))\""
    case .number(let number) where !number.isFinite: return ""
    default: return value.text
    }
  }

  /// All results as one JSON object in one line.
  var json: String {
    JSONValue.object([
      field("version", .string(commandVersion)), field("complete", .boolean(!isInterrupted)),
      field("command", .string(settings.command)), field("text", .string(text)),
      field("vocabulary_size", .integer(vocabularySize)), field("entropy", number(entropy)),
      field("kernels", .string(KernelSet.active.name)),
      field("threads", .integer(settings.threads)), field("seconds", .number(duration)),
      field("peak_resident_bytes", integer(peakResidentBytes)),
      field("combinations", .array(entries.map(\.value))),
      field("exponents", .array(exponentValues)),
      field("crossovers", .array(crossovers.map(\.value))),
      field("dial", dial?.value ?? .null), field("learning", .array(learning.map(\.value))),
    ]).text
  }

  private var exponentValues: [JSONValue] {
    settings.cells.flatMap { cell in
      settings.trainers.compactMap { trainer in
        let (time, memory) = (timeInSize(cell, trainer), memoryInLength(cell, trainer))
        guard time != nil || memory != nil else { return nil }
        return .object([
          field("cell", .string(cell.rawValue)), field("trainer", .string(trainer.name)),
          field("time_in_hidden_size", number(time?.exponent)),
          field("operations_in_hidden_size", number(workInSize(cell, trainer)?.exponent)),
          field("hidden_sizes", Self.range(time)),
          field("held_bytes_in_sequence_length", number(memory?.exponent)),
          field(
            "planned_bytes_in_sequence_length", number(plannedInLength(cell, trainer)?.exponent)),
          field("sequence_lengths", Self.range(memory)),
        ])
      }
    }
  }

  private static func range(_ law: PowerLaw?) -> JSONValue {
    law.map { .array([.number($0.fitted.lowerBound), .number($0.fitted.upperBound)]) } ?? .null
  }
}

extension CrossoverLength {
  fileprivate var value: JSONValue {
    .object([
      field("cell", .string(cell.rawValue)), field("hidden_size", .integer(hiddenSize)),
      field("kind", .string(kind.rawValue)), field("predicted", .number(predicted)),
      field("found", number(found)), field("basis", .string(basis.rawValue)),
    ])
  }
}

extension ComparisonDial {
  fileprivate var value: JSONValue {
    .object([
      field("cell", .string(cell.rawValue)), field("hidden_size", .integer(hiddenSize)),
      field("sequence_length", .integer(sequenceLength)),
      field(
        "points",
        .array(
          points.map { point in
            .object([
              field("block_length", .integer(point.blockLength)),
              field("gradient_at_every_character", .boolean(point.atEveryStep)),
              field("seconds_per_character", .number(point.seconds)),
              field("operations_per_character", .number(point.operations)),
              field("held_bytes", .integer(point.cost.heldBytes)),
              field("planned_bytes", .integer(point.plannedBytes)),
            ])
          })),
    ])
  }
}

extension LearningCurve {
  fileprivate var value: JSONValue {
    .object([
      field("trainer", .string(trainer.name)), field("update_every", .integer(updateLength)),
      field("note", note.map { .string($0) } ?? .null), field("final_loss", number(finalLoss)),
      field(
        "points",
        .array(
          points.map { point in
            .object([
              field("characters", .integer(point.characters)),
              field("seconds", .number(point.seconds)), field("loss", .number(point.loss)),
            ])
          })),
    ])
  }
}
