import SequenceTraining
import TensorCore
import Terminal

/// What the options of every trainer say of its updates.
protocol OptimizationOptions {
  var optimizer: Optimizer { get }
  var learningRate: Double { get }
  var schedule: LearningRateSchedule { get }
  var clipping: Clipping { get }
}

extension TrainerOptions: OptimizationOptions {}
extension TranslationOptions: OptimizationOptions {}

extension OptimizationOptions {
  /// `adam, learning rate 0.002 (exponential), clipped at norm 5`
  var words: String {
    var words = "\(optimizer.name), learning rate \(Format.general(learningRate))"
    if schedule.course != .constant { words += " (\(schedule.course.name))" }
    if let norm = clipping.norm { words += ", clipped at norm \(Format.general(norm))" }
    if let value = clipping.value { words += ", clipped at value \(Format.general(value))" }
    return words
  }
}

/// `avx2 kernels, 2 threads, 12.3 MiB of memory`
func machineWords(threads: Int, memory: Int) -> String {
  "\(KernelSet.active.name) kernels, " + (threads == 1 ? "1 thread" : "\(threads) threads")
    + ", \(Format.bytes(memory)) of memory"
}
