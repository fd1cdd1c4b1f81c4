package import TensorCore

/// A named parameter: a matrix or vector within the one buffer that holds all of a model.
public struct ParameterBlock: Sendable, Equatable {
  /// What a parameter is, which decides how it starts and whether penalties apply to it.
  public enum Role: Sendable, Equatable {
    case inputWeight, recurrentWeight, bias, peephole, embedding, readoutWeight
  }

  /// "layers.0.input_weight": the name in checkpoints.
  public let name: String
  /// Row-major, rows = outputs.
  public let shape: [Int]
  /// What the parameter is.
  public let role: Role
  /// First element in the buffer.
  public let offset: Int

  /// Number of elements.
  public var count: Int { shape.reduce(1, *) }

  /// The block's place in the buffer.
  public var range: Range<Int> { offset..<offset + count }

  /// The block as a matrix within `parameters`, which holds the whole buffer in one row; a vector
  /// is one row.
  package func matrix<S>(in parameters: Block<S>) -> Block<S> {
    parameters.columns(range).reshaped(
      rows: shape.count == 2 ? shape[0] : 1, columns: shape.last ?? 1)
  }
}

/// The parameters of a model in the order in which one buffer holds them.
public struct ParameterLayout: Sendable, Equatable {
  /// The blocks, one after the other.
  public private(set) var blocks: [ParameterBlock] = []

  /// A layout without parameters.
  public init() {}

  /// Number of elements in all.
  public var count: Int { blocks.last?.range.upperBound ?? 0 }

  /// Adds a block at the end.
  package mutating func append(
    _ name: String, _ shape: [Int], _ role: ParameterBlock.Role
  ) -> ParameterBlock {
    let block = ParameterBlock(name: name, shape: shape, role: role, offset: count)
    blocks.append(block)
    return block
  }

  /// The block of a name.
  public func block(named name: String) -> ParameterBlock? {
    blocks.first { $0.name == name }
  }
}
