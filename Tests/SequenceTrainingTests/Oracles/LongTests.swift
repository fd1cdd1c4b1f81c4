import Foundation
import Testing

/// Tests of minutes, which run when asked for:
///
///     RECUR_LONG_TESTS=1 swift test -c release
enum LongTests {
  static let areWanted = ProcessInfo.processInfo.environment["RECUR_LONG_TESTS"] != nil
}

extension Trait where Self == ConditionTrait {
  /// A test that takes minutes even in a release build.
  static var long: Self {
    .enabled(if: LongTests.areWanted, "RECUR_LONG_TESTS=1 swift test -c release runs this test")
  }
}
