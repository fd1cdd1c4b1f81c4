import Foundation
import Testing

extension Trait where Self == ConditionTrait {
  /// A test of minutes, which runs when asked for, in a release build.
  static var exhaustive: Self {
    .enabled(
      if: ProcessInfo.processInfo.environment["RECUR_EXHAUSTIVE"] == "1",
      "RECUR_EXHAUSTIVE=1 swift test -c release -Xswiftc -enable-testing runs it")
  }
}
