import Recur
import Terminal

// What a stream says of itself before its run starts.
extension StreamTask {
  var plan: TrainingPlan {
    let steps = settings.estimator.sequenceLength
    let interval = Format.grouped(settings.saveEvery)
    return TrainingPlan(
      data: [
        ("text", textWords), ("held out", "nothing: a stream has no part to validate on"),
      ],
      model: settings.architecture.words,
      batch: steps == 1 ? "an update each step" : "an update each \(steps) steps",
      trainer: settings.trainerWords(memory.estimator),
      saving: "every \(interval) characters and at the end",
      dataMembers: JSONValue.members([
        "stream": .boolean(true), "unit": .string(vocabulary.unit.rawValue),
        "vocabulary": .integer(vocabulary.count),
      ]),
      modelMembers: settings.modelMembers,
      unit: .symbols(vocabulary.unit, perUpdate: steps), command: "charlm train -",
      next: "charlm sample")
  }

  private var textWords: String {
    let unit = vocabulary.unit.rawValue
    let unknown =
      vocabulary.unknownIndex != nil
      ? ", <unk> one of them"
      : vocabulary.count == 256 && vocabulary.unit == .byte
        ? "" : ", others are skipped"
    return "standard input as it comes, \(Format.counted(vocabulary.count, unit))\(unknown)"
  }
}
