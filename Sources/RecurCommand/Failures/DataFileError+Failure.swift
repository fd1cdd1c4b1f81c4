import Recur
import Terminal

extension DataFileError: DescribedFailure {
  var commandFailure: CommandFailure {
    if case .file(let error) = problem { return error.commandFailure }
    return CommandFailure(.unusableData, "\(visible(path)): \(sentence)")
  }

  private var sentence: String {
    switch problem {
    case .file(let error): error.commandFailure.message
    case .otherFormat(let expected): "it is not \(expected)"
    case .unknownElementType(let code): "its numbers are of kind \(code), which IDX does not have"
    case .malformedHeader(let offset, let detail):
      "its header cannot be understood at byte \(offset): \(visible(detail))"
    case .tooLarge(let shape): "its shape \(shape) has more numbers than can be counted"
    case .truncated(let expected, let found): "cut short: \(found) of \(expected) bytes"
    case .trailingBytes(let expected, let found):
      "it goes on after its end: \(found) bytes, where its header says \(expected)"
    case .notANumber(let offset): "no number at byte \(offset)"
    case .sampleTooLarge(let offset, let maximum):
      "the number at byte \(offset) is above its maximum of \(maximum)"
    case .wrongAxes(let expected, let shape): "\(expected) axes were expected, it has \(shape)"
    case .labelOutOfRange(let index, let classCount):
      "label \(index) is none of \(classCount) classes"
    case .labelCount(let expected, let found): "\(found) labels for \(expected) images"
    case .empty: "it holds no example"
    }
  }
}
