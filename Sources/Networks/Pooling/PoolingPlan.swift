internal import TensorCore

/// Where the windows of a pooling lie in the planes of a batch [N, C, extents], and how its planes
/// are dealt out to threads.
///
/// With a border a plane is copied into memory of the size of image and border first.
struct PoolingPlan<S: KernelScalar>: Sendable {
  let axes: [WindowAxis]
  /// N, C.
  let batch: [Int]
  /// Where the elements of a window lie from its first, in a plane with its border.
  let offsets: [Int]
  /// Where each window's first element is in a plane with its border.
  let corners: [Int]
  /// Elements of a plane with its border.
  let planeSize: Int
  private let padded: [Int]
  private let pool: WorkerPool

  /// The sizes of a batch and its windows; nil: one window over everything.
  init(_ shape: [Int], _ window: Window?, pool: WorkerPool) {
    let extents = Array(shape.dropFirst(2))
    precondition(
      (1...3).contains(extents.count) && extents.allSatisfy { $0 > 0 },
      "pooling of a batch \(shape)")
    let axes = window?.axes(over: extents) ?? extents.map { WindowAxis(extent: $0, size: $0) }
    let padded = axes.map { $0.before + $0.extent + $0.after }
    func flat(_ index: [Int]) -> Int { zip(index, padded).reduce(0) { $0 * $1.1 + $1.0 } }
    self.axes = axes
    self.padded = padded
    self.pool = pool
    batch = Array(shape.prefix(2))
    planeSize = padded.reduce(1, *)
    offsets = [WindowAxis].indices(of: axes.sizes).map { tap in
      flat(zip(tap, axes).map { $0 * $1.dilation })
    }
    corners = [WindowAxis].indices(of: axes.places).map { place in
      flat(zip(place, axes).map { $0 * $1.stride })
    }
  }

  /// [N, C, places].
  var outputShape: [Int] { batch + axes.places }

  /// [N, C, extents].
  var imageShape: [Int] { batch + axes.extents }

  var places: Int { corners.count }
  var volume: Int { axes.extents.reduce(1, *) }
  private var planes: Int { batch.reduce(1, *) }
  /// Whether windows have elements in common.
  var overlaps: Bool {
    axes.contains { $0.places > 1 && $0.stride <= $0.dilation * ($0.size - 1) }
  }
  /// Whether every element belongs to one window alone, and windows have no gaps.
  private var isCovered: Bool {
    !overlaps && axes.allSatisfy { $0.dilation == 1 && $0.places * $0.size == $0.extent }
  }
  private var isPadded: Bool { planeSize != volume }

  /// 1 / the elements of each window that are inside the image.
  var shares: [S] {
    let inside = axes.map { axis in
      (0..<axis.places).map { place in
        (0..<axis.size).count { axis.places(inside: $0).contains(place) }
      }
    }
    return [WindowAxis].indices(of: axes.places).map { place in
      let count = zip(place, inside).reduce(1) { $0 * $1.1[$1.0] }
      return count == 0 ? 0 : 1 / S(count)
    }
  }

  /// A number of planes with their borders, and where their windows' corners and their outputs lie.
  struct Boxes {
    let extent: BoxExtent
    let image: BoxPlace
    let output: BoxPlace
  }

  /// The boxes of `count` planes; one plane where a box has no dimension left for several.
  private func boxes(_ count: Int) -> Boxes {
    Boxes(
      extent: Self.extent(axes.places, planes: count),
      image: Self.place(in: padded, steps: axes.map(\.stride), distance: planeSize),
      output: Self.place(in: axes.places, distance: places))
  }

  /// A box of `planes` planes of one or two axes, or of one of three.
  private static func extent(_ shape: [Int], planes: Int = 1) -> BoxExtent {
    switch shape.count {
    case 1: BoxExtent(planes: planes, columns: shape[0])
    case 2: BoxExtent(planes: planes, rows: shape[0], columns: shape[1])
    default: BoxExtent(planes: shape[0], rows: shape[1], columns: shape[2])
    }
  }

  /// Where such a box lies in planes of `shape`, `distance` elements apart, every `steps`-th element
  /// of each axis.
  private static func place(
    in shape: [Int], steps: [Int]? = nil, distance: Int = 0, offset: Int = 0
  ) -> BoxPlace {
    let strides = shape.indices.map { index in
      shape.dropFirst(index + 1).reduce(steps?[index] ?? 1, *)
    }
    return switch strides.count {
    case 1: BoxPlace(offset: offset, plane: distance, column: strides[0])
    case 2: BoxPlace(offset: offset, plane: distance, row: strides[0], column: strides[1])
    default: BoxPlace(offset: offset, plane: strides[0], row: strides[1], column: strides[2])
    }
  }

  /// Calls `body` for the planes of a batch, some at a time, side by side, each time with their
  /// range and their boxes.
  func share(_ body: (_ planes: Range<Int>, _ boxes: Boxes) -> Void) {
    guard planes > 0 else { return }
    // As many as the first cache holds.
    let most = axes.count > 2 ? 1 : max(8192 / planeSize, 1)
    let pieces = min(planes, 2 * pool.count, WorkerPool.mostPieces)
    pool.run(pieces: pieces) { piece in
      let end = planes * (piece + 1) / pieces
      for first in stride(from: planes * piece / pieces, to: end, by: most) {
        let range = first..<min(first + most, end)
        body(range, boxes(range.count))
      }
    }
  }

  /// The elements of an output [N, C, places] that belong to the planes of `range`.
  func outputs(_ range: Range<Int>) -> Range<Int> {
    range.lowerBound * places..<range.upperBound * places
  }

  /// Calls `body` for each window of the planes of `range`: the index of its output, its place, and
  /// where its corner is in those planes with their borders.
  func forEachWindow(
    _ range: Range<Int>, _ body: (_ index: Int, _ place: Int, _ corner: Int) -> Void
  ) {
    for plane in range {
      for (place, corner) in corners.enumerated() {
        body(
          plane * places + place, place, (plane - range.lowerBound) * planeSize + corner)
      }
    }
  }

  /// Calls `body` with the planes of `range` within borders of `fill`, one row: those of `images`
  /// themselves if there are no borders.
  func gather(
    _ images: Block<S>, _ range: Range<Int>, fill: S = 0, _ body: (Block<S>) -> Void
  ) {
    let planes = images.columns(range.lowerBound * volume..<range.upperBound * volume)
    guard isPadded else { return body(planes) }
    let memory = Storage<S>(count: range.count * planeSize)
    memory.row.fill(fill)
    for index in 0..<range.count {
      let inside = inside(index)
      memory.row.copyBox(inside.extent, at: inside.bordered, from: planes, at: inside.image)
    }
    body(memory.row)
  }

  /// Calls `body` with zeros for the planes of `range` and their borders, one row; what it makes of
  /// them, but for the borders, becomes those planes of `images`.
  ///
  /// - Parameter writesAll: whether `body` writes every element of every window and needs no zeros.
  func scatter(
    _ images: Block<S>, _ range: Range<Int>, writesAll: Bool = false, _ body: (Block<S>) -> Void
  ) {
    let planes = images.columns(range.lowerBound * volume..<range.upperBound * volume)
    guard isPadded else {
      if !(isCovered && writesAll) { planes.fill(0) }
      return body(planes)
    }
    let memory = Storage<S>(count: range.count * planeSize)
    body(memory.row)
    for index in 0..<range.count {
      let inside = inside(index)
      planes.copyBox(inside.extent, at: inside.image, from: memory.row, at: inside.bordered)
    }
  }

  /// The box of plane `index` without its border: its size, and where it lies in planes with borders
  /// and in planes without.
  private func inside(_ index: Int) -> (extent: BoxExtent, bordered: BoxPlace, image: BoxPlace) {
    let corner = zip(axes, padded).reduce(0) { $0 * $1.1 + $1.0.before }
    return (
      Self.extent(axes.extents), Self.place(in: padded, offset: index * planeSize + corner),
      Self.place(in: axes.extents, offset: index * volume)
    )
  }
}
