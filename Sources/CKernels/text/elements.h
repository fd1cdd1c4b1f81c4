// Functions of one number and their slopes, operators of two operands, sums along rows.

// (log((1 + s) / (1 - s)) / s - 2) / s^2 as a polynomial of z = s^2 <= 1/9, a minimax fit made for
// this file.
INLINE VECTOR NAME(log_tail)(VECTOR z) {
#if DIGITS == 24
  VECTOR p = CONSTANT(0.23253771841);
  p = NAME(fused)(p, z, CONSTANT(0.217000542172));
  p = NAME(fused)(p, z, CONSTANT(0.285928088345));
  p = NAME(fused)(p, z, CONSTANT(0.399996963807));
  p = NAME(fused)(p, z, CONSTANT(0.666666673547));
#else
  VECTOR p = CONSTANT(0.156536489486905294527);
  p = NAME(fused)(p, z, CONSTANT(0.07479344048731989158047));
  p = NAME(fused)(p, z, CONSTANT(0.1084819593752107450967));
  p = NAME(fused)(p, z, CONSTANT(0.1173388528844008631483));
  p = NAME(fused)(p, z, CONSTANT(0.1333520967637494608775));
  p = NAME(fused)(p, z, CONSTANT(0.153845424504686074689));
  p = NAME(fused)(p, z, CONSTANT(0.1818181994291909681631));
  p = NAME(fused)(p, z, CONSTANT(0.222222221974705614756));
  p = NAME(fused)(p, z, CONSTANT(0.2857142857160672722707));
  p = NAME(fused)(p, z, CONSTANT(0.3999999999999950028194));
  p = NAME(fused)(p, z, CONSTANT(0.6666666666666666689828));
#endif
  return p;
}

// log x = k ln 2 + log(1 + f), 1 + f between the square roots of 1/2 and 2; the sum is arranged as
// in fdlibm (Sun 1993).
INLINE VECTOR NAME(log)(VECTOR x) {
#if DIGITS == 24
  typedef uint32_t NAME(words) __attribute__((vector_size(LANES * sizeof(REAL))));
  const INTEGER root_half = 0x3f3504f3, one = 0x3f800000;
  const VECTOR least_normal = CONSTANT(0x1p-126), raised = CONSTANT(0x1p24);
  const REAL magic = 0x1p23f;
#else
  typedef uint64_t NAME(words) __attribute__((vector_size(LANES * sizeof(REAL))));
  const INTEGER root_half = 0x3fe6a09e667f3bcd, one = 0x3ff0000000000000;
  const VECTOR least_normal = CONSTANT(0x1p-1022), raised = CONSTANT(0x1p53);
  const REAL magic = 0x1p52;
#endif
  const INTEGERS small = x < least_normal;
  const INTEGERS bits = (INTEGERS)NAME(select)(small, x * raised, x) + (one - root_half);
  // The exponent as the last digits of a number whose unit they are.
  const INTEGERS exponent = (INTEGERS)((NAME(words))bits >> (DIGITS - 1));
  VECTOR k = (VECTOR)(exponent + (INTEGERS)NAME(splat)(magic)) - NAME(splat)(magic + BIAS);
  k -= NAME(select)(small, CONSTANT(DIGITS), CONSTANT(0));
  const INTEGER fraction = ((INTEGER)1 << (DIGITS - 1)) - 1;
  const VECTOR f = (VECTOR)((bits & fraction) + root_half) - CONSTANT(1);
  const VECTOR s = f / (f + CONSTANT(2)), z = s * s, half = CONSTANT(0.5) * f * f;
  const VECTOR low = NAME(fused)(s, NAME(fused)(z, NAME(log_tail)(z), half), k * CONSTANT(LN2_LOW));
  const VECTOR y = NAME(fused)(k, CONSTANT(LN2_HIGH), f - (half - low));
  const VECTOR infinite = CONSTANT(__builtin_inf());
  const VECTOR edge =
      NAME(select)(x == CONSTANT(0), -infinite, CONSTANT(__builtin_nan("")));
  return NAME(select)(x > CONSTANT(0), NAME(select)(x == infinite, x, y), edge);
}

// log(1 + e^x) = max(x, 0) + log(1 + e^-|x|)
INLINE VECTOR NAME(softplus)(VECTOR x) {
  const VECTOR u = NAME(exp_nonpositive)(-NAME(magnitude)(x));
  const VECTOR s = u / (u + CONSTANT(2)), z = s * s;
  const VECTOR y = NAME(fused)(s * z, NAME(log_tail)(z), s + s);
  return NAME(select)(x > CONSTANT(0), x + y, y);
}

#undef NORMAL_CENTRE
#if DIGITS == 24
#define NORMAL_CENTRE 3
#else
#define NORMAL_CENTRE 5
#endif
// The normal distribution's probability of less than x; `bell` = e^(-x^2 / 2). Of less than -a it
// is e^(-a^2 / 2) P(q) / (1 + a sqrt 2), P a polynomial of q = (a - K) / (a + K), smooth from a = 0
// to infinity, a minimax fit made for this file.
INLINE VECTOR NAME(normal)(VECTOR x, VECTOR bell) {
  VECTOR a = NAME(magnitude)(x);
  a = NAME(select)(a > CONSTANT(40), CONSTANT(40), a);
  const VECTOR q = (a - CONSTANT(NORMAL_CENTRE)) / (a + CONSTANT(NORMAL_CENTRE));
#if DIGITS == 24
  VECTOR p = CONSTANT(8.79177173684e-5);
  p = NAME(fused)(p, q, CONSTANT(3.43464260768e-5));
  p = NAME(fused)(p, q, CONSTANT(-0.000720486171102));
  p = NAME(fused)(p, q, CONSTANT(-0.000383785226851));
  p = NAME(fused)(p, q, CONSTANT(0.00463083801596));
  p = NAME(fused)(p, q, CONSTANT(0.000446499218657));
  p = NAME(fused)(p, q, CONSTANT(-0.0346766735831));
  p = NAME(fused)(p, q, CONSTANT(0.0830123557887));
  p = NAME(fused)(p, q, CONSTANT(-0.0742807847727));
  p = NAME(fused)(p, q, CONSTANT(-0.051014633887));
  p = NAME(fused)(p, q, CONSTANT(0.637053979997));
#else
  VECTOR p = CONSTANT(-3.411959637090756060804e-10);
  p = NAME(fused)(p, q, CONSTANT(3.29332066676033911043e-9));
  p = NAME(fused)(p, q, CONSTANT(4.516744243389341806692e-9));
  p = NAME(fused)(p, q, CONSTANT(-3.811134259347438336567e-8));
  p = NAME(fused)(p, q, CONSTANT(-3.285714038855031892898e-8));
  p = NAME(fused)(p, q, CONSTANT(2.822844393475404786421e-7));
  p = NAME(fused)(p, q, CONSTANT(1.491372142310847330301e-7));
  p = NAME(fused)(p, q, CONSTANT(-0.000001939447362421378646507));
  p = NAME(fused)(p, q, CONSTANT(1.799982406890264138834e-7));
  p = NAME(fused)(p, q, CONSTANT(0.00001333254281248370136673));
  p = NAME(fused)(p, q, CONSTANT(-0.00001674734353875753438799));
  p = NAME(fused)(p, q, CONSTANT(-0.00007620842854578693061326));
  p = NAME(fused)(p, q, CONSTANT(0.0002828892855225090550836));
  p = NAME(fused)(p, q, CONSTANT(-0.00004460087902622420998294));
  p = NAME(fused)(p, q, CONSTANT(-0.002461265130643554954343));
  p = NAME(fused)(p, q, CONSTANT(0.01020885147942851220212));
  p = NAME(fused)(p, q, CONSTANT(-0.02517855483591818822667));
  p = NAME(fused)(p, q, CONSTANT(0.04439886132155110489136));
  p = NAME(fused)(p, q, CONSTANT(-0.05715904897196065157874));
  p = NAME(fused)(p, q, CONSTANT(0.04764866133922426586977));
  p = NAME(fused)(p, q, CONSTANT(-0.00419370817828324670054));
  p = NAME(fused)(p, q, CONSTANT(-0.07005241362062108968824));
  p = NAME(fused)(p, q, CONSTANT(0.6208209264948372295198));
#endif
  const VECTOR tail = bell * p / NAME(fused)(a, CONSTANT(0x1.6a09e667f3bcdp+0), CONSTANT(1));
  return NAME(select)(x < CONSTANT(0), tail, CONSTANT(1) - tail);
}
INLINE VECTOR NAME(bell)(VECTOR x) { return NAME(exp_nonpositive)(CONSTANT(-0.5) * x * x); }

INLINE VECTOR NAME(power)(VECTOR x, VECTOR exponent) {
  VECTOR y;
  for (int lane = 0; lane < LANES; lane++) {
#if DIGITS == 24
    y[lane] = __builtin_powf(x[lane], exponent[lane]);
#else
    y[lane] = __builtin_pow(x[lane], exponent[lane]);
#endif
  }
  return y;
}

// sqrt(2 / pi) (x + 0.044715 x^3)
#undef GELU_SCALE
#undef GELU_CUBIC
#define GELU_SCALE 0x1.9884533d43651p-1
#define GELU_CUBIC 0.044715
INLINE VECTOR NAME(gelu_argument)(VECTOR x) {
  return CONSTANT(GELU_SCALE) * x * NAME(fused)(x * x, CONSTANT(GELU_CUBIC), CONSTANT(1));
}

INLINE VECTOR NAME(function)(const int function, VECTOR x, VECTOR a, VECTOR b) {
  const VECTOR zero = CONSTANT(0), one = CONSTANT(1);
  switch (function) {
    case RECUR_AFFINE: return NAME(fused)(x, a, b);
    case RECUR_QUOTIENT: return x / a;
    case RECUR_RECIPROCAL: return a / x;
    case RECUR_SQUARE: return x * x;
    case RECUR_SQUARE_ROOT: return __builtin_elementwise_sqrt(x);
    case RECUR_POWER: return NAME(power)(x, a);
    case RECUR_EXPONENTIAL: return NAME(exp)(x);
    case RECUR_LOGARITHM: return NAME(log)(x);
    case RECUR_SIGMOID: return NAME(logistic)(x);
    case RECUR_TANH: return NAME(hyperbolic)(x);
    case RECUR_SOFTPLUS: return NAME(softplus)(x);
    case RECUR_RECTIFIER: return NAME(select)(x < zero, zero, x);
    case RECUR_LEAKY_RECTIFIER: return NAME(select)(x > zero, x, a * x);
    case RECUR_GELU: return x * NAME(normal)(x, NAME(bell)(x));
    case RECUR_GELU_TANH:
      return CONSTANT(0.5) * x * (one + NAME(hyperbolic)(NAME(gelu_argument)(x)));
    case RECUR_STEP: return NAME(select)(x >= zero, one, zero);
    default: return NAME(magnitude)(x);
  }
}

// The derivative at x, where the function is y.
INLINE VECTOR NAME(slope)(const int function, VECTOR x, VECTOR y, VECTOR a) {
  const VECTOR zero = CONSTANT(0), one = CONSTANT(1);
  switch (function) {
    case RECUR_AFFINE: return a;
    case RECUR_QUOTIENT: return one / a;
    case RECUR_RECIPROCAL: return -y / x;
    case RECUR_SQUARE: return x + x;
    case RECUR_SQUARE_ROOT: return CONSTANT(0.5) / y;
    case RECUR_POWER: return NAME(select)(a == zero, zero, a * NAME(power)(x, a - one));
    case RECUR_EXPONENTIAL: return y;
    case RECUR_LOGARITHM: return one / x;
    case RECUR_SIGMOID: return y * (one - y);
    case RECUR_TANH: return NAME(fused)(-y, y, one);
    case RECUR_SOFTPLUS: return NAME(logistic)(x);
    case RECUR_RECTIFIER: return NAME(select)(x > zero, one, zero);
    case RECUR_LEAKY_RECTIFIER: return NAME(select)(x > zero, one, a);
    case RECUR_GELU: {
      const VECTOR bell = NAME(bell)(x);
      return NAME(fused)(x * bell, CONSTANT(0x1.9884533d43651p-2), NAME(normal)(x, bell));
    }
    case RECUR_GELU_TANH: {
      const VECTOR t = NAME(hyperbolic)(NAME(gelu_argument)(x));
      const VECTOR inner =
          CONSTANT(GELU_SCALE) * NAME(fused)(x * x, CONSTANT(3 * GELU_CUBIC), one);
      return CONSTANT(0.5) * ((one + t) + x * NAME(fused)(-t, t, one) * inner);
    }
    case RECUR_STEP: return zero;
    default: return NAME(select)(x > zero, one, NAME(select)(x < zero, -one, zero));
  }
}

// One function of memory for each function of numbers: a debug build, which folds no switch away,
// would have megabytes of vectors on the stack of one for all.
#undef DEFINE_MAP
#define DEFINE_MAP(name)                                                                          \
  KERNEL NAME(map_##name)(VECTOR a, VECTOR b, REAL *out, const REAL *in, size_t count) {          \
    FOR_BLOCKS(count,                                                                             \
               NAME(put)(out + j, NAME(function)(name, NAME(get)(in + j, width), a, b), width));  \
  }                                                                                               \
  KERNEL NAME(map_slope_##name)(VECTOR a, REAL *out, const REAL *factor, const REAL *in,          \
                                const REAL *value, size_t count) {                                \
    FOR_BLOCKS(count, {                                                                           \
      const VECTOR x = NAME(get)(in + j, width), y = NAME(get)(value + j, width);                 \
      NAME(put)(out + j, NAME(get)(factor + j, width) * NAME(slope)(name, x, y, a), width);       \
    });                                                                                           \
  }
RECUR_FUNCTIONS(DEFINE_MAP)

#undef CASE
#define CASE(name) \
  case name: NAME(map_##name)(va, vb, out, in, count); break;
KERNEL NAME(map)(int function, double a, double b, REAL *out, const REAL *in, size_t count) {
  const VECTOR va = NAME(splat)((REAL)a), vb = NAME(splat)((REAL)b);
  switch (function) { RECUR_FUNCTIONS(CASE) }
}

#undef CASE
#define CASE(name) \
  case name: NAME(map_slope_##name)(va, out, factor, in, value, count); break;
KERNEL NAME(map_slope)(int function, double a, REAL *out, const REAL *factor, const REAL *in,
                       const REAL *value, size_t count) {
  const VECTOR va = NAME(splat)((REAL)a);
  switch (function) { RECUR_FUNCTIONS(CASE) }
}

INLINE VECTOR NAME(operation)(const int operation, VECTOR x, VECTOR y) {
  const VECTOR zero = CONSTANT(0), one = CONSTANT(1);
  switch (operation) {
    case RECUR_SUM: return x + y;
    case RECUR_DIFFERENCE: return x - y;
    case RECUR_PRODUCT: return x * y;
    case RECUR_RATIO: return x / y;
    case RECUR_MAXIMUM: return NAME(select)(y > x, y, x);
    case RECUR_MINIMUM: return NAME(select)(y < x, y, x);
    case RECUR_AT_LEAST: return NAME(select)(x >= y, one, zero);
    default: return NAME(select)(x > y, one, zero);
  }
}

// One row; `x_step`, `y_step` 0: one element for all.
INLINE void NAME(combine_row)(const int operation, size_t columns, REAL *out, const REAL *x,
                              ptrdiff_t x_step, const REAL *y, ptrdiff_t y_step) {
  if (x_step && y_step) {
    FOR_BLOCKS(columns,
               NAME(put)(out + j,
                         NAME(operation)(operation, NAME(get)(x + j, width),
                                         NAME(get)(y + j, width)),
                         width));
  } else if (x_step) {
    const VECTOR one = NAME(splat)(*y);
    FOR_BLOCKS(columns,
               NAME(put)(out + j, NAME(operation)(operation, NAME(get)(x + j, width), one), width));
  } else {
    const VECTOR one = NAME(splat)(*x);
    FOR_BLOCKS(columns, {
      const VECTOR other = y_step ? NAME(get)(y + j, width) : NAME(splat)(*y);
      NAME(put)(out + j, NAME(operation)(operation, one, other), width);
    });
  }
}

#undef CASE
#define CASE(name)                                                                    \
  case name:                                                                          \
    for (size_t row = 0; row < rows; row++, out += columns, x += x_stride, y += y_stride) \
      NAME(combine_row)(name, columns, out, x, x_step, y, y_step);                    \
    break;
KERNEL NAME(combine)(int operation, size_t rows, size_t columns, REAL *out, const REAL *x,
                     ptrdiff_t x_stride, ptrdiff_t x_step, const REAL *y, ptrdiff_t y_stride,
                     ptrdiff_t y_step) {
  if (columns == 0) return;
  switch (operation) { RECUR_OPERATIONS(CASE) }
}

// Sums of many elements are sums of sums of 2048, so that rounding does not grow with the row.
KERNEL NAME(row_sums)(size_t rows, size_t columns, REAL *sums, const REAL *in,
                      ptrdiff_t in_stride) {
  enum { section = 2048, chains = 4 };
  for (size_t row = 0; row < rows; row++, in += in_stride) {
    VECTOR total = {};
    for (size_t first = 0; first < columns; first += section) {
      const size_t count = columns - first < section ? columns - first : section;
      const REAL *p = in + first;
      VECTOR sum[chains] = {};
      size_t j = 0;
      for (; j + chains * LANES <= count; j += chains * LANES) {
#pragma clang loop unroll(full)
        for (int v = 0; v < chains; v++) sum[v] += NAME(load)(p + j + v * LANES);
      }
      for (; j < count; j += LANES)
        sum[0] += NAME(get)(p + j, count - j < LANES ? count - j : LANES);
      total += (sum[0] + sum[1]) + (sum[2] + sum[3]);
    }
    sums[row] += NAME(fold_sum)(total);
  }
}

// The largest element is subtracted first where it is finite.
KERNEL NAME(log_sum_exp)(size_t rows, size_t columns, REAL *out, const REAL *in, ptrdiff_t stride) {
  for (size_t row = 0; row < rows; row++, in += stride) {
    const REAL largest = NAME(row_maximum)(in, columns);
    if (largest == (REAL)__builtin_inf()) {
      out[row] = largest;
      continue;
    }
    const REAL shift = largest == -(REAL)__builtin_inf() ? 0 : largest;
    const VECTOR maximum = NAME(splat)(shift);
    VECTOR sum = {};
    FOR_BLOCKS(columns, sum += NAME(exp_block)(NAME(get)(in + j, width) - maximum, width));
    out[row] = shift + NAME(logarithm)(NAME(fold_sum)(sum));
  }
}
