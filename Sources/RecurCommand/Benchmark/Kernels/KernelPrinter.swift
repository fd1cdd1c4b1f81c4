import Terminal

/// Prints the results of kernel sets as soon as there is something to compare them with;
/// `reference` comes last.
struct KernelPrinter {
  let console: Console
  let wantsJSON: Bool

  private var waiting: [KernelSetResults] = []
  private var reference: KernelSetResults?
  /// The limits of the best set: the processor's, for `reference`, which has none of its own.
  private var best: KernelLimits?

  private static let width = 100
  private static let explanation = """
    time: of one call on one thread, the fastest of several slices. limit: the arithmetic of the kernel as \
    multiply-adds in registers of its set, or its operands, each byte once, read from and written to the level of \
    memory where they fit: whichever takes longer; those of 'reference' are of the best set. of limit: the share of \
    it that is reached, above 100% where the operands partly lie nearer than their level. rate: in the unit of the \
    limit, a multiply-add being two operations; the work inside exp and tanh is not counted. x reference: how many \
    times faster than the plain loops of the set 'reference'.
    """

  init(console: Console, wantsJSON: Bool) {
    self.console = console
    self.wantsJSON = wantsJSON
  }

  /// Takes the results of the next set, the best one first.
  mutating func add(_ results: KernelSetResults) throws {
    if best == nil { best = results.limits }
    if results.kernels == "reference" { reference = results } else { waiting.append(results) }
    guard reference != nil else { return }
    try printWaiting()
  }

  /// Prints what is left, and what the columns mean.
  mutating func end() throws {
    try printWaiting()
    if let reference { try print(reference) }
    guard !wantsJSON else { return }
    for line in wrapped(Self.explanation, width: Self.width) { try console.print(line) }
  }

  private mutating func printWaiting() throws {
    let sets = waiting
    waiting = []
    for set in sets { try print(set) }
  }

  private func print(_ set: KernelSetResults) throws {
    let results = set.results(limits: set.limits ?? best, reference: reference)
    if wantsJSON {
      if let limits = set.limits { try console.print(limits.json) }
      for result in results { try console.print(result.json) }
      return
    }
    if let limits = set.limits {
      for line in limits.lines { try console.print(line) }
      try console.print()
    }
    for precision in KernelPrecision.allCases {
      let chosen = results.filter { $0.measurement.precision == precision }
      guard !chosen.isEmpty else { continue }
      var table = KernelResult.emptyTable(set.kernels, precision)
      for result in chosen { result.add(to: &table) }
      try console.print(table)
      try console.print()
    }
  }
}
