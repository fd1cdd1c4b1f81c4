import Recur

extension KernelTask {
  /// Parameters of an LSTM of 2 x 128 and of one of 2 x 512, 65 symbols.
  private static let (smallModel, largeModel) = (239_297, 3_316_289)

  /// What is measured by default: the sizes of training and of sampling, and less of it in double
  /// precision.
  static var all: [KernelTask] { single + bfloat16 + double }

  private static var single: [KernelTask] {
    let type = Float.self
    return [
      product(type, 50, 128, 512), product(type, 2500, 128, 512), product(type, 50, 512, 128),
      product(type, 32, 256, 768), product(type, 32, 512, 2048), product(type, 50, 512, 2048),
      product(type, 50, 2048, 512), product(type, 2500, 128, 65), product(type, 1, 128, 512),
      product(type, 1, 512, 2048), weightGradient(type, 512, 1600, 128),
      weightGradient(type, 2048, 320, 512),
    ] + elman(type, 32, 256) + lstm(type, 50, 128) + lstm(type, 50, 512)
      + lstm(type, 50, 128, peepholes: true) + lstm(type, 50, 128, capped: true)
      + gruAfter(type, 32, 256) + gruBefore(type, 32, 256)
      + functions(type, 50, 512)
      + [
        crossEntropy(type, 50, classes: 64), crossEntropy(type, 50, classes: 10_000),
        softmax(type, 1, classes: 64), softmax(type, 1, classes: 10_000),
        update(type, "adam", .adam, smallModel), update(type, "adam", .adam, largeModel),
        update(type, "sgd", .sgd, smallModel), update(type, "momentum", .momentum, smallModel),
        update(type, "rmsprop", .rmsprop, smallModel),
      ] + clipping(type, smallModel) + rows(type, 50, 512, vocabularySize: 65)
      + [
        columnSums(type, 1600, 512), pack(type, 128, 512, transposed: false),
        pack(type, 128, 512, transposed: true), pack(type, 512, 2048, transposed: true),
        addTranspose(type, 512, 128),
      ]
  }

  private static var bfloat16: [KernelTask] {
    let type = Float.self
    return [
      product(type, 50, 128, 512, in: .bfloat16), product(type, 2500, 128, 512, in: .bfloat16),
      product(type, 32, 512, 2048, in: .bfloat16), product(type, 50, 2048, 512, in: .bfloat16),
      product(type, 1, 128, 512, in: .bfloat16), product(type, 1, 512, 2048, in: .bfloat16),
      weightGradient(type, 512, 1600, 128, in: .bfloat16),
      weightGradient(type, 2048, 320, 512, in: .bfloat16),
      pack(type, 128, 512, transposed: false, in: .bfloat16),
      pack(type, 128, 512, transposed: true, in: .bfloat16),
    ]
  }

  private static var double: [KernelTask] {
    let type = Double.self
    return [
      product(type, 50, 128, 512), product(type, 32, 512, 2048), product(type, 1, 128, 512),
      weightGradient(type, 512, 1600, 128),
    ] + lstm(type, 50, 128) + gruAfter(type, 32, 256) + functions(type, 50, 512)
      + [
        crossEntropy(type, 50, classes: 64), update(type, "adam", .adam, smallModel),
        pack(type, 128, 512, transposed: true),
      ]
  }
}
