// Products with weights of 16 bits (bfloat16: the upper half of binary32), summed in REAL: half the bytes to read
// where a product of few rows waits for memory.

#ifndef ROUNDED_TO_BFLOAT16
#define ROUNDED_TO_BFLOAT16
// The bits of the nearest bfloat16, ties to even, in the upper half.
static inline uint32_t rounded_to_bfloat16(float value) {
  union {
    float number;
    uint32_t bits;
  } rounded = {value};
  if (value != value) return 0x7fc00000;
  return (rounded.bits + 0x7fff + (rounded.bits >> 16 & 1)) & 0xffff0000;
}
#endif

// Words of 32 bits hold an element of one vector below and one of the next vector above.
KERNEL NAME(pack_bfloat16)(void *packed, const REAL *right, size_t k, size_t n,
                           ptrdiff_t row_stride, ptrdiff_t column_stride) {
  uint32_t *out = packed;
  for (size_t first = 0; first < n; first += PANEL) {
    for (size_t step = 0; step < k; step++) {
      const REAL *const source = right + (ptrdiff_t)step * row_stride;
      for (size_t pair = first; pair < first + PANEL; pair += 2 * LANES) {
        for (size_t low = pair; low < pair + LANES; low++) {
          const size_t high = low + LANES;
          *out++ = (low < n ? rounded_to_bfloat16((float)source[(ptrdiff_t)low * column_stride]) >> 16 : 0) |
                   (high < n ? rounded_to_bfloat16((float)source[(ptrdiff_t)high * column_stride]) : 0);
        }
      }
    }
  }
}

typedef uint32_t NAME(words) __attribute__((vector_size(LANES * 4)));
typedef uint32_t NAME(loose_words) __attribute__((vector_size(LANES * 4), aligned(4), may_alias));
typedef float NAME(singles) __attribute__((vector_size(LANES * 4)));

// One row times PANELS neighbouring panels: as many chains of multiply-adds as hide their latency.
#define DEFINE_BFLOAT16_TILE(PANELS)                                                               \
  KERNEL NAME(bfloat16_tile##PANELS)(REAL *sums, const REAL *left, const uint32_t *packed,         \
                                     size_t k) {                                                   \
    VECTOR sum[PANELS][PANEL_VECTORS];                                                             \
    _Pragma("clang loop unroll(full)") for (int i = 0; i < PANELS; i++)                            \
        _Pragma("clang loop unroll(full)") for (int v = 0; v < PANEL_VECTORS; v++)                 \
            sum[i][v] = NAME(load)(sums + i * PANEL + v * LANES);                                  \
    for (size_t step = 0; step < k; step++, packed += PANEL / 2) {                                 \
      const VECTOR one = NAME(splat)(left[step]);                                                  \
      _Pragma("clang loop unroll(full)") for (int i = 0; i < PANELS; i++)                          \
          _Pragma("clang loop unroll(full)") for (int v = 0; v < PANEL_VECTORS; v += 2) {          \
        const NAME(words) both = *(const NAME(loose_words) *)(packed + (size_t)i * k * (PANEL / 2) + \
                                                              v / 2 * LANES);                      \
        const NAME(singles) low = (NAME(singles))(both << 16);                                     \
        const NAME(singles) high = (NAME(singles))(both & 0xffff0000);                             \
        sum[i][v] = NAME(fused)(one, __builtin_convertvector(low, VECTOR), sum[i][v]);             \
        sum[i][v + 1] = NAME(fused)(one, __builtin_convertvector(high, VECTOR), sum[i][v + 1]);    \
      }                                                                                            \
    }                                                                                              \
    _Pragma("clang loop unroll(full)") for (int i = 0; i < PANELS; i++)                            \
        _Pragma("clang loop unroll(full)") for (int v = 0; v < PANEL_VECTORS; v++)                 \
            NAME(store)(sums + i * PANEL + v * LANES, sum[i][v]);                                  \
  }
DEFINE_BFLOAT16_TILE(1)
DEFINE_BFLOAT16_TILE(2)
#undef DEFINE_BFLOAT16_TILE

KERNEL NAME(product_bfloat16)(REAL *out, ptrdiff_t out_stride, const REAL *left,
                              ptrdiff_t left_stride, const void *packed, size_t m, size_t k,
                              size_t n, int accumulate) {
  for (size_t row = 0; row < m; row++, out += out_stride, left += left_stride) {
    const uint32_t *panel = packed;
    for (size_t first = 0; first < n; first += 2 * PANEL, panel += k * PANEL) {
      const size_t width = n - first < 2 * PANEL ? n - first : 2 * PANEL;
      REAL sums[2 * PANEL] = {0};
      if (accumulate) NAME(copy_block)(sums, 0, out + first, 0, 1, width);
      if (width > PANEL) NAME(bfloat16_tile2)(sums, left, panel, k);
      else NAME(bfloat16_tile1)(sums, left, panel, k);
      NAME(copy_block)(out + first, 0, sums, 0, 1, width);
    }
  }
}
