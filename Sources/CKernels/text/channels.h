// Sums over channels and maps by channel, of arrays [outer, channels, length]: element l of channel
// c in part n is at x[n * stride + c * length + l]. Vectors run along a channel, or across channels
// where each has one element in a part.

INLINE VECTOR NAME(narrow)(const double *in, size_t count) {
  VECTOR v = {};
  for (size_t i = 0; i < count; i++) v[i] = (REAL)in[i];
  return v;
}
INLINE VECTOR NAME(kept)(VECTOR v, size_t count) {
  return count == LANES ? v : NAME(select)(NAME(first)(count), v, (VECTOR){});
}

KERNEL NAME(channel_sums)(size_t outer, size_t channels, size_t length, ptrdiff_t stride,
                          const REAL *x, const REAL *weights, const double *shifts, double *sums,
                          double *products) {
  if (length == 1) {
    FOR_BLOCKS(channels, {
      const VECTOR shift = NAME(narrow)(shifts + j, width);
      NAME(wide) sum = {}, product = {};
      for (size_t n = 0; n < outer; n++) {
        const ptrdiff_t place = (ptrdiff_t)n * stride + (ptrdiff_t)j;
        const VECTOR v = NAME(get)(x + place, width) - shift;
        const VECTOR w = weights ? NAME(get)(weights + place, width) : v;
        const NAME(wide) wide = __builtin_convertvector(w, NAME(wide));
        sum += wide;
        product += wide * __builtin_convertvector(v, NAME(wide));
      }
      for (size_t lane = 0; lane < width; lane++) {
        sums[j + lane] += sum[lane];
        products[j + lane] += product[lane];
      }
    });
    return;
  }
  for (size_t c = 0; c < channels; c++) {
    const VECTOR shift = NAME(splat)((REAL)shifts[c]);
    for (size_t n = 0; n < outer; n++) {
      const ptrdiff_t place = (ptrdiff_t)n * stride + (ptrdiff_t)(c * length);
      VECTOR sum = {}, product = {};
      FOR_BLOCKS(length, {
        const VECTOR v = NAME(kept)(NAME(get)(x + place + j, width) - shift, width);
        const VECTOR w = weights ? NAME(get)(weights + place + j, width) : v;
        sum += w;
        product = NAME(fused)(w, v, product);
      });
      for (int lane = 0; lane < LANES; lane++) {
        sums[c] += (double)sum[lane];
        products[c] += (double)product[lane];
      }
    }
  }
}

INLINE VECTOR NAME(channel_value)(VECTOR x, VECTOR weight, VECTOR shift, VECTOR a, VECTOR b,
                                  VECTOR c) {
  return NAME(fused)(a, x - shift, NAME(fused)(b, weight, c));
}

KERNEL NAME(channel_map)(size_t outer, size_t channels, size_t length, ptrdiff_t stride, REAL *out,
                         const REAL *x, const REAL *weights, const double *shifts, const double *a,
                         const double *b, const double *c) {
  if (length == 1) {
    FOR_BLOCKS(channels, {
      const VECTOR shift = NAME(narrow)(shifts + j, width), va = NAME(narrow)(a + j, width);
      const VECTOR vb = NAME(narrow)(b + j, width), vc = NAME(narrow)(c + j, width);
      for (size_t n = 0; n < outer; n++) {
        const ptrdiff_t place = (ptrdiff_t)n * stride + (ptrdiff_t)j;
        const VECTOR w = weights ? NAME(get)(weights + place, width) : (VECTOR){};
        NAME(put)(out + place,
                  NAME(channel_value)(NAME(get)(x + place, width), w, shift, va, vb, vc), width);
      }
    });
    return;
  }
  for (size_t channel = 0; channel < channels; channel++) {
    const VECTOR shift = NAME(splat)((REAL)shifts[channel]);
    const VECTOR va = NAME(splat)((REAL)a[channel]), vb = NAME(splat)((REAL)b[channel]);
    const VECTOR vc = NAME(splat)((REAL)c[channel]);
    for (size_t n = 0; n < outer; n++) {
      const ptrdiff_t place = (ptrdiff_t)n * stride + (ptrdiff_t)(channel * length);
      FOR_BLOCKS(length, {
        const VECTOR w = weights ? NAME(get)(weights + place + j, width) : (VECTOR){};
        NAME(put)(out + place + j,
                  NAME(channel_value)(NAME(get)(x + place + j, width), w, shift, va, vb, vc),
                  width);
      });
    }
  }
}
