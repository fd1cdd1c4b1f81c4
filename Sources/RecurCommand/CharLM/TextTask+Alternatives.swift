import Recur
import Terminal

// What would be faster than a method that goes forward in time.
extension TextTask {
  /// The methods that are offered: exact ones, the slowest first.
  private static let offered: [GradientMethod] = [.blocked, .bptt]

  func alternatives(to seconds: Double) -> [(option: String, seconds: Double)] {
    guard settings.method.isForward else { return [] }
    let model = trainer.model
    let length = CharLMSettings.standardLength
    func work(_ method: GradientMethod) -> Double {
      SequencePass(method, length: length).work(of: model).operations
    }
    let own = work(settings.method.standard)
    return Self.offered.compactMap { method in
      guard method != settings.method.standard else { return nil }
      let needed = seconds * work(method) / own
      return needed < seconds / 2 ? ("--trainer \(method.name)", needed) : nil
    }
  }
}
