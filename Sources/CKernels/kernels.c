// Which sets this processor runs, and the few things a processor is asked for directly.
#if defined(__linux__)
#define _GNU_SOURCE
#include <sched.h>
#endif
#include "CKernels.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#define DECLARE_SET(set)                         \
  extern const recur_kernels recur_kernels_f32_##set; \
  extern const recur_kernels recur_kernels_f64_##set;
#define LIST_SET(set) {#set, &recur_kernels_f32_##set, &recur_kernels_f64_##set}

#if defined(__x86_64__)
DECLARE_SET(avx512bf16)
DECLARE_SET(avx512)
DECLARE_SET(avx2)
DECLARE_SET(sse2)
#elif defined(__aarch64__)
DECLARE_SET(neon)
#endif
DECLARE_SET(reference)

// Best first. A processor that runs one of these runs all that follow.
static const recur_kernel_set all_sets[] = {
#if defined(__x86_64__)
    LIST_SET(avx512bf16), LIST_SET(avx512), LIST_SET(avx2), LIST_SET(sse2),
#elif defined(__aarch64__)
    LIST_SET(neon),
#endif
    LIST_SET(reference),
};

static size_t first_runnable(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma")) return 3;
  if (!__builtin_cpu_supports("avx512f") || !__builtin_cpu_supports("avx512vl") ||
      !__builtin_cpu_supports("avx512dq") || !__builtin_cpu_supports("avx512bw")) {
    return 2;
  }
  if (!__builtin_cpu_supports("avx512bf16")) return 1;
#endif
  return 0;
}

size_t recur_kernel_sets(const recur_kernel_set **sets) {
  const size_t first = first_runnable();
  *sets = all_sets + first;
  return sizeof all_sets / sizeof all_sets[0] - first;
}

int recur_flush_denormals(int on) {
#if defined(__x86_64__)
  const unsigned flush = 0x8040;  // MXCSR: flush to zero and denormals are zero
  const unsigned before = _mm_getcsr();
  _mm_setcsr(on ? before | flush : before & ~flush);
  return (before & flush) == flush;
#elif defined(__aarch64__)
  const uint64_t flush = UINT64_C(1) << 24;  // FPCR.FZ
  uint64_t before;
  __asm__ volatile("mrs %0, fpcr" : "=r"(before));
  const uint64_t after = on ? before | flush : before & ~flush;
  __asm__ volatile("msr fpcr, %0" : : "r"(after));
  return (before & flush) != 0;
#else
  (void)on;
  return 0;
#endif
}

void recur_pause(void) {
#if defined(__x86_64__)
  _mm_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

#if defined(__linux__)
int recur_current_processor(void) { return sched_getcpu(); }

void recur_move_thread(int processor, int index) {
  cpu_set_t allowed, one;
  if (processor < 0 || sched_getaffinity(0, sizeof allowed, &allowed) != 0) return;
  const int count = CPU_COUNT(&allowed);
  if (count < 2) return;
  int cpu = processor;
  for (int left = index % count; left > 0; left -= CPU_ISSET(cpu, &allowed) ? 1 : 0)
    cpu = (cpu + 1) % CPU_SETSIZE;
  CPU_ZERO(&one);
  CPU_SET(cpu, &one);
  if (sched_setaffinity(0, sizeof one, &one) == 0) sched_setaffinity(0, sizeof allowed, &allowed);
}
#else
int recur_current_processor(void) { return -1; }

void recur_move_thread(int processor, int index) {
  (void)processor;
  (void)index;
}
#endif
