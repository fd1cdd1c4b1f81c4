package import TensorCore

extension SequenceWorkspace {
  /// The rows of the steps of `range`.
  package func span(_ range: Range<Int>) -> Range<Int> {
    range.lowerBound * rows..<range.upperBound * rows
  }

  /// What the stack is fed at the steps of `range`.
  package func input(_ range: Range<Int>) -> LayerInput<S> {
    guard let vectors = inputVectors else { return .tokens(tokens.steps(range, of: rows)) }
    return .dense(vectors.steps(range, of: rows))
  }

  /// Runs the stack over the steps of `range`, from the state before them. `dropoutKey` nil:
  /// nothing is dropped.
  @specialized(where S == Float)
  package func forward(_ range: Range<Int>, dropoutKey: UInt64? = nil) {
    guard rows > 0 else { return }
    embed(range, dropoutKey: dropoutKey)
    model.stack.forward(
      tape, steps: range, input: input(range), mask: mask?.steps(range, of: rows),
      dropoutKey: dropoutKey)
  }

  /// Makes the embeddings of the tokens of `range`, if the model has any, the stack's input; drops
  /// elements of vectors. `dropoutKey` nil: none.
  @specialized(where S == Float)
  package func embed(_ range: Range<Int>, dropoutKey: UInt64?) {
    guard case .dense(let vectors) = input(range) else { return }
    if let embedding = model.embedding {
      let embedded = vectors.columns(0..<embedding.values.columns)
      embedded.gather(embedding.values, tokens.steps(range, of: rows))
      if dropoutKey != nil { scaleSymbols(embedded) }
    }
    if let dropoutKey { dropElements(vectors, range, dropoutKey) }
  }

  private func scaleSymbols(_ embedded: Block<S>) {
    let scale = model.configuration.symbolScale
    if scale != 1 { embedded.scale(by: scale) }
  }

  /// Drops elements of the stack's input at the steps of `range`, or of its adjoint.
  private func dropElements(_ vectors: Block<S>, _ range: Range<Int>, _ dropoutKey: UInt64) {
    let rate = model.configuration.vectorDropout
    guard rate > 0 else { return }
    vectors.dropout(
      vectors, rate: rate, key: dropoutKey.inputDropoutKey,
      rowKeys: dropoutRowKeys.steps(range, of: rows))
  }

  /// Sets the gradient to zero.
  @specialized(where S == Float)
  package func clearGradient() {
    gradient.fill(0)
    symbolTableGradient?.fill(0)
  }

  /// Sets to zero what the first segment's products do not overwrite.
  @specialized(where S == Float)
  package func clearGradientBesideLayerWeights() {
    symbolTableGradient?.fill(0)
    for range in rangesBesideLayerWeights { gradient.columns(range).fill(0) }
  }

  /// The memory of the gradient; `overwrites`: the layers' weight gradients hold nothing yet.
  package func parameterGradient(
    scratch: Block<S>? = nil, overwrites: Bool = false
  ) -> ParameterGradient<S> {
    ParameterGradient(
      parameters: gradient, symbolTable: symbolTableGradient,
      scratch: scratch ?? scratchStorage.row, overwritesWeights: overwrites)
  }

  /// Back-propagation through the steps of `range`, after their output adjoints are set; adds to
  /// the gradient.
  @specialized(where S == Float)
  package func backward(_ range: Range<Int>, dropoutKey: UInt64? = nil) {
    backward(range, dropoutKey: dropoutKey, boundary: nil, continues: false)
  }

  /// Back-propagation through a segment of a sequence: see
  /// ``PackedStack/backward(_:steps:input:mask:dropoutKey:inputAdjoint:gradient:boundary:continues:)``.
  @specialized(where S == Float)
  package func backward(
    _ range: Range<Int>, dropoutKey: UInt64?, boundary: Block<S>?, continues: Bool
  ) {
    guard rows > 0 else { return }
    model.stack.backward(
      tape, steps: range, input: input(range), mask: mask?.steps(range, of: rows),
      dropoutKey: dropoutKey, inputAdjoint: inputAdjoint?.steps(range, of: rows),
      gradient: parameterGradient(overwrites: boundary != nil && !continues),
      boundary: boundary, continues: continues)
    embedAdjoint(range, dropoutKey: dropoutKey)
  }

  /// Takes the adjoint of the stack's input at the steps of `range`, if it is wanted, back to that
  /// of the vectors before dropout, the adjoint of ``embed(_:dropoutKey:)``; adds to the gradient of
  /// the embedding, if the model has any.
  @specialized(where S == Float)
  package func embedAdjoint(_ range: Range<Int>, dropoutKey: UInt64?) {
    guard let adjoint = inputAdjoint?.steps(range, of: rows) else { return }
    if let dropoutKey { dropElements(adjoint, range, dropoutKey) }
    guard let embedding = model.embedding else { return }
    let embedded = adjoint.columns(0..<embedding.values.columns)
    if dropoutKey != nil { scaleSymbols(embedded) }
    embedding.part(of: gradient).scatterAdd(embedded, tokens.steps(range, of: rows))
  }

  /// Adds what was gathered by token to the gradient of the input weight, and clears it.
  @specialized(where S == Float)
  package func finishGradient() { model.stack.layers[0].finishGradient(parameterGradient()) }
}
