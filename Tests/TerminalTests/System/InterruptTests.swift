import Foundation
import Testing

@testable import Terminal

@Suite("Interrupt")
struct InterruptTests {
  // Signals are sent to the process: the threads tests run on block them, the main thread takes
  // them, a moment later.

  @Test(
    "the first signal sets the flag, and the exit code is 128 and its number",
    arguments: [SIGINT, SIGTERM, SIGHUP])
  func flag(signal: Int32) async {
    await #expect(processExitsWith: .exitCode(128 + signal)) { [signal] in
      Interrupt.install()
      guard !Interrupt.isRequested else { exit(1) }
      kill(getpid(), signal)
      while !Interrupt.isRequested { usleep(100) }
      exit(Interrupt.failure(saved: "").exitCode.rawValue)
    }
  }

  @Test("a second signal that is Control-C ends the process at once")
  func secondControlC() async {
    await #expect(processExitsWith: .exitCode(130)) {
      Interrupt.install()
      kill(getpid(), SIGTERM)
      while !Interrupt.isRequested { usleep(100) }
      kill(getpid(), SIGINT)
      sleep(60)
      exit(1)
    }
  }

  @Test(
    "any second signal ends the process at once when it comes later", arguments: [SIGTERM, SIGHUP])
  func secondSignal(signal: Int32) async {
    await #expect(processExitsWith: .exitCode(128 + signal)) { [signal] in
      Interrupt.install()
      kill(getpid(), SIGINT)
      while !Interrupt.isRequested { usleep(100) }
      let end = ContinuousClock.now + .seconds(2.1)
      while ContinuousClock.now < end { usleep(1000) }
      kill(getpid(), signal)
      sleep(60)
      exit(1)
    }
  }

  @Test("a signal that is sent twice, as timeout(1) does, still leaves time to save")
  func doubled() async {
    await #expect(processExitsWith: .exitCode(7)) {
      Interrupt.install()
      kill(getpid(), SIGTERM)
      while !Interrupt.isRequested { usleep(100) }
      kill(getpid(), SIGTERM)
      usleep(50_000)
      exit(7)
    }
  }

  @Test("a hang-up that was ignored from the start, as nohup(1) does, stays ignored")
  func ignoredHangUp() async {
    await #expect(processExitsWith: .exitCode(7)) {
      signal(SIGHUP, SIG_IGN)
      Interrupt.install()
      kill(getpid(), SIGHUP)
      usleep(50_000)
      exit(Interrupt.isRequested ? 1 : 7)
    }
  }

  @Test(
    "once the signals are given back, one ends the process at once", arguments: [SIGINT, SIGTERM])
  func givenBack(signal: Int32) async {
    await #expect(processExitsWith: .signal(signal)) { [signal] in
      Interrupt.install()
      Interrupt.uninstall()
      kill(getpid(), signal)
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
