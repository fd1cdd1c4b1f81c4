#ifndef LEAK_SUPPRESSIONS_H
#define LEAK_SUPPRESSIONS_H

/// Read by LeakSanitizer when it starts.
const char *__lsan_default_suppressions(void);

#endif
