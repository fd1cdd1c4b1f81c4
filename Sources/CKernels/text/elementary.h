// exp, tanh and the logistic function, vector by vector, without branches or tables.
// Polynomials and the rational are minimax fits in relative error, made for this file.

#undef CONSTANT
#define CONSTANT(x) NAME(splat)((REAL)(x))

// e^x = 2^k e^r, k the integer nearest to x log2(e). Adding ROUNDER leaves k, plus whatever the
// rounder carries, in the low bits of the significand. LN2_HIGH has so few digits that
// k * LN2_HIGH is exact with and without FMA.
#undef EXP_LOWEST
#undef EXP_HIGHEST
#undef ROUNDER
#undef BIAS
#undef SHIFT
#undef DOWN
#undef UP
#undef LN2_HIGH
#undef LN2_LOW
#undef LOG2_E
#define LOG2_E 0x1.71547652b82fep+0
#if DIGITS == 24
#define EXP_LOWEST -104.0   // e^-104 is below half of the least denormal
#define EXP_HIGHEST 89.0    // e^89 overflows
#define ROUNDER 0x1.8p23
#define BIAS 127
#define SHIFT 64
#define DOWN 0x1p-64
#define UP 0x1p64
#define LN2_HIGH 0x1.62e4p-1
#define LN2_LOW 0x1.7f7d1cf79abcap-20
#else
#define EXP_LOWEST -746.0
#define EXP_HIGHEST 710.0
#define ROUNDER 0x1.8p52
#define BIAS 1023
#define SHIFT 512
#define DOWN 0x1p-512
#define UP 0x1p512
#define LN2_HIGH 0x1.62e42fefa38p-1
#define LN2_LOW 0x1.ef35793c76730p-45
#endif

// h with e^(s r) = 1 + s (r + r^2 h) for |s r| <= ln(2) / 2 and s = 1 or 2; the coefficient of
// r^i carries s^(i + 1). Relative error of e^(s r): 3.1e-9 (Float), 3.7e-18 (Double).
#undef TERM
#define TERM(power, c) CONSTANT((s == 2 ? (1 << power) : 1) * (c))
INLINE VECTOR NAME(exp_tail)(VECTOR r, const int s) {
#if DIGITS == 24
  VECTOR h = TERM(5, 1.381448167461419826607e-3);
  h = NAME(fused)(h, r, TERM(4, 8.368751075866519527428e-3));
  h = NAME(fused)(h, r, TERM(3, 0.0416683920163394167744));
  h = NAME(fused)(h, r, TERM(2, 0.1666652033480216868949));
  h = NAME(fused)(h, r, TERM(1, 0.4999999342594649449786));
#else
  VECTOR h = TERM(10, 2.500062765835042601192e-8);
  h = NAME(fused)(h, r, TERM(9, 2.763030838215416070204e-7));
  h = NAME(fused)(h, r, TERM(8, 2.755758490275566134341e-6));
  h = NAME(fused)(h, r, TERM(7, 2.480149294189098445954e-5));
  h = NAME(fused)(h, r, TERM(6, 1.984126950787627972719e-4));
  h = NAME(fused)(h, r, TERM(5, 1.388888894376941567978e-3));
  h = NAME(fused)(h, r, TERM(4, 8.333333333494018790256e-3));
  h = NAME(fused)(h, r, TERM(3, 0.04166666666652968506704));
  h = NAME(fused)(h, r, TERM(2, 0.1666666666666641296161));
  h = NAME(fused)(h, r, TERM(1, 0.5000000000000010673199));
#endif
  return h;
}
// e^r for |r| <= ln(2) / 2
INLINE VECTOR NAME(exp_reduced)(VECTOR r) {
  VECTOR h = NAME(fused)(NAME(exp_tail)(r, 1), r, CONSTANT(1));
  return NAME(fused)(h, r, CONSTANT(1));
}

// 2^k with k in the low bits of a rounded sum whose rounder carried BIAS.
INLINE VECTOR NAME(power_of_two)(VECTOR rounded) {
  return (VECTOR)((INTEGERS)rounded << (DIGITS - 1));
}
// x - k ln 2
INLINE VECTOR NAME(reduced)(VECTOR x, VECTOR k) {
  VECTOR r = NAME(fused)(k, CONSTANT(-LN2_HIGH), x);
  return NAME(fused)(k, CONSTANT(-LN2_LOW), r);
}

// e^x for x <= 0. The power of two is applied as 2^(k + SHIFT), which is a normal number for every
// k that can occur, and 2^-SHIFT: only the last product rounds into the denormals.
INLINE VECTOR NAME(exp_nonpositive)(VECTOR x) {
  const VECTOR rounder = CONSTANT(ROUNDER + BIAS + SHIFT);
  x = NAME(select)(x < CONSTANT(EXP_LOWEST), CONSTANT(EXP_LOWEST), x);
  VECTOR rounded = NAME(fused)(x, CONSTANT(LOG2_E), rounder);
  VECTOR r = NAME(reduced)(x, rounded - rounder);
  VECTOR p = NAME(exp_reduced)(r);
  return p * NAME(power_of_two)(rounded) * CONSTANT(DOWN);
}

// e^x: as above, with the shift away from overflow where x > 0.
INLINE VECTOR NAME(exp)(VECTOR x) {
  INTEGERS positive = x > CONSTANT(0);
  VECTOR rounder =
      NAME(select)(positive, CONSTANT(ROUNDER + BIAS - SHIFT), CONSTANT(ROUNDER + BIAS + SHIFT));
  x = NAME(select)(x < CONSTANT(EXP_LOWEST), CONSTANT(EXP_LOWEST), x);
  x = NAME(select)(x > CONSTANT(EXP_HIGHEST), CONSTANT(EXP_HIGHEST), x);
  VECTOR rounded = NAME(fused)(x, CONSTANT(LOG2_E), rounder);
  VECTOR r = NAME(reduced)(x, rounded - rounder);
  VECTOR p = NAME(exp_reduced)(r);
  return p * NAME(power_of_two)(rounded) * NAME(select)(positive, CONSTANT(UP), CONSTANT(DOWN));
}

// 1 / (1 + e^-x), written so that a very negative x keeps its relative accuracy.
INLINE VECTOR NAME(logistic)(VECTOR x) {
  VECTOR e = NAME(exp_nonpositive)(-NAME(magnitude)(x));
  return NAME(select)(x < CONSTANT(0), e, CONSTANT(1)) / (CONSTANT(1) + e);
}

// tanh |x| = f / (f + 1), f = (e^(2|x|) - 1) / 2 = 2^k (e^(2r) - 1) / 2 + (2^k - 1) / 2 with
// r = |x| - k ln(2) / 2. k >= 0, so nothing cancels, and f < f + 1 keeps the result within 1, which
// it has reached when |x| = 20. A rational function of x^2 takes three instructions less in Float,
// but errs by 5 ulp and exceeds 1.
INLINE VECTOR NAME(hyperbolic)(VECTOR x) {
  const VECTOR rounder = CONSTANT(ROUNDER + BIAS);
  VECTOR a = NAME(magnitude)(x);
  a = NAME(select)(a > CONSTANT(20), CONSTANT(20), a);
  VECTOR rounded = NAME(fused)(a, CONSTANT(2 * LOG2_E), rounder);
  VECTOR k = rounded - rounder;
  VECTOR r = NAME(fused)(k, CONSTANT(-LN2_HIGH / 2), a);
  r = NAME(fused)(k, CONSTANT(-LN2_LOW / 2), r);
  VECTOR power = NAME(power_of_two)(rounded);
  VECTOR f = NAME(fused)(r * r, NAME(exp_tail)(r, 2), r);
  f = NAME(fused)(f, power, NAME(fused)(power, CONSTANT(0.5), CONSTANT(-0.5)));
  VECTOR t = f / (f + CONSTANT(1));
  return (VECTOR)((INTEGERS)t | ((INTEGERS)x & (INTEGERS)CONSTANT(-0.0)));
}

#undef MAP
#define MAP(kernel, function)                                                               \
  KERNEL NAME(kernel)(REAL *out, const REAL *in, size_t count) {                            \
    FOR_BLOCKS(count, NAME(put)(out + j, NAME(function)(NAME(get)(in + j, width)), width)); \
  }
MAP(exponential, exp)
MAP(tanh, hyperbolic)
MAP(sigmoid, logistic)
