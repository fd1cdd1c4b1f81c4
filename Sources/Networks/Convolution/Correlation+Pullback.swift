internal import TensorCore

extension Correlation {
  /// Which adjoints are wanted.
  struct Wanted {
    var images: Bool
    var weights: Bool
    /// The shape of the bias, [O] or [O, places]; nil: not wanted.
    var bias: [Int]?
  }

  /// Adjoints of the inputs; nil: not wanted.
  struct Adjoints {
    var images: Tensor<S>?
    var weights: Tensor<S>?
    var bias: Tensor<S>?
  }

  /// Images of a piece of the sums over images: their number depends on the sizes alone.
  private var imagesOfPiece: Int { max((511 + places) / max(places, 1), (images + 15) / 16, 1) }

  /// The adjoints of images, weights and bias from those of the outputs [N, O, places]:
  ///
  ///     w'[o, c, p] = sum over n, i of y'[n, o, i] x[n, c, i S + p D - P]
  ///     b'[o]       = sum over n, i of y'[n, o, i], or of an untied bias over n alone
  ///
  /// - Parameter outputs: what the rectifier made of the outputs; nil: there was none.
  @specialized(where S == Float)
  func adjoints(
    of adjoints: Tensor<S>, images: Tensor<S>, weights: Tensor<S>, outputs: Tensor<S>?,
    wanted: Wanted
  ) -> Adjoints {
    precondition(
      adjoints.shape == outputShape && images.shape == imageShape && weights.shape == weightShape,
      "convolution: adjoints \(adjoints.shape), images \(images.shape), weights \(weights.shape)")
    var imageAdjoints = Tensor<S>(uninitialized: wanted.images ? imageShape : [0])
    let perPiece = imagesOfPiece
    let pieces = (self.images + perPiece - 1) / perPiece
    let transposed = wanted.images ? transposedWeights(weights) : Storage(count: 0)
    let biasCount = wanted.bias?.reduce(1, *) ?? 0
    let weightSums = PieceSums<S>(count: wanted.weights ? filters * depth : 0, pieces: pieces)
    let biasSums = PieceSums<S>(count: biasCount, pieces: pieces)

    // Images that are taken at once, so that they stay in the second cache.
    let size = lowering.count + (outputs == nil ? 0 : filters * places)
    let block = min(perPiece, max((1 << 18) / size, 1))
    let memory = PieceMemory<S>(
      count: block * size + imageAdjointCount, pieces: pieces, pool: pool)
    imageAdjoints.withMutableBlock { imageAdjoints in
      adjoints.withBlock { adjoints in
        images.withBlock { images in
          (outputs ?? Tensor(zeros: [0])).withBlock { values in
            func rows(_ tensor: Block<S>) -> Block<S> {
              tensor.reshaped(rows: self.images, columns: tensor.count / max(self.images, 1))
            }
            pool.run(pieces: pieces) { piece in
              memory.withPart { part in
                let end = min((piece + 1) * perPiece, self.images)
                for first in stride(from: piece * perPiece, to: end, by: block) {
                  let range = first..<min(first + block, end)
                  let passed = passed(
                    rows(adjoints).rows(range), outputs == nil ? nil : rows(values).rows(range),
                    biasSums.piece(piece),
                    memory: part.columns(block * lowering.count..<block * size))
                  if wanted.weights {
                    let lowered = part.columns(0..<range.count * lowering.count)
                      .reshaped(rows: range.count, columns: lowering.count)
                    for (row, image) in range.enumerated() {
                      lowering.lower(rows(images).row(image), into: lowered.row(row))
                    }
                    addWeightAdjoints(
                      weightSums.piece(piece), passed, lowered,
                      isFirst: first == piece * perPiece)
                  }
                  guard wanted.images else { continue }
                  for (row, image) in range.enumerated() {
                    let target = rows(imageAdjoints).row(image)
                    target.fill(0)
                    addImageAdjoints(
                      to: target, passed.row(row).reshaped(rows: filters, columns: places),
                      transposed, memory: part.columns(block * size..<part.columns))
                  }
                }
              }
            }
          }
        }
      }
    }
    return Adjoints(
      images: wanted.images ? imageAdjoints : nil,
      weights: wanted.weights ? weightSums.sum(weightShape, pool) : nil,
      bias: wanted.bias.map { biasSums.sum($0, pool) })
  }

  /// The adjoints [images, O places] that a rectifier lets through, in `memory`, or all of them; the
  /// sums of them for each bias are added to `bias`.
  private func passed(
    _ adjoints: Block<S>, _ outputs: Block<S>?, _ bias: Block<S>, memory: Block<S>
  ) -> Block<S> {
    let isTied = bias.count == filters
    let passed =
      outputs == nil
      ? adjoints
      : memory.columns(0..<adjoints.count).reshaped(rows: adjoints.rows, columns: adjoints.columns)
    for image in 0..<adjoints.rows {
      let given = adjoints.row(image).reshaped(rows: filters, columns: places)
      let target = passed.row(image).reshaped(rows: filters, columns: places)
      if let outputs {
        target.rectified(
          given, outputs: outputs.row(image).reshaped(rows: filters, columns: places),
          sums: isTied ? bias : nil)
      } else if isTied {
        bias.addRowSums(target)
      }
      if bias.count == target.count && !isTied { bias.add(passed.row(image)) }
    }
    return passed
  }

  /// Adds to `sums` [O depth], or begins it with, what some images contribute to the adjoints of the
  /// weights.
  private func addWeightAdjoints(
    _ sums: Block<S>, _ adjoints: Block<S>, _ lowered: Block<S>, isFirst: Bool
  ) {
    let offsets = lowering.offsets(channels: channels / groups)
    let sums = sums.reshaped(rows: filters, columns: depth)
    for group in 0..<groups {
      let filters = filters(of: group)
      sums.rows(filters).windowGradient(
        adjoints.columns(filters.lowerBound * places..<filters.upperBound * places),
        channelBlock(lowered, group), offsets: offsets, accumulating: !isFirst)
    }
  }
}
