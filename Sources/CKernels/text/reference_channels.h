// Sums over channels and maps by channel in plain loops.

static void NAME(channel_sums)(size_t outer, size_t channels, size_t length, ptrdiff_t stride,
                               const REAL *x, const REAL *weights, const double *shifts,
                               double *sums, double *products) {
  for (size_t n = 0; n < outer; n++) {
    for (size_t c = 0; c < channels; c++) {
      for (size_t l = 0; l < length; l++) {
        const ptrdiff_t place = (ptrdiff_t)n * stride + (ptrdiff_t)(c * length + l);
        const REAL v = x[place] - (REAL)shifts[c], w = weights ? weights[place] : v;
        sums[c] += (double)w;
        products[c] += (double)w * (double)v;
      }
    }
  }
}

static void NAME(channel_map)(size_t outer, size_t channels, size_t length, ptrdiff_t stride,
                              REAL *out, const REAL *x, const REAL *weights, const double *shifts,
                              const double *a, const double *b, const double *c) {
  for (size_t n = 0; n < outer; n++) {
    for (size_t channel = 0; channel < channels; channel++) {
      for (size_t l = 0; l < length; l++) {
        const ptrdiff_t place = (ptrdiff_t)n * stride + (ptrdiff_t)(channel * length + l);
        const REAL v = x[place] - (REAL)shifts[channel];
        out[place] = (REAL)a[channel] * v + (weights ? (REAL)b[channel] * weights[place] : 0) +
                     (REAL)c[channel];
      }
    }
  }
}
