package import TensorCore

/// A named parameter: a matrix, a vector or an array of more axes within the one buffer that holds all of a model.
public struct ParameterBlock: Sendable, Equatable {
  /// What a parameter is, which decides how it starts and whether penalties apply to it.
  public enum Role: Sendable, Equatable {
    case inputWeight, recurrentWeight, bias, peephole, embedding, readoutWeight
    /// A weight of a network's layer.
    case weight
    /// A factor of a normalised or activated value: penalties leave it alone.
    case scale
    /// A running statistic of the data, which no gradient changes.
    case statistic

    /// Whether penalties apply to the parameter.
    package var isPenalized: Bool {
      switch self {
      case .bias, .scale, .statistic: false
      case .inputWeight, .recurrentWeight, .peephole, .embedding, .readoutWeight, .weight: true
      }
    }
  }

  /// "layers.0.input_weight": the name in checkpoints.
  public let name: String
  /// Row-major, outputs first.
  public let shape: [Int]
  /// What the parameter is.
  public let role: Role
  /// First element in the buffer.
  public let offset: Int

  /// Number of elements.
  public var count: Int { shape.reduce(1, *) }

  /// The block's place in the buffer.
  public var range: Range<Int> { offset..<offset + count }

  /// Rows of the block as a matrix: its outputs, or one of a vector.
  package var rows: Int { shape.count > 1 ? shape[0] : 1 }

  /// Columns of the block as a matrix: the inputs of an output, all axes after the first folded
  /// into one.
  package var columns: Int { shape.dropFirst(shape.count > 1 ? 1 : 0).reduce(1, *) }

  /// The block as a matrix within `parameters`, which holds the whole buffer in one row.
  package func matrix<S>(in parameters: Block<S>) -> Block<S> {
    parameters.columns(range).reshaped(rows: rows, columns: columns)
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

extension String {
  /// Whether the name of a parameter or of a part of a model, "encoder.0.weight", is `part` or that
  /// of something within the part of this name, "encoder"; all are within "".
  package func lies(within part: String) -> Bool {
    part.isEmpty || self == part || hasPrefix(part) && dropFirst(part.count).first == "."
  }
}
