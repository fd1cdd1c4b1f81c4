#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

Interrupt.ignoreBrokenPipes()
exit(
  Recur.program.run(Array(CommandLine.arguments.dropFirst()), console: .standard()).rawValue)
