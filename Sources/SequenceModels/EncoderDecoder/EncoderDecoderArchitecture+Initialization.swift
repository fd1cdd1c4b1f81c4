internal import TensorCore

extension EncoderDecoderArchitecture {
  /// Draws the parameters [1, P] of an ``EncoderDecoder``: recurrent weights by `recurrent`, all
  /// others by `weights`, biases as the cell states them.
  func initialize<S>(
    _ parameters: Block<S>, weights: Initializer, recurrent: Initializer,
    using generator: inout RandomGenerator
  ) {
    func fill(_ blocks: [ParameterBlock?], blockRows: Int? = nil) {
      weights.fill(
        blocks.compactMap { $0?.matrix(in: parameters) }, blockRows: blockRows, using: &generator)
    }
    fill([sourceEmbedding])
    if !configuration.sharesEmbedding { fill([targetEmbedding]) }
    for layer in encoder.joined() + decoder {
      layer.initialize(parameters, input: weights, recurrent: recurrent, using: &generator)
    }
    if contextWeight != nil || feedWeight != nil {
      fill(
        [decoder[0].inputWeight, contextWeight, feedWeight], blockRows: decoder[0].hiddenSize)
    }
    for bridge in bridge.joined() { fill([bridge.weight]) }
    if let attention {
      for block in [attention.keyWeight, attention.queryWeight, attention.score] { fill([block]) }
      fill([attention.outputWeight])
    }
    fill([configuration.tiedReadout ? nil : readoutWeight, readoutContextWeight])
  }
}

extension Initializer {
  /// Draws weights that lie side by side in one matrix, `blockRows` rows at a time; nil: all.
  fileprivate func fill<S>(
    _ matrices: [Block<S>], blockRows: Int?, using generator: inout RandomGenerator
  ) {
    guard let rows = matrices.first?.rows else { return }
    let (height, columns) = (blockRows ?? rows, matrices.reduce(0) { $0 + $1.columns })
    let storage = Storage<S>(count: height * columns)
    defer { withExtendedLifetime(storage) {} }
    let drawn = storage.block(rows: height, columns: columns)
    for index in 0..<rows / height {
      fill(drawn, using: &generator)
      var column = 0
      for matrix in matrices {
        matrix.part(index, of: height)
          .copy(from: drawn.columns(column..<column + matrix.columns))
        column += matrix.columns
      }
    }
  }
}
