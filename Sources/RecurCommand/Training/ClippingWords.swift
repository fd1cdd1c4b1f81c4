import Recur
import SequenceTraining
import Terminal

extension TrainingSnapshot.Progress {
  /// How often clipping bound: `the norm limit bound 3.1% of 1,230 updates`.
  func clippingWords(_ clipping: Clipping, parameterCount: Int) -> String {
    guard updates > 0 else { return "" }
    var parts: [String] = []
    if clipping.norm != nil {
      let share = Double(normClips) / Double(updates)
      parts.append(
        "the norm limit bound \(Format.percent(share, digits: 1)) of "
          + "\(Format.grouped(updates)) updates")
    }
    if clipping.value != nil {
      let elements = Double(updates) * Double(parameterCount)
      parts.append(
        "the value limit bound \(Format.percent(Double(valueClips) / elements, digits: 2)) "
          + "of the gradient's elements")
    }
    return parts.isEmpty ? "off" : parts.joined(separator: ", ")
  }
}
