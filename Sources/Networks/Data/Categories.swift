public import TensorCore

/// The different values of a category, each with an index: `dog`, `cat`, `mouse`.
///
/// A category has no order, so a network reads it as one 1 among zeros and not as a number.
public struct Categories: Sendable, Codable, Equatable {
  /// Every value once, in the order of their scalars.
  public let names: [String]
  private let indices: [String: Int]

  /// The values that occur, but for those that stand for a missing one.
  public init(of values: [String], missing: Set<String> = [""]) {
    names = Set(values).subtracting(missing).sorted {
      $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars)
    }
    indices = Dictionary(
      names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The index of a value; nil for one that is missing or never occurred.
  public func index(of value: String) -> Int? { indices[value] }

  /// [N, K]: a row for each of N values, 1 in the column of its category; a row of zeros for a value
  /// that is missing or never occurred.
  public func oneHot<S>(_ values: [String], as: S.Type = S.self) -> Tensor<S> {
    var result = Tensor<S>(zeros: [values.count, names.count])
    for (row, value) in values.enumerated() {
      if let column = indices[value] { result[flat: row * names.count + column] = 1 }
    }
    return result
  }
}
