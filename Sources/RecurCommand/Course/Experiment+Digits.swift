import Charts
import Recur
import Terminal

extension Experiment {
  static let digits = Experiment(
    name: "digits", title: "A convolutional network that reads digits",
    summary: "a small convolutional network on drawn digits, or on those of MNIST",
    introduction: [
      "Two layers of 5 x 5 filters with pooling and two affine layers learn to read digits: strokes "
        + "of a pen, drawn by a generator in three styles each and distorted by chance, or with "
        + "--images those of the MNIST files. The digits of the test are not among those learned "
        + "from."
    ],
    equations: [
      "u_ijm = sum_k sum_pq z_{i+p,j+q,k} h_pqkm + b_m    16, then 32 filters",
      "max pooling: the largest of each 2 x 2",
      "32 x 4 x 4 -> 128 -> 10,  L = -(1/N) sum_n log y_{n, t_n}",
    ]
  ) { run in
    let data = try DigitData(run)
    var generator = run.generator(0)
    var network = Network<Float>(DigitReader.body, inputShape: [1, 28, 28], using: &generator)
    var points: [LineChart.Point] = []
    let epochs = data.isDrawn ? 3 : 6
    let updates = UpdateOptions(
      learningRate: 0.0015,
      schedule: LearningRateSchedule(
        .cosine(floor: 0.02, updates: epochs * ((data.training.count + 63) / 64))))
    try run.train(
      &network, on: data.training, loss: .crossEntropy, batchSize: 64, epochs: epochs,
      updates: updates, label: "learning", part: 0.05...0.9
    ) { epoch, trainer in
      points.append(.init(Double(epoch), trainer.scores(of: data.test).accuracy ?? 0))
    }
    try run.show("test", 0.95)
    return DigitReader(network, data, run).sections(curve: points)
  }
}

/// The digits to learn from and to be tested on.
private struct DigitData {
  let training: Examples<Float>
  let test: Examples<Float>
  let isDrawn: Bool

  init(_ run: ExperimentRun) throws {
    isDrawn = run.files == nil
    if let files = run.files {
      training = try Examples(idxImages: files.images, labels: files.labels)
      test = try Examples(idxImages: files.testImages, labels: files.testLabels)
    } else {
      let digits = HandwrittenDigits(seed: run.seed)
      let count = run.scaled(20_000, least: 200)
      training = digits.examples(0..<count)
      test = digits.examples(1_000_000..<1_000_000 + run.scaled(5000, least: 100))
    }
  }
}

/// A trained network and what it makes of the test.
private struct DigitReader {
  private let network: Network<Float>
  private let data: DigitData
  private let seconds: Double
  private let classes: [Int32]
  private let found: [Int]
  /// The probability that each image is given for its own class.
  private let confidence: [Float]

  static var body: Sequential {
    Sequential([
      "first": Convolution(16, Window(5, 5), activation: .relu),
      "firstPooling": Pooling(.maximum, Window(2, 2, stride: 2)),
      "second": Convolution(32, Window(5, 5), activation: .relu),
      "secondPooling": Pooling(.maximum, Window(2, 2, stride: 2)), "flat": Flatten(),
      "hidden": Affine(128, activation: .relu), "digits": Affine(10),
    ])
  }

  init(_ network: Network<Float>, _ data: DigitData, _ run: ExperimentRun) {
    self.network = network
    self.data = data
    seconds = run.elapsed
    let classes = data.test.classes ?? []
    self.classes = classes
    let packed = network.packed(threads: run.pool.count)
    var (found, confidence) = ([Int](), [Float]())
    for start in stride(from: 0, to: classes.count, by: 500) {
      let range = start..<min(start + 500, classes.count)
      let logits = packed(data.test[range].inputs)
      let probabilities = Variable(logits).softmax().value.values
      for index in range {
        let row = Array(probabilities[(index - start) * 10..<(index - start + 1) * 10])
        found.append(row.indices.max { row[$0] < row[$1] } ?? 0)
        confidence.append(row[Int(classes[index])])
      }
    }
    (self.found, self.confidence) = (found, confidence)
  }

  private var right: Int { classes.indices.count { found[$0] == Int(classes[$0]) } }

  func sections(curve: [LineChart.Point]) -> [Page.Section] {
    let accuracy = Double(right) / Double(max(classes.count, 1))
    let chart = LineChart(
      title: "Right on the test, by epoch", x: Axis("epoch"), y: Axis("right", style: .percent),
      series: [LineChart.Series("test", points: curve)])
    let mistakes = classes.indices.filter { found[$0] != Int(classes[$0]) }
    var blocks: [Page.Block] = [
      .list([
        "\(Format.percent(accuracy, digits: 2)) of \(Format.grouped(classes.count)) digits of the "
          + "test are right, after \(Format.grouped(data.training.count)) digits "
          + "\(curve.count) times, in \(Format.duration(seconds)).",
        "The network has \(Format.grouped(network.layout.count)) parameters.",
      ]), .table(perDigit), .lines(chart), confusion,
    ]
    if !mistakes.isEmpty {
      blocks.append(
        .images(
          images(
            mistakes.sorted { confidence[$0] < confidence[$1] }.prefix(24),
            title: "The most mistaken digits",
            subtitle: "What was drawn, and what was read."
          ) { "\(classes[$0]) as \(found[$0])" }))
    }
    blocks.append(
      .images(
        images(
          classes.indices.prefix(20), title: "Some digits of the test",
          subtitle: "The first twenty."
        ) { "\(classes[$0])" }))
    return [Page.Section("The test", blocks), Page.Section("What it looks for", [filters])]
  }

  /// How many of each digit are right.
  private var perDigit: DataTable {
    DataTable(
      caption: "By digit", header: ["digit", "examples", "right", "", "most often taken for"],
      rows: (0..<10).map { digit in
        let own = classes.indices.filter { classes[$0] == Int32(digit) }
        let right = own.count { found[$0] == digit }
        let others = (0..<10).filter { $0 != digit }.map { other in
          (other, own.count { found[$0] == other })
        }.filter { $0.1 > 0 }.max { $0.1 < $1.1 }
        return [
          .number(digit), .number(own.count), .number(right),
          .figure(Format.percent(Double(right) / Double(max(own.count, 1)), digits: 2)),
          .text(others.map { "\($0.0), in \($0.1)" } ?? ""),
        ]
      })
  }

  /// Digits that were drawn against digits that were read.
  private var confusion: Page.Block {
    let names = (0..<10).map { "\($0)" }
    return .heatMap(
      HeatMap(
        title: "Mistakes", subtitle: "Rows: drawn; columns: read; those that are right left out.",
        rowTitle: "drawn", rows: names, columnTitle: "read", columns: names,
        values: (0..<10).map { drawn in
          (0..<10).map { read in
            drawn == read
              ? .nan
              : Double(classes.indices.count { classes[$0] == Int32(drawn) && found[$0] == read })
          }
        }, valueTitle: "digits", showsValues: true))
  }

  private func images(
    _ indices: some Sequence<Int>, title: String, subtitle: String, _ caption: (Int) -> String
  ) -> ImageGrid {
    ImageGrid(
      title: title, subtitle: subtitle,
      images: indices.map { index in
        let values = data.test[index..<index + 1].inputs.values
        let (height, width) = (data.test.inputs.shape[2], data.test.inputs.shape[3])
        return ImageGrid.Image(
          (0..<height).map { row in
            values[row * width..<(row + 1) * width].map(Double.init)
          }, caption: caption(index))
      })
  }

  /// The filters of the first layer.
  private var filters: Page.Block {
    let weights = network[parameter: "first.weight"]
    let values = weights.values
    let size = weights.shape[2] * weights.shape[3]
    return .images(
      ImageGrid(
        title: "The sixteen filters of the first layer",
        subtitle: "Ink: a large weight; paper: the least.",
        images: (0..<weights.shape[0]).map { filter in
          ImageGrid.Image(
            (0..<weights.shape[2]).map { row in
              let start = filter * size + row * weights.shape[3]
              return values[start..<start + weights.shape[3]].map(Double.init)
            })
        }, range: nil))
  }
}
