import CKernels

/// One table of kernels under names that are generic over the scalar type, which C function
/// pointers cannot be.
struct Kernels<R> {
  typealias Out = UnsafeMutablePointer<R>?
  typealias In = UnsafePointer<R>?
  typealias Mask = UnsafePointer<UInt8>?
  typealias Indices = UnsafePointer<Int32>?

  let lanes: Int
  let panelWidth: Int
  let pack: (Out, In, Int, Int, Int, Int) -> Void
  let product: (Out, Int, In, Int, In, Int, Int, Int, Int32) -> Void
  let packBfloat16: (UnsafeMutableRawPointer?, In, Int, Int, Int, Int) -> Void
  let productBfloat16: (Out, Int, In, Int, UnsafeRawPointer?, Int, Int, Int, Int32) -> Void
  let productTransposedScratch: (Int, Int) -> Int
  let productTransposed: (Out, Int, In, Int, In, Int, Int, Int, Int, Int32, Out) -> Void
  let productTransposedBfloat16Scratch: (Int, Int) -> Int
  let productTransposedBfloat16:
    (Out, Int, In, Int, In, Int, Int, Int, Int, Int32, UnsafeMutableRawPointer?) -> Void
  let exponential: (Out, In, Int) -> Void
  let tanh: (Out, In, Int) -> Void
  let sigmoid: (Out, In, Int) -> Void
  let elmanForward: (Int, Int, In, Int, In, Out, Int, Int32, Mask) -> Void
  let elmanBackward: (Int, Int, Out, Int, In, In, Out, Int, Int32, Mask) -> Void
  let lstmForward: (Int, Int, Out, Int, In, In, Out, Out, Out, Int, In, Mask) -> Void
  let lstmBackward: (Int, Int, In, Out, Int, In, In, In, In, Out, Out, Int, In, Out, Mask) -> Void
  let gruAfterForward: (Int, Int, Out, Int, In, Out, Int, Mask) -> Void
  let gruAfterBackward: (Int, Int, In, Out, Int, In, In, Out, Int, Mask) -> Void
  let gruBeforeReset: (Int, Int, Out, Int, In, Out, Int, Mask) -> Void
  let gruBeforeOutput: (Int, Int, Out, Int, In, Out, Int, Mask) -> Void
  let gruBeforeOutputBackward: (Int, Int, In, Out, Int, In, In, Out, Int, Mask) -> Void
  let gruBeforeResetBackward: (Int, Int, In, Out, Int, In, In, Out, Int, Mask) -> Void
  let softmaxCrossEntropy: (Int, Int, Out, Int, Indices, Out, Int32, Double, Double) -> Void
  let softmax: (Int, Int, Out, Int, Double) -> Void
  let gather: (Int, Int, Out, Int, In, Int, Indices, Int32) -> Void
  let scatterAdd: (Int, Int, Out, Int, In, Int, Indices) -> Void
  let broadcast: (Int, Int, Out, Int, In) -> Void
  let columnSums: (Int, Int, Out, In, Int) -> Void
  let add: (Out, In, Int) -> Void
  let scale: (Out, Double, Int) -> Void
  let transposeAdd: (Int, Int, Out, Int, In, Int) -> Void
  let sumOfSquares: (In, Int) -> Double
  let clampCount: (Out, Double, Int) -> Int
  let updateSgd: (Out, In, Int, UnsafePointer<recur_update>?) -> Void
  let updateMomentum: (Out, In, Out, Int, UnsafePointer<recur_update>?) -> Void
  let updateNesterov: (Out, In, Out, Int, UnsafePointer<recur_update>?) -> Void
  let updateAdagrad: (Out, In, Out, Int, UnsafePointer<recur_update>?) -> Void
  let updateAdadelta: (Out, In, Out, Out, Int, UnsafePointer<recur_update>?) -> Void
  let updateRmsprop: (Out, In, Out, Int, UnsafePointer<recur_update>?) -> Void
  let updateAdam: (Out, In, Out, Out, Int, UnsafePointer<recur_update>?) -> Void
  let peakProbe: (Int) -> Double
}

extension Kernels where R == Float {
  init(_ table: recur_kernels_f32) {
    lanes = Int(table.lanes)
    panelWidth = Int(table.panel_width)
    pack = table.pack
    product = table.product
    packBfloat16 = table.pack_bfloat16
    productBfloat16 = table.product_bfloat16
    productTransposedScratch = table.product_transposed_scratch
    productTransposed = table.product_transposed
    productTransposedBfloat16Scratch = table.product_transposed_bfloat16_scratch
    productTransposedBfloat16 = table.product_transposed_bfloat16
    exponential = table.exponential
    tanh = table.tanh
    sigmoid = table.sigmoid
    elmanForward = table.elman_forward
    elmanBackward = table.elman_backward
    lstmForward = table.lstm_forward
    lstmBackward = table.lstm_backward
    gruAfterForward = table.gru_after_forward
    gruAfterBackward = table.gru_after_backward
    gruBeforeReset = table.gru_before_reset
    gruBeforeOutput = table.gru_before_output
    gruBeforeOutputBackward = table.gru_before_output_backward
    gruBeforeResetBackward = table.gru_before_reset_backward
    softmaxCrossEntropy = table.softmax_cross_entropy
    softmax = table.softmax
    gather = table.gather
    scatterAdd = table.scatter_add
    broadcast = table.broadcast
    columnSums = table.column_sums
    add = table.add
    scale = table.scale
    transposeAdd = table.transpose_add
    sumOfSquares = table.sum_of_squares
    clampCount = table.clamp_count
    updateSgd = table.update_sgd
    updateMomentum = table.update_momentum
    updateNesterov = table.update_nesterov
    updateAdagrad = table.update_adagrad
    updateAdadelta = table.update_adadelta
    updateRmsprop = table.update_rmsprop
    updateAdam = table.update_adam
    peakProbe = table.peak_probe
  }
}

extension Kernels where R == Double {
  init(_ table: recur_kernels_f64) {
    lanes = Int(table.lanes)
    panelWidth = Int(table.panel_width)
    pack = table.pack
    product = table.product
    packBfloat16 = table.pack_bfloat16
    productBfloat16 = table.product_bfloat16
    productTransposedScratch = table.product_transposed_scratch
    productTransposed = table.product_transposed
    productTransposedBfloat16Scratch = table.product_transposed_bfloat16_scratch
    productTransposedBfloat16 = table.product_transposed_bfloat16
    exponential = table.exponential
    tanh = table.tanh
    sigmoid = table.sigmoid
    elmanForward = table.elman_forward
    elmanBackward = table.elman_backward
    lstmForward = table.lstm_forward
    lstmBackward = table.lstm_backward
    gruAfterForward = table.gru_after_forward
    gruAfterBackward = table.gru_after_backward
    gruBeforeReset = table.gru_before_reset
    gruBeforeOutput = table.gru_before_output
    gruBeforeOutputBackward = table.gru_before_output_backward
    gruBeforeResetBackward = table.gru_before_reset_backward
    softmaxCrossEntropy = table.softmax_cross_entropy
    softmax = table.softmax
    gather = table.gather
    scatterAdd = table.scatter_add
    broadcast = table.broadcast
    columnSums = table.column_sums
    add = table.add
    scale = table.scale
    transposeAdd = table.transpose_add
    sumOfSquares = table.sum_of_squares
    clampCount = table.clamp_count
    updateSgd = table.update_sgd
    updateMomentum = table.update_momentum
    updateNesterov = table.update_nesterov
    updateAdagrad = table.update_adagrad
    updateAdadelta = table.update_adadelta
    updateRmsprop = table.update_rmsprop
    updateAdam = table.update_adam
    peakProbe = table.peak_probe
  }
}
