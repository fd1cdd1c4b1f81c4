package import SequenceModels

/// The LSTM with peepholes as equations: two states, three peepholes.
package struct EquationLSTMCell: CellEquations {
  package init() {}

  package var structure: CellStructure {
    CellStructure(
      gates: [Gate("i"), Gate("f"), Gate("g"), Gate("o")], states: ["h", "c"],
      peepholes: ["i", "f", "o"])
  }

  package func next<N: EquationNumber>(
    gates z: Span<N>, state s: Span<N>, peepholes p: Span<N>, into next: inout MutableSpan<N>
  ) {
    let i = N.sigmoid(z[0] + p[0] * s[1])
    let f = N.sigmoid(z[1] + p[1] * s[1])
    let c = f * s[1] + i * N.tanh(z[2])
    next[0] = N.sigmoid(z[3] + p[2] * c) * N.tanh(c)
    next[1] = c
  }
}
