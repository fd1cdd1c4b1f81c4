// Matrix products in plain loops.

KERNEL NAME(pack)(REAL *packed, const REAL *right, size_t k, size_t n, ptrdiff_t row_stride,
                  ptrdiff_t column_stride) {
  const size_t panel = PANEL_VECTORS * LANES;
  for (size_t j0 = 0; j0 < n; j0 += panel) {
    for (size_t i = 0; i < k; i++) {
      for (size_t j = j0; j < j0 + panel; j++) {
        *packed++ = j < n ? right[(ptrdiff_t)i * row_stride + (ptrdiff_t)j * column_stride] : 0;
      }
    }
  }
}

KERNEL NAME(product)(REAL *out, ptrdiff_t out_stride, const REAL *left, ptrdiff_t left_stride,
                     const REAL *packed, size_t m, size_t k, size_t n, int accumulate) {
  const size_t panel = PANEL_VECTORS * LANES;
  for (size_t row = 0; row < m; row++) {
    REAL *o = out + (ptrdiff_t)row * out_stride;
    const REAL *l = left + (ptrdiff_t)row * left_stride;
    for (size_t j0 = 0; j0 < n; j0 += LANES) {
      const size_t width = n - j0 < LANES ? n - j0 : LANES;
      const REAL *p = packed + j0 / panel * panel * k + j0 % panel;
      VECTOR sum = {};
      if (accumulate) sum = NAME(get)(o + j0, width);
      for (size_t i = 0; i < k; i++) {
        sum = NAME(fused)(NAME(splat)(l[i]), NAME(load)(p + i * panel), sum);
      }
      NAME(put)(o + j0, sum, width);
    }
  }
}

static size_t NAME(product_transposed_scratch)(size_t m, size_t n) { return m * n > 0 ? 1 : 0; }

KERNEL NAME(product_transposed)(REAL *out, ptrdiff_t out_stride, const REAL *left,
                                ptrdiff_t left_stride, const REAL *right, ptrdiff_t right_stride,
                                size_t m, size_t k, size_t n, REAL *scratch) {
  (void)scratch;
  for (size_t row = 0; row < m; row++) {
    REAL *o = out + (ptrdiff_t)row * out_stride;
    FOR_BLOCKS(n, {
      VECTOR sum = NAME(get)(o + j, width);
      for (size_t i = 0; i < k; i++) {
        sum = NAME(fused)(NAME(splat)(left[(ptrdiff_t)i * left_stride + (ptrdiff_t)row]),
                          NAME(get)(right + (ptrdiff_t)i * right_stride + j, width), sum);
      }
      NAME(put)(o + j, sum, width);
    });
  }
}

static double NAME(peak_probe)(size_t iterations) {
  VECTOR a = CONSTANT(1), b = CONSTANT(0.5);
  for (size_t i = 0; i < iterations; i++) a = NAME(fused)(a, b, b);
  return a[0];
}
