import Foundation

/// What the address and the thread sanitizer change about a process that they watch.
enum Sanitizer {
  /// Whether one of them keeps a shadow of all memory, for which no limited address space has room,
  /// and freed memory back for a while.
  static let keepsShadow = ["__asan_init", "__tsan_init"].contains { (name: String) in
    dlsym(nil, name) != nil
  }
}
