public import Differentiation
internal import SequenceModels
public import TensorCore

/// Convolution of a batch of sequences, images or volumes with learned filters.
///
///     y[n, o, i] = f( sum over c, p of w[o, c, p] x[n, c, i S + p D - P] + b[o] )
///
/// Input [N, C, extents], output [N, O, places], w [O, C / groups, sizes]. As the field does, this
/// computes the cross-correlation: filters are not turned round. Windows, strides S, dilations D
/// and the border P: ``Window``.
///
/// ```swift
/// Convolution(16, Window(5, 5), activation: .relu)       // images, no border
/// Convolution(32, Window(3, padding: .causal))           // sequences [N, C, T]
/// Convolution(64, Window(3, 3, padding: .same), groups: 64)
/// ```
public struct Convolution: Layer {
  /// Who shares a number that is added to the output.
  public enum Bias: Sendable, Equatable {
    /// There is none.
    case none
    /// All places share one number for each filter, b[o].
    case tied
    /// Every place has its own, b[o, i].
    case untied
  }

  /// Filters, the channels O of the output.
  public var filters: Int
  /// The windows over the input.
  public var window: Window
  /// Groups of channels, each seen by as many of the filters.
  public var groups: Int
  /// The bias.
  public var bias: Bias
  /// f; the rectifier costs nothing beside the convolution.
  public var activation: Activation
  /// How w is drawn, a filter's fan-in being its number of elements; b is 0 at first.
  public var initializer: Initializer

  /// A convolution with `filters` filters.
  ///
  /// - Parameter initializer: how w is drawn; nil: ``Initializer/he`` below a rectifier, else
  ///   ``Initializer/glorot``.
  public init(
    _ filters: Int, _ window: Window, activation: Activation = .identity, groups: Int = 1,
    bias: Bias = .tied, initializer: Initializer? = nil
  ) {
    precondition(
      filters > 0 && groups > 0 && filters % groups == 0,
      "convolution: \(filters) filters in \(groups) groups")
    self.filters = filters
    self.window = window
    self.groups = groups
    self.bias = bias
    self.activation = activation
    self.initializer = initializer ?? (activation.isRectifier ? .he : .glorot)
  }

  /// The output [N, O, places] of a batch [N, C, extents].
  public func output<S: KernelScalar>(of x: Variable<S>, in scope: Scope<S>) -> Variable<S> {
    precondition(
      x.shape.count == window.sizes.count + 2 && x.shape[1] % groups == 0,
      "convolution \(window.sizes) in \(groups) groups of a batch \(x.shape)")
    let weights = scope.parameter(
      "weight", [filters, x.shape[1] / groups] + window.sizes, .weight, initializer)
    var inputs = [x, weights]
    switch bias {
    case .none: break
    case .tied: inputs.append(scope.parameter("bias", [filters], .bias, .zeros))
    case .untied:
      let places = window.axes(over: Array(x.shape.dropFirst(2))).places
      inputs.append(scope.parameter("bias", [filters] + places, .bias, .zeros))
    }
    let rectifies = activation == .relu
    let y = Variable(
      ConvolutionPrimitive(
        window: window, groups: groups, rectifies: rectifies, pool: scope.pool), inputs)
    return rectifies ? y : activation.output(of: y, in: scope)
  }
}
