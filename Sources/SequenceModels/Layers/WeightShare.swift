internal import TensorCore

/// A part of every weight gradient of a layer: some rows of each weight, as one of several threads adds them.
///
/// An element of a gradient is one sum in the order of the steps, whoever adds it: shares change no bits.
struct WeightShare: Sendable {
  let index: Int
  /// Shares in all.
  let count: Int

  /// All rows.
  static var whole: WeightShare { WeightShare(index: 0, count: 1) }

  /// Rows of a share where there are enough of them, some ten microseconds of work. Shares begin at multiples of it:
  /// at whole cache lines, and at whole tiles of the products.
  private static let rows = 48
  private static let most = 16

  /// The number of shares of a weight of `rows` rows.
  static func count(rows: Int) -> Int { max(1, min(most, rows / Self.rows)) }

  /// The share's part of a range of rows, or of the columns that belong to them.
  func part(_ range: Range<Int>) -> Range<Int> {
    range.lowerBound + bound(index, range.count)..<range.lowerBound + bound(index + 1, range.count)
  }

  private func bound(_ share: Int, _ total: Int) -> Int {
    share == count ? total : total * share / count / Self.rows * Self.rows
  }
}

extension PackedLayer {
  /// Shares in which the layer's weight gradients are added.
  var weightShareCount: Int {
    WeightShare.count(rows: layer.structure.gateCount * layer.hiddenSize)
  }

  /// Sets a share of what no product overwrites to zero: the gradients of the bias and of an input weight by token.
  func clearGradients(_ gradient: LayerGradient<S>, share: WeightShare) {
    if tableBlock != nil {
      let weight = layer.inputWeight.matrix(in: gradient.parameters)
      for segment in layer.inputSegments {
        weight.rows(share.part(layer.weightRows(segment))).fill(0)
      }
    }
    let bias = layer.bias.matrix(in: gradient.parameters)
    bias.columns(share.part(0..<bias.columns)).fill(0)
  }

  /// Adds a share of what was gathered by token to the gradient of the input weight, and clears it.
  func finishTable(_ gradient: LayerGradient<S>, share: WeightShare) {
    guard let table = gradient.inputTable else { return }
    let weight = layer.inputWeight.matrix(in: gradient.parameters)
    for segment in layer.inputSegments {
      let rows = share.part(layer.weightRows(segment))
      weight.rows(rows).addTranspose(table.columns(rows))
      table.columns(rows).fill(0)
    }
  }
}

extension RecurrentLayer {
  /// Which of `threads` threads has the most of the layer's parameters, all `parameterCount` of them being shared out in
  /// their order.
  func home(among threads: Int, parameterCount: Int) -> Int {
    let last = (peephole ?? bias).range.upperBound
    return (inputWeight.offset + last) / 2 * threads / parameterCount
  }
}
