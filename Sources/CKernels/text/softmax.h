// Softmax and its cross-entropy, one row at a time. Sums are kept per lane and folded at the end,
// in an order fixed by the number of classes.

INLINE REAL NAME(fold_sum)(VECTOR v) {
  REAL sum = 0;
  for (int lane = 0; lane < LANES; lane++) sum += v[lane];
  return sum;
}

// The largest element; a NaN is passed over, it shows in the sums.
INLINE REAL NAME(row_maximum)(const REAL *in, size_t classes) {
  const VECTOR lowest = CONSTANT(-__builtin_inf());
  VECTOR maximum = lowest;
  FOR_BLOCKS(classes, {
    VECTOR v = NAME(get)(in + j, width);
    if (width < LANES) v = NAME(select)(NAME(first)(width), v, lowest);
    maximum = NAME(select)(v > maximum, v, maximum);
  });
  REAL largest = maximum[0];
  for (int lane = 1; lane < LANES; lane++) {
    if (maximum[lane] > largest) largest = maximum[lane];
  }
  return largest;
}

// `shifted` (<= 0, or NaN) through exp, zero beyond `width`.
INLINE VECTOR NAME(exp_block)(VECTOR shifted, size_t width) {
  VECTOR e = NAME(exp_nonpositive)(shifted);
  return width < LANES ? NAME(select)(NAME(first)(width), e, CONSTANT(0)) : e;
}

KERNEL NAME(softmax)(size_t rows, size_t classes, REAL *logits, ptrdiff_t stride,
                     double temperature) {
  const VECTOR divisor = NAME(splat)((REAL)temperature);
  for (size_t row = 0; row < rows; row++) {
    REAL *p = logits + (ptrdiff_t)row * stride;
    const VECTOR maximum = NAME(splat)(NAME(row_maximum)(p, classes));
    VECTOR sum = {};
    FOR_BLOCKS(classes, {
      VECTOR e = NAME(exp_block)((NAME(get)(p + j, width) - maximum) / divisor, width);
      sum += e;
      NAME(put)(p + j, e, width);
    });
    const VECTOR total = NAME(splat)(NAME(fold_sum)(sum));
    FOR_BLOCKS(classes, NAME(put)(p + j, NAME(get)(p + j, width) / total, width));
  }
}

INLINE REAL NAME(logarithm)(REAL x) {
#if DIGITS == 24
  return __builtin_logf(x);
#else
  return __builtin_log(x);
#endif
}

// loss = log sum_j exp(l_j - max) - sum_j q_j (l_j - max), q the target distribution. With a
// gradient wanted, the exponentials stay in place of the logits until their sum is known.
INLINE void NAME(cross_entropy_row)(size_t classes, REAL *row, int32_t target, REAL *loss,
                                    const int gradient, REAL scale, REAL label_smoothing,
                                    const int smoothed) {
  const REAL largest = NAME(row_maximum)(row, classes);
  const VECTOR maximum = NAME(splat)(largest);
  const REAL hit = row[target] - largest;
  VECTOR sum = {};
  VECTOR shifted_sum = {};
  FOR_BLOCKS(classes, {
    VECTOR shifted = NAME(get)(row + j, width) - maximum;
    VECTOR e = NAME(exp_block)(shifted, width);
    sum += e;
    if (smoothed) {
      if (width < LANES) {
        shifted = NAME(select)(NAME(first)(width), shifted, CONSTANT(0));
      }
      shifted_sum += shifted;
    }
    if (gradient) NAME(put)(row + j, e, width);
  });
  const REAL total = NAME(fold_sum)(sum);
  const REAL everywhere = label_smoothing / (REAL)classes;
  *loss = NAME(logarithm)(total);
  if (smoothed) {
    *loss -= (1 - label_smoothing) * hit + everywhere * NAME(fold_sum)(shifted_sum);
  } else {
    *loss -= hit;
  }
  if (!gradient) return;
  const VECTOR factor = NAME(splat)(scale / total);
  const VECTOR floor = NAME(splat)(everywhere * scale);
  FOR_BLOCKS(classes, {
    VECTOR e = NAME(get)(row + j, width) * factor;
    NAME(put)(row + j, smoothed ? e - floor : e, width);
  });
  row[target] -= (1 - label_smoothing) * scale;
}

KERNEL NAME(softmax_cross_entropy)(size_t rows, size_t classes, REAL *logits, ptrdiff_t stride,
                                   const int32_t *targets, REAL *losses, int gradient,
                                   double scale, double label_smoothing) {
  for (size_t i = 0; i < rows; i++) {
    REAL *row = logits + (ptrdiff_t)i * stride;
    const int32_t target = targets[i];
    if (target < 0) {
      losses[i] = 0;
      if (gradient) __builtin_memset(row, 0, classes * sizeof(REAL));
    } else if (label_smoothing != 0) {
      NAME(cross_entropy_row)(classes, row, target, losses + i, gradient, (REAL)scale,
                              (REAL)label_smoothing, 1);
    } else {
      NAME(cross_entropy_row)(classes, row, target, losses + i, gradient, (REAL)scale, 0, 0);
    }
  }
}
