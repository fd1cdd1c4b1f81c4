// Dropout by a counter-based hash: plain integer arithmetic that the compiler turns into vectors,
// the same text for every set and for the reference, so that all draw the same masks.

#ifndef RECUR_DROPOUT_MIX
#define RECUR_DROPOUT_MIX
// The finaliser of MurmurHash3 (Appleby 2011): every input bit changes every output bit with odds
// near one half.
static inline __attribute__((always_inline)) uint32_t dropout_mix(uint32_t x) {
  x ^= x >> 16;
  x *= 0x85ebca6bu;
  x ^= x >> 13;
  x *= 0xc2b2ae35u;
  return x ^ (x >> 16);
}
#endif

static void NAME(dropout)(size_t rows, size_t width, REAL *out, ptrdiff_t out_stride,
                          const REAL *in, ptrdiff_t in_stride, double rate, uint64_t key,
                          const int32_t *row_keys) {
  const double bound = rate * 4294967296.0;
  const uint32_t dropped = bound >= 4294967295.0 ? 4294967295u : (uint32_t)bound;
  const REAL kept = (REAL)(1 / (1 - rate));
  for (size_t row = 0; row < rows; row++) {
    const uint32_t seed = dropout_mix(dropout_mix((uint32_t)row_keys[row] ^ (uint32_t)key) +
                                      (uint32_t)(key >> 32));
    REAL *o = out + (ptrdiff_t)row * out_stride;
    const REAL *x = in + (ptrdiff_t)row * in_stride;
    for (size_t j = 0; j < width; j++)
      o[j] = dropout_mix((uint32_t)j * 0x9e3779b9u + seed) >= dropped ? x[j] * kept : 0;
  }
}
