// Leaks of the toolchain's own libraries, which would fail every `swift test --sanitize=address`: XCTest keeps
// its empty run, Foundation what its file and process functions allocate once. Leaks of ours are still found.
#include "LeakSuppressions.h"

const char *__lsan_default_suppressions(void) {
  return "leak:libXCTest\nleak:libFoundation\nleak:lib_FoundationICU\n";
}
