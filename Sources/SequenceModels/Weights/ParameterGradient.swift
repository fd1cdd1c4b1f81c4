package import TensorCore

/// The memory in which one thread adds up a gradient.
package struct ParameterGradient<S: KernelScalar> {
  /// The gradient of all parameters [1, P].
  package let parameters: Block<S>
  /// The adjoint of a ``SymbolTable`` [V, G n], for a first layer whose input is one; nil: adjoints
  /// of symbols go to their weights at once.
  package let symbolTable: Block<S>?
  /// Scratch for the products of weight gradients; nil: each is the outer product of two rows.
  package let scratch: Block<S>?
  /// Whether the weights that products are added to hold nothing yet and need not have been
  /// cleared.
  package let overwritesWeights: Bool

  package init(
    parameters: Block<S>, symbolTable: Block<S>? = nil, scratch: Block<S>?,
    overwritesWeights: Bool = false
  ) {
    self.parameters = parameters
    self.symbolTable = symbolTable
    self.scratch = scratch
    self.overwritesWeights = overwritesWeights
  }

  /// The same memory, for products that add to what it holds.
  var accumulating: ParameterGradient {
    ParameterGradient(parameters: parameters, symbolTable: symbolTable, scratch: scratch)
  }
}
