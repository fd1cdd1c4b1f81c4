package import TensorCore

/// What predicts symbols or values from the outputs of a model, and measures the predictions.
///
///     logits = W y + W_c c + b       c: the context of a peeky decoder
///            + sum_l W_l y_l + S_x       if it reads the layers below the top one, and the symbol x
///     loss   = that of a ``Loss``, which says what the logits mean
package struct Readout<S: KernelScalar>: Sendable {
  /// W [V, n]; the block of the embedding if the two are tied.
  package let weight: Weight<S>
  /// W_c [V, m]
  package let context: Weight<S>?
  /// W_l [V, n] of the layers below the top one; empty: it does not read them.
  package let lower: [Weight<S>]
  /// S [symbols, V]; nil: it does not read the symbol.
  package let symbols: ParameterValues<S>?
  /// b [1, V]
  package let bias: ParameterValues<S>
  package let loss: Loss

  /// Memory for the weights; `trains`: for a backward pass too.
  init(
    weight: ParameterBlock, context: ParameterBlock? = nil, lower: [ParameterBlock] = [],
    symbols: ParameterBlock? = nil, bias: ParameterBlock, loss: Loss = .crossEntropy, trains: Bool,
    precision: ProductPrecision
  ) {
    self.loss = loss
    self.weight = Weight(weight, trains: trains, precision: precision)
    self.context = context.map { Weight($0, trains: trains, precision: precision) }
    self.lower = lower.map { Weight($0, trains: trains, precision: precision) }
    self.symbols = symbols.map { ParameterValues($0) }
    self.bias = ParameterValues(bias)
  }

  /// V
  package var outputCount: Int { bias.block.count }

  /// The independent pieces of work that pack the weights; any thread may do any of them.
  func packingTasks() -> [PackingTask<S>] {
    weight.packingTasks() + (context?.packingTasks() ?? []) + [bias.packingTask()]
      + lower.flatMap { $0.packingTasks() } + (symbols.map { [$0.packingTask()] } ?? [])
  }

  /// logits [R, V] from outputs [R, n].
  @specialized(where S == Float)
  package func apply(
    _ outputs: Block<S>, into logits: Block<S>, context: ReadoutContext<S>? = nil
  ) {
    logits.broadcast(bias.row)
    weight.apply(outputs, into: logits, accumulating: true)
    context?.add(to: logits)
  }

  /// logits [R, V] from all that the rows hold.
  @specialized(where S == Float)
  package func apply(_ rows: ReadoutRows<S>, into logits: Block<S>) {
    apply(rows.outputs, into: logits, context: rows.context)
    for (weight, layer) in zip(lower, rows.lower) {
      weight.apply(layer.outputs, into: logits, accumulating: true)
    }
    if let symbols, let read = rows.symbols {
      logits.gather(symbols.values, read, accumulating: true)
    }
  }

  /// The losses of `rows` into `losses` [1, R], by way of their `logits` [R, V].
  ///
  /// With `gradientScale` the logits become the adjoints of scale x sum of the losses, and the
  /// adjoints of outputs and context follow from them.
  @specialized(where S == Float)
  package func losses(
    of rows: ReadoutRows<S>, gradientScale: Double?, labelSmoothing: Double,
    logits: Block<S>, into losses: Block<S>
  ) {
    apply(rows, into: logits)
    loss.losses(
      of: logits, rows.targets, into: losses, gradientScale: gradientScale,
      labelSmoothing: labelSmoothing)
    guard gradientScale != nil else { return }
    if let adjoints = rows.adjoints {
      weight.pullback(logits, into: adjoints, accumulating: false)
    }
    for (weight, layer) in zip(lower, rows.lower) {
      if let adjoints = layer.adjoints {
        weight.pullback(logits, into: adjoints, accumulating: false)
      }
    }
    rows.context?.addAdjoints(logits)
  }

  /// Adds a share of the gradients of W and b from the logits' adjoints [R, V] and outputs [R, n].
  @specialized(where S == Float)
  package func addGradient(
    _ logitAdjoints: Block<S>, _ outputs: Block<S>, to gradient: ParameterGradient<S>,
    share: WeightShare = .whole
  ) {
    weight.addGradient(logitAdjoints, outputs, to: gradient, share: share)
    let columns = share.part(0..<outputCount)
    bias.part(of: gradient.parameters).columns(columns)
      .addColumnSums(logitAdjoints.columns(columns))
  }

  /// Adds a share of the gradients of all weights and b from the logits' adjoints [R, V] and what
  /// the rows hold.
  @specialized(where S == Float)
  package func addGradient(
    _ logitAdjoints: Block<S>, _ rows: ReadoutRows<S>, to gradient: ParameterGradient<S>,
    share: WeightShare = .whole
  ) {
    addGradient(logitAdjoints, rows.outputs, to: gradient, share: share)
    for (weight, layer) in zip(lower, rows.lower) {
      weight.addGradient(logitAdjoints, layer.outputs, to: gradient, share: share)
    }
    if let symbols, let read = rows.symbols {
      let columns = share.part(0..<outputCount)
      symbols.part(of: gradient.parameters).columns(columns)
        .scatterAdd(logitAdjoints.columns(columns), read)
    }
  }

  /// Sets a share of the gradients of all weights and b to zero.
  @specialized(where S == Float)
  package func clearGradient(_ gradient: ParameterGradient<S>, share: WeightShare) {
    let rows = share.part(0..<outputCount)
    for weight in [weight] + lower {
      weight.block.matrix(in: gradient.parameters).rows(rows).fill(0)
    }
    symbols?.part(of: gradient.parameters).columns(rows).fill(0)
    bias.part(of: gradient.parameters).columns(rows).fill(0)
  }

  /// Elements of scratch that the gradients need.
  package var gradientScratch: Int {
    max(
      weight.gradientScratch, context?.gradientScratch ?? 0, lower.first?.gradientScratch ?? 0)
  }
}

/// Rows that a readout reads, and what it makes of them.
package struct ReadoutRows<S: KernelScalar> {
  /// Outputs of the model [R, n].
  package let outputs: Block<S>
  /// What is to be predicted of R rows.
  package let targets: Targets<S>
  /// Where the outputs' adjoint is written [R, n]; nil: it is not wanted.
  package let adjoints: Block<S>?
  package let context: ReadoutContext<S>?
  /// Outputs of the layers below the top one [R, n], and where their adjoints are written; empty:
  /// they are not read.
  package let lower: [(outputs: Block<S>, adjoints: Block<S>?)]
  /// The symbols that are read [R]; nil: none are.
  package let symbols: Indices?

  package init(
    outputs: Block<S>, targets: Targets<S>, adjoints: Block<S>? = nil,
    context: ReadoutContext<S>? = nil, lower: [(outputs: Block<S>, adjoints: Block<S>?)] = [],
    symbols: Indices? = nil
  ) {
    self.outputs = outputs
    self.targets = targets
    self.adjoints = adjoints
    self.context = context
    self.lower = lower
    self.symbols = symbols
  }

  /// Some of the rows; with a context whole steps.
  func rows(_ range: Range<Int>) -> ReadoutRows {
    ReadoutRows(
      outputs: outputs.rows(range), targets: targets.rows(range), adjoints: adjoints?.rows(range),
      context: context, lower: lower.map { ($0.outputs.rows(range), $0.adjoints?.rows(range)) },
      symbols: symbols?.range(range))
  }
}

/// What the context of a peeky decoder adds to the logits of every step of B rows, W_c c.
package struct ReadoutContext<S: KernelScalar> {
  /// W_c c of each source [sources, V].
  let logits: Block<S>
  /// The adjoint of ``logits``; nil: it is not wanted.
  let adjoints: Block<S>?
  /// The source of each row; nil: source b for row b.
  let sources: Indices?
  /// B
  let rows: Int

  /// logits [T B, V] += W_c c.
  func add(to logits: Block<S>) {
    for step in 0..<logits.rows / rows {
      let part = logits.step(step, of: rows)
      if let sources {
        part.gather(self.logits, sources, accumulating: true)
      } else {
        part.add(self.logits)
      }
    }
  }

  /// Adds the adjoints of the logits [T B, V] of all steps, each row being its own source.
  func addAdjoints(_ logitAdjoints: Block<S>) {
    guard let adjoints else { return }
    for step in 0..<logitAdjoints.rows / rows { adjoints.add(logitAdjoints.step(step, of: rows)) }
  }
}
