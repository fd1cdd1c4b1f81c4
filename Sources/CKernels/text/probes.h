// What the processor can do at most, for comparison: arithmetic in registers, and reading and
// writing memory.

// Multiply-adds in registers only, for the measured peak. Returns the operations done.
static double NAME(peak_probe)(size_t iterations) {
  enum { chains = 12 };
  VECTOR sums[chains];
  for (int i = 0; i < chains; i++) sums[i] = NAME(splat)((REAL)i);
  // Not constants to the compiler: a chain that stands still, such as x = 1 with a + b = 1, would
  // be left out.
  const volatile REAL factor = (REAL)0.9999, summand = (REAL)1e-4;
  const VECTOR one = NAME(splat)(factor), other = NAME(splat)(summand);
  for (size_t step = 0; step < iterations; step++) {
#pragma clang loop unroll(full)
    for (int i = 0; i < chains; i++) sums[i] = NAME(fused)(sums[i], one, other);
  }
  REAL total = 0;
  for (int i = 0; i < chains; i++) total += sums[i][0];
  const volatile REAL used = total;
  (void)used;
  return 2.0 * LANES * chains * (double)iterations;
}

// The same of pairs of bfloat16.
static double NAME(peak_probe_bfloat16)(size_t iterations) {
  enum { chains = 12 };
  VECTOR sums[chains];
  for (int i = 0; i < chains; i++) sums[i] = NAME(splat)((REAL)i);
  const volatile uint32_t ones = 0x3f803f80;
  const WORDS pair = NAME(splat_words)(ones);
  for (size_t step = 0; step < iterations; step++) {
#pragma clang loop unroll(full)
    for (int i = 0; i < chains; i++) sums[i] = NAME(dot)(pair, pair, sums[i]);
  }
  REAL total = 0;
  for (int i = 0; i < chains; i++) total += sums[i][0];
  const volatile REAL used = total;
  (void)used;
  return 4.0 * LANES * chains * (double)iterations;
}

// Reads `count` elements; returns something that depends on all of them.
static double NAME(read_probe)(const REAL *in, size_t count) {
  enum { vectors = 8 };
  VECTOR sums[vectors] = {};
  for (size_t j = 0; j + vectors * LANES <= count; j += vectors * LANES) {
#pragma clang loop unroll(full)
    for (int v = 0; v < vectors; v++) sums[v] += NAME(load)(in + j + v * LANES);
  }
  double total = 0;
  for (int v = 0; v < vectors; v++) total += (double)sums[v][0];
  return total;
}

// Writes `count` elements.
static void NAME(write_probe)(REAL *out, size_t count) {
  enum { vectors = 8 };
  const VECTOR one = NAME(splat)((REAL)1);
  for (size_t j = 0; j + vectors * LANES <= count; j += vectors * LANES) {
#pragma clang loop unroll(full)
    for (int v = 0; v < vectors; v++) NAME(store)(out + j + v * LANES, one);
  }
}
