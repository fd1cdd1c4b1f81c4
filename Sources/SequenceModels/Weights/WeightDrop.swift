package import TensorCore

/// The recurrent weights of some layers with a part of them dropped, by another mask in every
/// update.
///
///     U' = m U / (1 - rate)        dL/dU = m / (1 - rate) dL/dU'
///
/// Whether an element is dropped is a hash of the update's key and its place alone, so masks are
/// the same whatever the number of threads.
///
/// Memory: U' and a copy of U, and U' packed.
package final class WeightDrop<S: KernelScalar>: Sendable {
  package let rate: Double
  /// The layers with U' in the place of U; all else is theirs too.
  let layers: [PackedLayer<S>]
  /// Where the U of each layer stands in the copies.
  private let places: [ParameterBlock]
  private let whole: Storage<S>
  private let dropped: Storage<S>
  private let rowKeys: IndexStorage
  /// Of each layer.
  private let tasks: [[PackingTask<S>]]

  /// Memory for `source`, whose products are of `precision`.
  init(_ source: [PackedLayer<S>], rate: Double, precision: ProductPrecision) {
    precondition(rate > 0 && rate < 1, "recurrent weights dropped at a rate of \(rate)")
    var layout = ParameterLayout()
    let layers = source.map { PackedLayer(droppingWeightsOf: $0, precision: precision) }
    let places = source.map {
      let weight = $0.layer.recurrentWeight
      return layout.append(weight.name, weight.shape, weight.role)
    }
    self.rate = rate
    self.layers = layers
    self.places = places
    whole = Storage(count: layout.count)
    dropped = Storage(count: layout.count)
    rowKeys = IndexStorage(count: places.map(\.rows).max() ?? 0)
    for row in 0..<rowKeys.count where !dropped.row.isPlanned { rowKeys.indices[row] = Int32(row) }
    tasks = zip(layers, places).map { layer, place in
      layer.recurrent.packingTasks(from: place) + layer.modulated.packingTasks(from: place)
    }
  }

  /// Copies the weights from a buffer of all parameters [1, P].
  @specialized(where S == Float)
  func copy(from parameters: Block<S>) {
    for (layer, place) in zip(layers, places) {
      place.matrix(in: whole.row).copy(from: layer.layer.recurrentWeight.matrix(in: parameters))
    }
  }

  /// Drops weights by the masks of `key`, and packs what is left.
  @specialized(where S == Float)
  func drop(key: UInt64, pool: WorkerPool?) {
    func work(_ index: Int) {
      let place = places[index]
      place.matrix(in: dropped.row).dropout(
        place.matrix(in: whole.row), rate: rate, key: key.dropoutKey(index),
        rowKeys: rowKeys.indices.range(0..<place.rows))
      for task in tasks[index] { task(dropped.row) }
    }
    guard let pool else { return places.indices.forEach(work) }
    pool.run(over: dropped.count, homes: places.indices.map { $0 % pool.count }) { work($0) }
  }

  /// Makes a gradient [1, P] of the weights that `key` has left one of all.
  @specialized(where S == Float)
  func maskGradient(_ gradient: Block<S>, key: UInt64) {
    for (index, layer) in layers.enumerated() {
      let part = layer.layer.recurrentWeight.matrix(in: gradient)
      part.dropout(
        part, rate: rate, key: key.dropoutKey(index),
        rowKeys: rowKeys.indices.range(0..<part.rows))
    }
  }
}
