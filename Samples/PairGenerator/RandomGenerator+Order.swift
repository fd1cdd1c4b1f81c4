import TensorCore

extension RandomGenerator {
  /// An element, each equally likely.
  mutating func element<Element>(of elements: [Element]) -> Element {
    elements[index(below: elements.count)]
  }

  /// The elements in random order (Fisher and Yates). The standard library's shuffle may change
  /// from one version to the next.
  mutating func permute<Element>(_ elements: inout [Element]) {
    for count in stride(from: elements.count, to: 1, by: -1) {
      elements.swapAt(count - 1, index(below: count))
    }
  }
}
