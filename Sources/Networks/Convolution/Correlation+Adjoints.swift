internal import TensorCore

extension Correlation {
  /// The adjoints of images [N, C, extents] from those of the outputs [N, O, places]:
  ///
  ///     x'[n, c, j] = sum over o, i, p with i S + p D - P = j of w[o, c, p] y'[n, o, i]
  ///
  /// - Parameter start: [C], what every element of a channel begins with; nil: zero.
  /// - Complexity: as that of the outputs.
  @specialized(where S == Float)
  func imageAdjoints(
    of adjoints: Tensor<S>, _ weights: Tensor<S>, start: Tensor<S>? = nil
  ) -> Tensor<S> {
    precondition(
      adjoints.shape == outputShape && weights.shape == weightShape
        && start.map { $0.shape == [channels] } ?? true,
      "convolution: adjoints \(adjoints.shape), weights \(weights.shape)")
    var images = Tensor<S>(uninitialized: imageShape)
    guard images.count > 0 else { return images }
    let transposed = transposedWeights(weights)
    let memory = PieceMemory<S>(count: imageAdjointCount, pieces: self.images, pool: pool)
    images.withMutableBlock { images in
      adjoints.withBlock { adjoints in
        let images = images.reshaped(rows: self.images, columns: channels * volume)
        let adjoints = adjoints.reshaped(rows: self.images * filters, columns: places)
        share { range in
          memory.withPart { part in
            for image in range {
              let target = images.row(image)
              target.fill(0)
              if let start {
                let planes = target.reshaped(rows: channels, columns: volume)
                for channel in 0..<channels { planes.row(channel).fill(start[flat: channel]) }
              }
              addImageAdjoints(
                to: target, adjoints.part(image, of: filters), transposed, memory: part)
            }
          }
        }
      }
    }
    return images
  }

  /// The weights turned for the adjoints: for each group and each element p of a filter along the
  /// first axis a matrix [O / G, C / G innerTaps], one after the other.
  func transposedWeights(_ weights: Tensor<S>) -> Storage<S> {
    let result = Storage<S>(count: weights.count)
    let (channels, filters, taps) = (channels / groups, filters / groups, axes[0].size)
    let rows = channels * lowering.innerTaps
    weights.withBlock { weights in
      for group in 0..<groups {
        for tap in 0..<taps {
          result.row.copyBox(
            BoxExtent(planes: filters, rows: channels, columns: lowering.innerTaps),
            at: BoxPlace(
              offset: (group * taps + tap) * filters * rows, plane: rows, row: lowering.innerTaps),
            from: weights,
            at: BoxPlace(
              offset: group * filters * depth + tap * lowering.innerTaps, plane: depth,
              row: taps * lowering.innerTaps))
        }
      }
    }
    return result
  }

  /// Elements of memory of ``addImageAdjoints(to:_:_:memory:)``.
  var imageAdjointCount: Int {
    lowering.count
      + Block<S>.transposedProductScratch(
        rows: channels / groups * lowering.innerTaps, columns: places)
  }

  /// Adds the adjoints of one image [C volume] from those of its outputs [O, places]: those of the
  /// lowered image, by products with the transposed weights, and from them those of the image.
  @specialized(where S == Float)
  func addImageAdjoints(
    to image: Block<S>, _ adjoints: Block<S>, _ transposed: Storage<S>, memory: Block<S>
  ) {
    let lowered = memory.columns(0..<channels * lowering.channelSize)
    let scratch = memory.columns(lowering.count..<memory.columns)
    let (filters, taps) = (filters / groups, axes[0].size)
    let rows = channels / groups * lowering.innerTaps
    lowered.fill(0)
    let planes = lowered.reshaped(rows: groups * rows, columns: lowering.plane)
    // Columns whose adjoints stay in the first caches while all rows pass by.
    let panel = PanelMatrix<S>.panelWidth
    let step = max(16_384 / max(filters, 1) / panel, 1) * panel
    for group in 0..<groups {
      for start in stride(from: 0, to: places, by: step) {
        let columns = start..<min(start + step, places)
        for tap in 0..<taps {
          let first = lowering.rowOffsets[tap] + start
          planes.rows(group * rows..<(group + 1) * rows)
            .columns(first..<first + columns.count)
            .addProductTransposed(
              transposed.block(
                at: (group * taps + tap) * filters * rows, rows: filters, columns: rows),
              adjoints.rows(self.filters(of: group)).columns(columns), scratch: scratch)
        }
      }
    }
    lowering.addAdjoints(lowered, to: image)
  }
}
