/// The windows of convolution and pooling: how large they are, how far apart, and what happens at
/// the borders.
///
///     Window(5, 5)                                    5 x 5 pixels, every place inside the image
///     Window(3, 3, padding: .same)                    as many places as pixels
///     Window(2, 2, stride: 2)                         without overlap
///     Window(2, dilation: 4, padding: .causal)        a sequence, nothing of the future
///
/// One, two or three axes: sequences, images, volumes. Strides and dilations of the axes differ by
/// ``strides`` and ``dilations``.
public struct Window: Sendable, Equatable {
  /// What stands outside an image: zeros, which no maximum takes and no average counts.
  public enum Padding: Sendable, Equatable {
    /// No window leaves the image: floor((n - span) / stride) + 1 places along an axis.
    case none
    /// A border of so many elements on every side.
    case border(Int)
    /// ceil(n / stride) places; where the border is uneven, the larger part comes after the image.
    case same
    /// A border before a sequence only, so that a place sees nothing that comes after it.
    case causal
  }

  /// Elements of a window along each axis, outermost first.
  public var sizes: [Int]
  /// Elements from one window to the next along each axis.
  public var strides: [Int]
  /// Elements from one element of a window to the next along each axis.
  public var dilations: [Int]
  /// The border.
  public var padding: Padding

  /// Windows of one size per axis; stride and dilation are those of every axis.
  public init(_ sizes: Int..., stride: Int = 1, dilation: Int = 1, padding: Padding = .none) {
    self.sizes = sizes
    strides = sizes.map { _ in stride }
    dilations = sizes.map { _ in dilation }
    self.padding = padding
  }

  /// The axes of the windows over images of these extents.
  package func axes(over extents: [Int]) -> [WindowAxis] {
    precondition(
      (1...3).contains(sizes.count) && strides.count == sizes.count
        && dilations.count == sizes.count && extents.count == sizes.count,
      "windows \(sizes), strides \(strides), dilations \(dilations) over images \(extents)")
    precondition(padding != .causal || sizes.count == 1, "causal windows \(sizes) of images")
    return extents.indices.map { index in
      let (size, stride, dilation) = (sizes[index], strides[index], dilations[index])
      precondition(
        size >= 1 && stride >= 1 && dilation >= 1,
        "a window of \(size), stride \(stride), dilation \(dilation)")
      let (extent, span) = (extents[index], dilation * (size - 1) + 1)
      let border: (before: Int, after: Int)
      switch padding {
      case .none: border = (0, 0)
      case .border(let width): border = (width, width)
      case .same:
        let places = (extent + stride - 1) / stride
        let sum = max((places - 1) * stride + span - extent, 0)
        border = (sum / 2, sum - sum / 2)
      case .causal: border = (span - 1, 0)
      }
      return WindowAxis(
        extent: extent, size: size, stride: stride, dilation: dilation, before: border.before,
        after: border.after)
    }
  }
}
