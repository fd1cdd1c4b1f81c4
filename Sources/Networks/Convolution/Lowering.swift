internal import TensorCore

/// How an image [C, extents] is laid out so that every row of the operand of a convolution is a
/// piece of it without gaps (Cho and Brand 2017, memory-efficient convolution).
///
/// Of every axis but the first, each element u of the windows has a copy of the image, with one
/// column for each window:
///
///     lowered[c, u, s, r, v] = image[c, r S + s - before, v stride + u dilation - before]
///
/// r the rows of the first axis that leave s when divided by its stride S, zeros in the border.
/// Element p of a window along the first axis is reached by beginning some rows later, so the copies
/// are fewer by the size of that axis than those of a matrix of all windows. The operand has rows
/// k = (c, p, u), as weights have columns, and columns (i, v), as outputs have elements:
///
///     operand[(c, p, u), (i, v)] = lowered[c, u, (p D) mod S, i + (p D) div S, v]
struct Lowering: Sendable {
  /// A copy of elements of an image, or of their adjoints back.
  private struct Move: Sendable {
    let extent: BoxExtent
    /// In the lowered image.
    let lowered: BoxPlace
    /// In the image.
    let image: BoxPlace
  }

  /// Elements of one channel and one inner element u.
  let plane: Int
  /// Elements of a window along all axes but the first.
  let innerTaps: Int
  /// Elements of the lowered image of one channel.
  let channelSize: Int
  /// Elements of the memory for a lowered image, of which kernels read whole vectors.
  let count: Int
  /// Where each of the first axis's elements of a window begins in a plane.
  let rowOffsets: [Int]
  private let moves: [Move]

  init<S: KernelScalar>(channels: Int, axes: [WindowAxis], _: S.Type) {
    let (first, inner) = (axes[0], Array(axes.dropFirst()))
    let innerPlaces = inner.places.reduce(1, *)
    let phases = Set((0..<first.size).map { $0 * first.dilation % first.stride }).sorted()
    let rows = first.places + (first.size - 1) * first.dilation / first.stride
    let phaseSize = rows * innerPlaces
    plane = phases.count * phaseSize
    innerTaps = inner.sizes.reduce(1, *)
    channelSize = innerTaps * plane
    count = channels * channelSize + PanelMatrix<S>.panelWidth
    rowOffsets = (0..<first.size).map { tap in
      let (shift, phase) = (tap * first.dilation).quotientAndRemainder(dividingBy: first.stride)
      return (phases.firstIndex(of: phase) ?? 0) * phaseSize + shift * innerPlaces
    }

    var moves: [Move] = []
    let innerVolume = inner.extents.reduce(1, *)
    let volume = first.extent * innerVolume
    for (index, tap) in [WindowAxis].indices(of: inner.sizes).enumerated() {
      for (position, phase) in phases.enumerated() {
        let start = phase - first.before
        let valid = first.inside(count: rows, start: start)
        var dimensions = [
          (count: channels, lowered: channelSize, image: volume),
          (count: valid.count, lowered: innerPlaces, image: first.stride * innerVolume),
        ]
        var lowered = index * plane + position * phaseSize + valid.lowerBound * innerPlaces
        var image = (start + valid.lowerBound * first.stride) * innerVolume
        var (places, extent) = (innerPlaces, innerVolume)
        for (axis, element) in zip(inner, tap) {
          places /= max(axis.places, 1)
          extent /= max(axis.extent, 1)
          let valid = axis.places(inside: element)
          dimensions.append((valid.count, places, axis.stride * extent))
          lowered += valid.lowerBound * places
          image +=
            (valid.lowerBound * axis.stride + element * axis.dilation - axis.before) * extent
        }
        guard dimensions.allSatisfy({ $0.count > 0 }) else { continue }
        // A box has three dimensions: of two it is one plane, of four a box for each channel.
        let (plane, row, column) = (
          dimensions.count > 2
            ? dimensions[dimensions.count - 3] : (count: 1, lowered: 0, image: 0),
          dimensions[dimensions.count - 2], dimensions[dimensions.count - 1]
        )
        for channel in 0..<(dimensions.count > 3 ? channels : 1) {
          moves.append(
            Move(
              extent: BoxExtent(planes: plane.count, rows: row.count, columns: column.count),
              lowered: BoxPlace(
                offset: lowered + channel * channelSize, plane: plane.lowered, row: row.lowered,
                column: column.lowered),
              image: BoxPlace(
                offset: image + channel * volume, plane: plane.image, row: row.image,
                column: column.image)))
        }
      }
    }
    self.moves = moves
  }

  /// Where row k = (c, p, u) of the operand of `channels` channels begins.
  func offsets(channels: Int) -> [Int] {
    (0..<channels).flatMap { channel in
      rowOffsets.flatMap { offset in
        (0..<innerTaps).map { channel * channelSize + $0 * plane + offset }
      }
    }
  }

  /// Lays out `image` [C, volume] in `lowered`, whose border is left alone.
  func lower<S>(_ image: Block<S>, into lowered: Block<S>) {
    for move in moves {
      lowered.copyBox(move.extent, at: move.lowered, from: image, at: move.image)
    }
  }

  /// Adds the adjoints of a lowered image to those of the image: the transpose of
  /// ``lower(_:into:)``.
  func addAdjoints<S>(_ lowered: Block<S>, to image: Block<S>) {
    for move in moves {
      image.addBox(move.extent, at: move.image, from: lowered, at: move.lowered)
    }
  }
}
