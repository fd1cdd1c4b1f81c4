import TensorCore
import Terminal

/// `avx2 kernels, 2 threads, 12.3 MiB of memory`
func machineWords(threads: Int, memory: Int) -> String {
  "\(KernelSet.active.name) kernels, " + (threads == 1 ? "1 thread" : "\(threads) threads")
    + ", \(Format.bytes(memory)) of memory"
}
