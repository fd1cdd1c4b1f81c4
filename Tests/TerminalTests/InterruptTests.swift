import Foundation
import Testing

@testable import Terminal

@Suite("Interrupt")
struct InterruptTests {
  // Signals are sent to the process: the threads tests run on block them, the main thread takes
  // them, a moment later.

  @Test("the first signal sets the flag", arguments: [SIGINT, SIGTERM])
  func flag(signal: Int32) async {
    await #expect(processExitsWith: .exitCode(7)) { [signal] in
      Interrupt.install()
      guard !Interrupt.isRequested else { exit(1) }
      kill(getpid(), signal)
      while !Interrupt.isRequested { usleep(100) }
      exit(7)
    }
  }

  @Test("the second Control-C ends the process at once with 130")
  func secondSignal() async {
    await #expect(processExitsWith: .exitCode(130)) {
      Interrupt.install()
      kill(getpid(), SIGTERM)
      while !Interrupt.isRequested { usleep(100) }
      kill(getpid(), SIGINT)
      sleep(60)
      exit(1)
    }
  }

  @Test("an interrupted command says what it saved")
  func failure() {
    let failure = Interrupt.failure(saved: "saved model.safetensors")
    #expect(failure == CommandFailure(.interrupted, "interrupted; saved model.safetensors"))
  }
}
