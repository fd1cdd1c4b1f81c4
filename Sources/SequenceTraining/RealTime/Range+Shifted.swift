extension Range<Int> {
  /// The range `distance` further up.
  func shifted(by distance: Int) -> Range<Int> {
    lowerBound + distance..<upperBound + distance
  }
}
