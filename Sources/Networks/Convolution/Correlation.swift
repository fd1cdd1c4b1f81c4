internal import TensorCore

/// The sizes of a convolution: images [N, C, extents], filters [O, C / G, sizes] of G groups,
/// outputs [N, O, places].
///
/// Filters are not turned round: the field says convolution and computes the cross-correlation
///
///     y[n, o, i] = sum over c, p of w[o, c, p] x[n, c, i S + p D - P]
///
/// with strides S, dilations D and a border of P zeros, i and p running over one to three axes; c
/// over the channels of the group of o. This file computes y, the others of its extensions the
/// adjoints. Work is shared among threads by images. A piece's share of sums over images has a size
/// that depends on the sizes alone, so that the bits do not depend on the threads.
struct Correlation<S: KernelScalar>: Sendable {
  let images: Int
  let channels: Int
  let filters: Int
  let groups: Int
  let axes: [WindowAxis]
  let lowering: Lowering
  let pool: WorkerPool

  init(
    images: Int, channels: Int, filters: Int, groups: Int, axes: [WindowAxis], pool: WorkerPool
  ) {
    precondition(
      groups >= 1 && channels % groups == 0 && filters % groups == 0,
      "convolution: \(channels) channels and \(filters) filters in \(groups) groups")
    self.images = images
    self.channels = channels
    self.filters = filters
    self.groups = groups
    self.axes = axes
    self.pool = pool
    lowering = Lowering(channels: channels, axes: axes, S.self)
  }

  /// [N, C, extents].
  var imageShape: [Int] { [images, channels] + axes.extents }

  /// [O, C / G, sizes].
  var weightShape: [Int] { [filters, channels / groups] + axes.sizes }

  /// [N, O, places].
  var outputShape: [Int] { [images, filters] + axes.places }

  /// Elements of a channel of an image.
  var volume: Int { axes.extents.reduce(1, *) }

  /// Elements of a channel of an output.
  var places: Int { axes.places.reduce(1, *) }

  /// Elements of a filter.
  var depth: Int { channels / groups * axes.sizes.reduce(1, *) }

  /// The channels, and with them the rows of a lowered image, of a group.
  func channels(of group: Int) -> Range<Int> {
    group * (channels / groups)..<(group + 1) * (channels / groups)
  }

  /// The filters of a group.
  func filters(of group: Int) -> Range<Int> {
    group * (filters / groups)..<(group + 1) * (filters / groups)
  }

  /// Calls `body` for each of some ranges of images, side by side.
  func share(_ body: (_ images: Range<Int>) -> Void) {
    let pieces = min(images, pool.count > 1 ? min(2 * pool.count, WorkerPool.mostPieces) : 1)
    pool.run(pieces: pieces) { piece in
      body(images * piece / pieces..<images * (piece + 1) / pieces)
    }
  }
}

extension Correlation {
  /// The outputs [N, O, places] of images [N, C, extents] and weights [O, C / G, sizes].
  ///
  /// - Parameter bias: [O], added to every element of a filter's output, or [O, places], one for
  ///   each place.
  /// - Parameter rectifies: negative elements become zero.
  /// - Complexity: 2 N O places C / G sizes floating-point operations; copies N C extents times the
  ///   sizes of all axes but the first.
  @specialized(where S == Float)
  func outputs(
    of images: Tensor<S>, _ weights: Tensor<S>, bias: Tensor<S>?, rectifies: Bool = false
  ) -> Tensor<S> {
    precondition(
      images.shape == imageShape && weights.shape == weightShape
        && (bias.map { $0.shape == [filters] || $0.shape == [filters] + axes.places } ?? true),
      "convolution: images \(images.shape), weights \(weights.shape), bias \(bias?.shape ?? [])")
    var outputs = Tensor<S>(uninitialized: outputShape)
    guard outputs.count > 0 else { return outputs }
    let offsets = lowering.offsets(channels: channels / groups)
    let isUntied = bias.map { $0.shape.count > 1 } ?? false
    let memory = PieceMemory<S>(count: lowering.count, pieces: self.images, pool: pool)
    outputs.withMutableBlock { outputs in
      images.withBlock { images in
        weights.withBlock { weights in
          (bias ?? weightless).withBlock { biases in
            let outputs = outputs.reshaped(rows: self.images * filters, columns: places)
            let images = images.reshaped(rows: self.images, columns: channels * volume)
            let weights = weights.reshaped(rows: filters, columns: depth)
            share { range in
              memory.withPart { lowered in
                for image in range {
                  lowering.lower(images.row(image), into: lowered)
                  let output = outputs.part(image, of: filters)
                  if isUntied { output.copy(from: biases.reshaped(rows: filters, columns: places)) }
                  for group in 0..<groups {
                    let filters = filters(of: group)
                    output.rows(filters).windowProduct(
                      weights.rows(filters), channelBlock(lowered, group), offsets: offsets,
                      bias: bias == nil || isUntied ? nil : biases.columns(filters),
                      accumulating: isUntied, rectifies: rectifies)
                  }
                }
              }
            }
          }
        }
      }
    }
    return outputs
  }

  private var weightless: Tensor<S> { Tensor(zeros: [0]) }

  /// What follows the beginning of a group's channels in a lowered image, or in several, one a row.
  func channelBlock(_ lowered: Block<S>, _ group: Int) -> Block<S> {
    lowered.columns(channels(of: group).lowerBound * lowering.channelSize..<lowered.columns)
  }
}
