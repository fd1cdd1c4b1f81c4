import Recur
import Terminal

extension CheckpointError: DescribedFailure {
  var commandFailure: CommandFailure {
    let name = path.isEmpty ? "checkpoint" : visible(path)
    if case .safetensors(.file(let error)) = problem {
      let failure = error.commandFailure
      return error.operation == .open && error.reason == .missing
        ? CommandFailure(.missingInput, "\(name): no such model") : failure
    }
    return CommandFailure(.unusableData, "\(name): \(sentence)")
  }

  private var sentence: String {
    switch problem {
    case .safetensors(let problem): problem.sentence
    case .notACheckpoint: "a safetensors file, but not a model of this program"
    case .otherKind(let expected, let found):
      "a model of another kind: '\(visible(found))', not '\(expected)'"
    case .newerVersion(let newest, let found):
      "written in format \(found) by a newer version; this one reads up to \(newest)"
    case .checksumMissing: "altered: its checksum is gone"
    case .unexpectedTensor(let tensor):
      "its tensor \(visible(tensor)) belongs to no such model"
    case .notFinite(let tensor): "tensor \(visible(tensor)) holds a number that is not finite"
    case .missingSection(let section): "incomplete: it has no \(section)"
    case .malformedSection(let section, let detail):
      "its \(section) cannot be understood: \(visible(detail))"
    }
  }
}

extension SafetensorsError.Problem {
  fileprivate var sentence: String {
    switch self {
    case .checksumMismatch: "damaged: contents and checksum disagree"
    case .tooShort(let expected, let found), .headerBeyondFile(let expected, let found),
      .truncated(let expected, let found):
      "cut short or no model: \(found) bytes of \(expected)"
    case .missingTensor(let tensor): "incomplete: it has no tensor \(visible(tensor))"
    case .wrongShape(let tensor, let expected, let found):
      "tensor \(visible(tensor)) has shape \(found), expected \(expected)"
    case .wrongElementType(let tensor, let expected, let found):
      "tensor \(visible(tensor)) is \(found.rawValue), expected \(expected.rawValue)"
    case .trailingBytes(let expected, let found):
      "damaged: \(found - expected) bytes after its end"
    default: "not a model: no sound safetensors file"
    }
  }
}
