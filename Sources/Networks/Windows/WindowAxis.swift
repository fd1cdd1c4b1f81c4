/// The windows along one axis of an image: element u of window v is element
/// v stride + u dilation - before of the image, or lies in the border.
package struct WindowAxis: Sendable, Equatable {
  /// Elements of the image.
  package let extent: Int
  /// Elements of a window.
  package let size: Int
  package let stride: Int
  package let dilation: Int
  /// Elements of the border on either side.
  package let before: Int
  package let after: Int
  /// Windows.
  package let places: Int

  package init(
    extent: Int, size: Int, stride: Int = 1, dilation: Int = 1, before: Int = 0, after: Int = 0
  ) {
    let span = dilation * (size - 1) + 1
    precondition(
      before >= 0 && after >= 0 && extent + before + after >= span,
      "a window of \(span) over \(extent) elements with a border of \(before) and \(after)")
    self.extent = extent
    self.size = size
    self.stride = stride
    self.dilation = dilation
    self.before = before
    self.after = after
    places = (extent + before + after - span) / stride + 1
  }

  /// The windows whose element `tap` is inside the image.
  package func places(inside tap: Int) -> Range<Int> {
    inside(count: places, start: tap * dilation - before)
  }

  /// The indices i < `count` for which start + i stride is inside the image.
  func inside(count: Int, start: Int) -> Range<Int> {
    let first = start >= 0 ? 0 : (-start + stride - 1) / stride
    let end = start >= extent ? 0 : (extent - 1 - start) / stride + 1
    let lower = min(first, count)
    return lower..<max(min(end, count), lower)
  }
}

extension Array where Element == WindowAxis {
  /// The shape of what there is one of for each window.
  package var places: [Int] { map(\.places) }

  /// The shape of the image.
  package var extents: [Int] { map(\.extent) }

  /// The shape of a window.
  package var sizes: [Int] { map(\.size) }

  /// The indices of each element of a box of these axes, in row-major order.
  static func indices(of shape: [Int]) -> [[Int]] {
    shape.reduce([[]]) { prefixes, extent in
      prefixes.flatMap { prefix in (0..<extent).map { prefix + [$0] } }
    }
  }
}
