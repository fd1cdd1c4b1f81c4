public import Differentiation
internal import SequenceModels
public import TensorCore

/// The transpose of a convolution: a larger image from a smaller one, each element of which adds a
/// multiple of the filters to the output.
///
///     y[n, c, i S + p D - P] += w[o, c, p] x[n, o, i],   then y[n, c, j] += b[c]
///
/// Input [N, O, places], output [N, C, extents], w [O, C / groups, sizes]. Along an axis of n
/// elements the output has (n - 1) S + D (size - 1) + 1 - 2 P elements, and `extra` more at the
/// end, for the shapes that a stride has rounded away. `.same` is the transpose of a convolution of
/// n S elements.
public struct TransposedConvolution: Layer {
  /// Channels C of the output.
  public var channels: Int
  /// The windows over the output.
  public var window: Window
  /// Elements at the end of each axis of the output that no whole stride reaches, below the stride.
  public var extra: Int
  /// Groups of channels.
  public var groups: Int
  /// Whether a number for each channel is added.
  public var hasBias: Bool
  /// How w is drawn, an element's fan-in being that of the convolution; b is 0 at first.
  public var initializer: Initializer

  /// A transposed convolution to `channels` channels.
  public init(
    _ channels: Int, _ window: Window, extra: Int = 0, groups: Int = 1, hasBias: Bool = true,
    initializer: Initializer = .glorot
  ) {
    self.channels = channels
    self.window = window
    self.extra = extra
    self.groups = groups
    self.hasBias = hasBias
    self.initializer = initializer
  }

  /// The output [N, C, extents] of a batch [N, O, places].
  public func output<S: KernelScalar>(of x: Variable<S>, in scope: Scope<S>) -> Variable<S> {
    precondition(
      x.shape.count == window.sizes.count + 2 && groups >= 1 && channels % groups == 0,
      "transposed convolution \(window.sizes) in \(groups) groups of a batch \(x.shape)")
    let axes = window.axes(to: Array(x.shape.dropFirst(2)), extra: extra)
    let weights = scope.parameter(
      "weight", [x.shape[1], channels / groups] + window.sizes, .weight, initializer)
    var inputs = [x, weights]
    if hasBias { inputs.append(scope.parameter("bias", [channels], .bias, .zeros)) }
    return Variable(
      TransposedConvolutionPrimitive(axes: axes, groups: groups, pool: scope.pool), inputs)
  }
}

extension Window {
  /// The axes of the windows of which there are `places`: the other way round than
  /// ``axes(over:)``.
  package func axes(to places: [Int], extra: Int = 0) -> [WindowAxis] {
    precondition(
      places.count == sizes.count && extra >= 0 && strides.allSatisfy { extra < $0 || extra == 0 },
      "windows \(sizes) for \(places) places and \(extra) elements more, strides \(strides)")
    let extents = places.indices.map { index in
      let span = dilations[index] * (sizes[index] - 1) + 1
      let reach = (places[index] - 1) * strides[index] + span + extra
      return switch padding {
      case .none: reach
      case .border(let width): reach - 2 * width
      case .same: places[index] * strides[index]
      case .causal: reach - (span - 1)
      }
    }
    return axes(over: extents)
  }
}
