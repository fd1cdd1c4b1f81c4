// Functions of one number and their slopes, operators of two operands and sums along rows, in plain
// loops.

static REAL NAME(function)(int function, REAL x, REAL a, REAL b) {
  switch (function) {
    case RECUR_AFFINE: return x * a + b;
    case RECUR_QUOTIENT: return x / a;
    case RECUR_RECIPROCAL: return a / x;
    case RECUR_SQUARE: return x * x;
    case RECUR_SQUARE_ROOT: return SQRT(x);
    case RECUR_POWER: return POW(x, a);
    case RECUR_EXPONENTIAL: return EXP(x);
    case RECUR_LOGARITHM: return LOG(x);
    case RECUR_SIGMOID: return NAME(logistic)(x);
    case RECUR_TANH: return TANH(x);
    case RECUR_SOFTPLUS: return (x > 0 ? x : 0) + LOG1P(EXP(x < 0 ? x : -x));
    case RECUR_RECTIFIER: return x < 0 ? 0 : x;
    case RECUR_LEAKY_RECTIFIER: return x > 0 ? x : a * x;
    case RECUR_GELU: return x * (REAL)0.5 * ERFC(x * (REAL)-M_SQRT1_2);
    case RECUR_GELU_TANH:
      return (REAL)0.5 * x * (1 + TANH((REAL)(M_2_SQRTPI * M_SQRT1_2) * (x + (REAL)0.044715 * x * x * x)));
    case RECUR_STEP: return x >= 0 ? 1 : 0;
    default: return x < 0 ? -x : x;
  }
}

static REAL NAME(slope)(int function, REAL x, REAL y, REAL a) {
  switch (function) {
    case RECUR_AFFINE: return a;
    case RECUR_QUOTIENT: return 1 / a;
    case RECUR_RECIPROCAL: return -y / x;
    case RECUR_SQUARE: return x + x;
    case RECUR_SQUARE_ROOT: return (REAL)0.5 / y;
    case RECUR_POWER: return a == 0 ? 0 : a * POW(x, a - 1);
    case RECUR_EXPONENTIAL: return y;
    case RECUR_LOGARITHM: return 1 / x;
    case RECUR_SIGMOID: return y * (1 - y);
    case RECUR_TANH: return 1 - y * y;
    case RECUR_SOFTPLUS: return NAME(logistic)(x);
    case RECUR_RECTIFIER: return x > 0 ? 1 : 0;
    case RECUR_LEAKY_RECTIFIER: return x > 0 ? 1 : a;
    case RECUR_GELU:
      return (REAL)0.5 * ERFC(x * (REAL)-M_SQRT1_2) +
             x * (REAL)(M_2_SQRTPI * M_SQRT1_2 / 2) * EXP((REAL)-0.5 * x * x);
    case RECUR_GELU_TANH: {
      const REAL scale = (REAL)(M_2_SQRTPI * M_SQRT1_2), cubic = (REAL)0.044715;
      const REAL t = TANH(scale * (x + cubic * x * x * x));
      return (REAL)0.5 * (1 + t + x * (1 - t * t) * scale * (1 + 3 * cubic * x * x));
    }
    case RECUR_STEP: return 0;
    default: return x > 0 ? 1 : x < 0 ? -1 : 0;
  }
}

static void NAME(map)(int function, double a, double b, REAL *out, const REAL *in, size_t n) {
  FOR_UNITS out[j] = NAME(function)(function, in[j], (REAL)a, (REAL)b);
}

static void NAME(map_slope)(int function, double a, REAL *out, const REAL *factor, const REAL *in,
                            const REAL *value, size_t n) {
  FOR_UNITS out[j] = factor[j] * NAME(slope)(function, in[j], value[j], (REAL)a);
}

static REAL NAME(operation)(int operation, REAL x, REAL y) {
  switch (operation) {
    case RECUR_SUM: return x + y;
    case RECUR_DIFFERENCE: return x - y;
    case RECUR_PRODUCT: return x * y;
    case RECUR_RATIO: return x / y;
    case RECUR_MAXIMUM: return y > x ? y : x;
    case RECUR_MINIMUM: return y < x ? y : x;
    case RECUR_AT_LEAST: return x >= y ? 1 : 0;
    default: return x > y ? 1 : 0;
  }
}

static void NAME(combine)(int operation, size_t rows, size_t n, REAL *out, const REAL *x,
                          ptrdiff_t x_stride, ptrdiff_t x_step, const REAL *y, ptrdiff_t y_stride,
                          ptrdiff_t y_step) {
  FOR_ROWS FOR_UNITS AT(out, (ptrdiff_t)n)[j] = NAME(operation)(
      operation, AT(x, x_stride)[(ptrdiff_t)j * x_step], AT(y, y_stride)[(ptrdiff_t)j * y_step]);
}

static void NAME(row_sums)(size_t rows, size_t n, REAL *sums, const REAL *in,
                           ptrdiff_t in_stride) {
  FOR_ROWS {
    double sum = 0;
    FOR_UNITS sum += AT(in, in_stride)[j];
    sums[row] += (REAL)sum;
  }
}

static void NAME(log_sum_exp)(size_t rows, size_t n, REAL *out, const REAL *in, ptrdiff_t stride) {
  FOR_ROWS {
    REAL largest = -INFINITY;
    FOR_UNITS if (AT(in, stride)[j] > largest) largest = AT(in, stride)[j];
    const REAL shift = isinf(largest) ? 0 : largest;
    REAL sum = 0;
    FOR_UNITS sum += EXP(AT(in, stride)[j] - shift);
    out[row] = shift + LOG(sum);
  }
}
