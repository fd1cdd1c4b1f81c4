import Recur

extension RandomGenerator {
  /// An element, each equally likely.
  mutating func element<Element>(of elements: [Element]) -> Element {
    elements[index(below: elements.count)]
  }
}
