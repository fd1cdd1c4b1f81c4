import Terminal

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

Interrupt.ignoreBrokenPipes()
exit(
  RecurProgram.program.run(Array(CommandLine.arguments.dropFirst()), console: .standard()).rawValue)
