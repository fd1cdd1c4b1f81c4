// Products with weights of 16 bits (IEEE 754 binary16), summed in REAL: half the bytes to read where a product
// of few rows waits for memory.

// Rounded to nearest, ties to even; beyond the largest number, 65504, that number.
INLINE uint16_t NAME(to_half)(REAL value) {
  union {
    float number;
    uint32_t bits;
  } rounded = {(float)value};
  const uint16_t sign = (uint16_t)(rounded.bits >> 16 & 0x8000);
  rounded.bits &= 0x7fffffff;
  if (rounded.number > 65504.0f) rounded.number = 65504.0f;
  if (rounded.number < 0x1p-14f) {
    // A multiple of 2^-24; adding 2^23 leaves no bit behind the point.
    rounded.number = rounded.number * 0x1p24f + 0x1p23f;
    return (uint16_t)(sign | (rounded.bits & 0x7fff));
  }
  rounded.bits += 0xfff + (rounded.bits >> 13 & 1);
  return (uint16_t)(sign | ((rounded.bits - (112u << 23)) >> 13));
}

KERNEL NAME(pack_half)(void *packed, const REAL *right, size_t k, size_t n, ptrdiff_t row_stride,
                       ptrdiff_t column_stride) {
  uint16_t *out = packed;
  for (size_t first = 0; first < n; first += PANEL)
    for (size_t step = 0; step < k; step++)
      for (size_t j = first; j < first + PANEL; j++)
        *out++ = j < n ? NAME(to_half)(right[(ptrdiff_t)step * row_stride + (ptrdiff_t)j * column_stride]) : 0;
}

typedef uint16_t NAME(halves) __attribute__((vector_size(LANES * 2), aligned(2), may_alias));
typedef uint32_t NAME(words) __attribute__((vector_size(LANES * 4)));
typedef float NAME(singles) __attribute__((vector_size(LANES * 4)));

INLINE VECTOR NAME(load_half)(const uint16_t *p) {
#ifdef LOAD_HALF
  return LOAD_HALF(p);
#else
  // Exponent and significand at their place in 32 bits, times 2^112 for the other bias of the exponent.
  const NAME(words) bits = __builtin_convertvector(*(const NAME(halves) *)p, NAME(words));
  const NAME(singles) magnitude = (NAME(singles))((bits & 0x7fff) << 13) * 0x1p112f;
  return __builtin_convertvector((NAME(singles))((NAME(words))magnitude | (bits & 0x8000) << 16), VECTOR);
#endif
}

// One row times PANELS neighbouring panels: as many chains of multiply-adds as hide their latency.
#define DEFINE_HALF_TILE(PANELS)                                                                      \
  KERNEL NAME(half_tile##PANELS)(REAL *sums, const REAL *left, const uint16_t *packed, size_t k) {    \
    VECTOR sum[PANELS][PANEL_VECTORS];                                                                \
    _Pragma("clang loop unroll(full)") for (int i = 0; i < PANELS; i++)                               \
        _Pragma("clang loop unroll(full)") for (int v = 0; v < PANEL_VECTORS; v++)                    \
            sum[i][v] = NAME(load)(sums + i * PANEL + v * LANES);                                     \
    for (size_t step = 0; step < k; step++, packed += PANEL) {                                        \
      const VECTOR one = NAME(splat)(left[step]);                                                     \
      _Pragma("clang loop unroll(full)") for (int i = 0; i < PANELS; i++)                             \
          _Pragma("clang loop unroll(full)") for (int v = 0; v < PANEL_VECTORS; v++)                  \
              sum[i][v] = NAME(fused)(one, NAME(load_half)(packed + (size_t)i * k * PANEL + v * LANES), \
                                      sum[i][v]);                                                     \
    }                                                                                                 \
    _Pragma("clang loop unroll(full)") for (int i = 0; i < PANELS; i++)                               \
        _Pragma("clang loop unroll(full)") for (int v = 0; v < PANEL_VECTORS; v++)                    \
            NAME(store)(sums + i * PANEL + v * LANES, sum[i][v]);                                     \
  }
DEFINE_HALF_TILE(1)
DEFINE_HALF_TILE(2)
#undef DEFINE_HALF_TILE

KERNEL NAME(product_half)(REAL *out, ptrdiff_t out_stride, const REAL *left, ptrdiff_t left_stride,
                          const void *packed, size_t m, size_t k, size_t n, int accumulate) {
  for (size_t row = 0; row < m; row++, out += out_stride, left += left_stride) {
    const uint16_t *panel = packed;
    for (size_t first = 0; first < n; first += 2 * PANEL, panel += 2 * k * PANEL) {
      const size_t width = n - first < 2 * PANEL ? n - first : 2 * PANEL;
      REAL sums[2 * PANEL] = {0};
      if (accumulate) NAME(copy_block)(sums, 0, out + first, 0, 1, width);
      if (width > PANEL) NAME(half_tile2)(sums, left, panel, k);
      else NAME(half_tile1)(sums, left, panel, k);
      NAME(copy_block)(out + first, 0, sums, 0, 1, width);
    }
  }
}
