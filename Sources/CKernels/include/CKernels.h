/// The processor-specific part of the toolkit: one table of functions per instruction set and
/// scalar type.
///
/// `reference` (reference.c) defines what is correct in plain loops. The vector sets are one text
/// (text/*.h) over compiler vector extensions, compiled once per instruction set.
///
/// Letters: rows = sequences (or sequences x steps), n = hidden units, G = gate blocks, K = inner
/// dimension.
/// Every matrix is row-major; `*_stride` is the distance between two rows in elements.
/// A row's result never depends on the other rows of the call, nor on how many there are.
/// `mask` says for each row whether its sequence takes this step; NULL: all do.
#ifndef RECUR_CKERNELS_H
#define RECUR_CKERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__swift__) || defined(__clang__)
#define RECUR_SENDABLE __attribute__((swift_attr("@Sendable")))
#else
#define RECUR_SENDABLE
#endif

/// What an optimiser kernel reads. Source and meaning of each field: the Swift optimisers.
typedef struct {
  double learning_rate;
  double gradient_scale;  // the factor of clipping by global norm, 1 without
  double value_limit;     // clipping by value, applied to the scaled gradient; infinity without
  double l2, l1;          // penalties added to the gradient: l2 * p + l1 * sign(p)
  double momentum;        // momentum and Nesterov
  double inner_rate;      // momentum and Nesterov: factor of the gradient on its way into the velocity
  double decay;           // AdaDelta, RMSprop: decay of the mean square
  double beta1, beta2;    // Adam, AdamW
  double correction1;     // 1 / (1 - beta1^t)
  double correction2;     // 1 / (1 - beta2^t)
  double epsilon;
  double inner_epsilon;   // RMSprop: added to the mean square under the root
  double weight_decay;    // AdamW, decoupled: p -= learning_rate * weight_decay * p
} recur_update;

/// The functions of `map`, each of a number x and its parameters a and b.
typedef enum {
  RECUR_AFFINE,           // a x + b
  RECUR_QUOTIENT,         // x / a
  RECUR_RECIPROCAL,       // a / x
  RECUR_SQUARE,           // x^2
  RECUR_SQUARE_ROOT,
  RECUR_POWER,            // x^a
  RECUR_EXPONENTIAL,
  RECUR_LOGARITHM,        // natural
  RECUR_SIGMOID,          // 1 / (1 + e^-x)
  RECUR_TANH,
  RECUR_SOFTPLUS,         // log(1 + e^x)
  RECUR_RECTIFIER,        // max(x, 0); slope 0 at 0
  RECUR_LEAKY_RECTIFIER,  // x where x > 0, else a x
  RECUR_GELU,             // x P(x), P the normal distribution's probability of less than x
  RECUR_GELU_TANH,        // x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2
  RECUR_STEP,             // 1 where x >= 0, else 0; slope 0
  RECUR_MAGNITUDE,        // |x|; slope 0 at 0
} recur_function;

#define RECUR_FUNCTIONS(CASE)                                                               \
  CASE(RECUR_AFFINE) CASE(RECUR_QUOTIENT) CASE(RECUR_RECIPROCAL) CASE(RECUR_SQUARE)         \
  CASE(RECUR_SQUARE_ROOT) CASE(RECUR_POWER) CASE(RECUR_EXPONENTIAL) CASE(RECUR_LOGARITHM)   \
  CASE(RECUR_SIGMOID) CASE(RECUR_TANH) CASE(RECUR_SOFTPLUS) CASE(RECUR_RECTIFIER)           \
  CASE(RECUR_LEAKY_RECTIFIER) CASE(RECUR_GELU) CASE(RECUR_GELU_TANH) CASE(RECUR_STEP)       \
  CASE(RECUR_MAGNITUDE)

/// The operations of `combine`. Of equal numbers the first is the maximum and the minimum.
typedef enum {
  RECUR_SUM,
  RECUR_DIFFERENCE,
  RECUR_PRODUCT,
  RECUR_RATIO,
  RECUR_MAXIMUM,
  RECUR_MINIMUM,
  RECUR_AT_LEAST,  // 1 where x >= y, else 0
  RECUR_ABOVE,     // 1 where x > y, else 0
} recur_operation;

#define RECUR_OPERATIONS(CASE)                                                     \
  CASE(RECUR_SUM) CASE(RECUR_DIFFERENCE) CASE(RECUR_PRODUCT) CASE(RECUR_RATIO)     \
  CASE(RECUR_MAXIMUM) CASE(RECUR_MINIMUM) CASE(RECUR_AT_LEAST) CASE(RECUR_ABOVE)

/// The size of a box of elements: planes of rows of columns.
typedef struct {
  size_t planes, rows, columns;
} recur_extent;

/// Elements from one plane, row and column of a box to the next.
typedef struct {
  ptrdiff_t plane, row, column;
} recur_strides;

/// What an instruction of a law does: registers `first`, `second`, `third` into register `target`.
/// A register holds RECUR_LAW_VECTORS vectors of units.
typedef enum {
  RECUR_LAW_LOAD,       // plane `first`
  RECUR_LAW_STORE,      // register `first` to plane `target`
  RECUR_LAW_STORE_SUM,  // the same, added to what is there
  RECUR_LAW_CONSTANT,   // constant `first`
  RECUR_LAW_NEGATE,
  RECUR_LAW_ADD,
  RECUR_LAW_SUBTRACT,
  RECUR_LAW_MULTIPLY,
  RECUR_LAW_DIVIDE,
  RECUR_LAW_EXP,
  RECUR_LAW_LOG,
  RECUR_LAW_SQRT,
  RECUR_LAW_TANH,
  RECUR_LAW_SIGMOID,
  RECUR_LAW_SIN,
  RECUR_LAW_COS,
  RECUR_LAW_MAXIMUM,         // the second of equal ones
  RECUR_LAW_MINIMUM,         // the second of equal ones
  RECUR_LAW_IF_GREATER,      // third where first > second, else 0
  RECUR_LAW_IF_NOT_GREATER,  // third where not first > second, else 0
} recur_law_operation;

/// An instruction of a law.
typedef struct {
  uint16_t operation, target, first, second, third;
} recur_law_instruction;

enum { RECUR_LAW_VECTORS = 4 };

/// Every kernel as KERNEL(result, name, (parameters), (arguments)): the table, its functions and
/// its initialiser are made of this list. R is the scalar type of the table; a `void *` of a list
/// of parameters points to elements of R unless something else is said here.
///
/// Matrix products
///  - pack: copies the right operand, element (k, j) at right[k * row_stride + j * column_stride],
///    into panels of `panel_width` columns, each K x panel_width, the last one padded with zeros.
///    Size in elements: K * ceil(N / panel_width) * panel_width.
///  - product: out[M, N] = (or +=) left[M, K] . packed[K, N]. Every element of out is one chain of
///    fused multiply-adds in order of k (plain multiply and add in sets without FMA), so its bits
///    do not depend on M, on its row, or on how the work was tiled.
///  - product_transposed: out[M, N] = (or +=) left[K, M]^T . right[K, N], K > 0, nothing packed
///    beforehand; `scratch` has product_transposed_scratch(M, N) elements. This is a weight
///    gradient, K = steps x rows.
///  - pack_bfloat16, product_bfloat16, product_transposed_bfloat16: the same with both operands
///    rounded to bfloat16 (to nearest, ties to even), summed in R, at each step of the chain the
///    products of two neighbours in k.
///    Packed size in words of 32 bits: ceil(K / 2) * ceil(N / panel_width) * panel_width.
///
/// Elementary functions: at most 4 ulp in Float over all floats; in Double at most 4 ulp over a
/// dense sample.
/// NaN gives NaN, exp overflows to infinity and underflows gradually to 0. In place (out == in) is
/// allowed.
///
/// Laws of the cells, row by row. gates [rows, G * n] planes in the gate order of the cell.
/// States are [rows, n] with one common `state_stride`. Where the mask is false the state is copied
/// (h = h_previous, c = c_previous), gates are left alone; backward: dgates are set to 0, the
/// state's adjoint passes to the previous step unchanged.
/// In a backward law `dh` is the whole adjoint of h_t, `dgates` may be the same memory as `gates`;
/// `dh_previous` (stride state_stride) is ADDED to: the part of the adjoint that does not go
/// through a recurrent product; `dc` holds the adjoint of c_t coming from step t + 1 and on return
/// that of c_{t-1}.
/// Peepholes are three vectors p_i, p_f, p_o of length n, one after the other, or NULL; their
/// gradient is added to `dpeepholes` (may be NULL only if peepholes is NULL).
///  - elman: h = tanh(z), or max(z, 0) if `rectifier`; dz = (1 - h^2) dh, or dh where h > 0. `h` is
///    the forward's result; forward leaves `gates` (z) alone.
///  - lstm: gates i, f, g, o. c = f c_previous + i g; h = o tanh(c). Peepholes: i, f see
///    c_previous, o sees c. If `capped`, i is at most 1 - f; at i = 1 - f the derivative is that
///    of 1 - f.
///    forward turns pre-activations into activations in place and writes c, tanh(c) and h.
///  - gru_after: gates r, z, n from the input, q from the state (Cho 2014 as in cuDNN and PyTorch):
///    candidate = tanh(n + r q); h = z h_previous + (1 - z) candidate.
///    forward: in place r, z, candidate; q stays.
///  - gru_before: gates r, z, candidate. Two halves, because r h_previous is multiplied by U
///    between:
///    gru_before_reset: in place r, z = sigmoid; reset[rows, n] = r h_previous (0 where masked).
///    gru_before_output: in place candidate = tanh; h = z h_previous + (1 - z) candidate.
///    gru_before_output_backward: dz and dcandidate from dh, adds z dh to dh_previous;
///    gru_before_reset_backward: dreset (adjoint of r h_previous) -> dr, adds r dreset to
///    dh_previous.
///    It writes the plane of r only, the first half the planes of z and candidate.
///
/// law: any law, as instructions over planes [rows, n] or, with stride 0, [n], one block of units
/// of one row after the other. Where the mask is false a row is left alone. Loads of a plane come
/// before stores to it. `registers` has room for RECUR_LAW_VECTORS vectors for each register. A
/// NaN goes through every operation but a comparison.
///
/// softmax_cross_entropy: for each row, with target t = targets[row]: losses[row] = log sum_j
/// exp(l_j) - l_t (nats, max subtracted) and, if `gradient`, logits are replaced by (softmax -
/// onehot(t)) * scale.
/// A negative target: loss 0, gradient 0. label_smoothing e in [0, 1): target distribution
/// (1 - e) onehot + e / V; the loss is that cross-entropy.
/// softmax: rows of logits into probabilities, in place. `temperature` divides the logits first.
///
/// gather: out[row] = (or += if accumulate) table[indices[row]], width elements; a negative index
/// is a row of zeros. scatter_add: table[indices[row]] += in[row], in order of rows; negative:
/// skipped.
/// broadcast: out[row] = vector. column_sums: sums[j] += sum over rows, in order of rows.
/// add: out += in. scale: out *= factor. approach: out += share * (in - out).
/// transpose_add: out[j * out_stride + i] += in[i * in_stride + j], i < rows, j < columns.
/// sum_of_squares: in double precision, in an order fixed by `count`. Not finite if any element is
/// not.
/// channel_sums: of arrays [outer, channels, length], the parts `stride` elements apart: with
/// v = x - shift, sums += the sum over a channel of v, or of weights if there are any, and
/// products += that of v^2, or of weights * v; in double precision from run to run.
/// channel_map: out = a v + b weights + c, with b of no account without weights.
/// dropout: out = in * (keep ? 1 / (1 - rate) : 0); keep is a hash of key, row_keys[row] and the
/// column.
/// Convolution, see text/convolution.h. `right` is an image so lowered that row k of an operand
/// [K, N] is at right + offsets[k]; whole vectors of it are read.
///  - window_product: out[M, N] = left[M, K] . right, begun with bias[M] (NULL: zeros), or added to
///    out; then, if `rectifier`, negative elements become 0. Each element is one chain as in
///    product.
///  - window_gradient: out[M, K] = (or +=) the sum over `count` images of left[M, N] . right^T,
///    images `left_distance` and `right_distance` elements apart.
///  - copy_box, add_box: out = in, out += in, element by element of a box; the elements of out are
///    distinct.
///  - box_maxima: for each element of a box, the largest of the `taps` (1 or more) elements of in at
///    offsets from its place, and the number of the first that is; what is not a number is largest.
///    out and winners have rows without gaps. box_maxima_adjoint: in = (or +=) out at the winner's
///    place, 0 at the others; where elements of a box meet in one of in, it accumulates.
///  - rectifier_adjoint: the elements of in [rows, n] whose `values` are above 0 go to `passed`,
///    zeros in place of the others; their sums are added to sums[row], which may be NULL.
///
/// peak_probe, peak_probe_bfloat16: multiply-adds in registers only; return the operations done, a
/// multiply-add being two.
/// read_probe, write_probe: read or write `count` elements as fast as memory allows.
/// map: out = f(in), f a recur_function. map_slope: out = factor * f'(in), `value` being f(in). In
/// place is allowed. Logarithm and softplus err by at most 4 ulp, GELU by 6 and 2 x^2 more.
/// combine: out[rows, columns] = x (operation) y, a recur_operation; out has no gaps, an element is
/// at x[row * x_stride + column * x_step], each of the two 0 where an operand is repeated.
/// row_sums: sums[row] += the sum of a row. log_sum_exp: out[row] = log sum_j exp(in[row, j]).
/// clamp_count: clamps to [-limit, limit] in place, returns how many were outside.
#define RECUR_KERNELS(KERNEL)                                                                      \
  KERNEL(void, pack,                                                                               \
         (void *packed, const void *right, size_t k, size_t n, ptrdiff_t row_stride,               \
          ptrdiff_t column_stride),                                                                \
         (packed, right, k, n, row_stride, column_stride))                                         \
  KERNEL(void, product,                                                                            \
         (void *out, ptrdiff_t out_stride, const void *left, ptrdiff_t left_stride,                \
          const void *packed, size_t m, size_t k, size_t n, int accumulate),                       \
         (out, out_stride, left, left_stride, packed, m, k, n, accumulate))                        \
  KERNEL(void, pack_bfloat16,                                                                      \
         (void *packed, const void *right, size_t k, size_t n, ptrdiff_t row_stride,               \
          ptrdiff_t column_stride),                                                                \
         (packed, right, k, n, row_stride, column_stride))                                         \
  KERNEL(void, product_bfloat16,                                                                   \
         (void *out, ptrdiff_t out_stride, const void *left, ptrdiff_t left_stride,                \
          const void *packed, size_t m, size_t k, size_t n, int accumulate),                       \
         (out, out_stride, left, left_stride, packed, m, k, n, accumulate))                        \
  KERNEL(size_t, product_transposed_scratch, (size_t m, size_t n), (m, n))                         \
  KERNEL(void, product_transposed,                                                                 \
         (void *out, ptrdiff_t out_stride, const void *left, ptrdiff_t left_stride,                \
          const void *right, ptrdiff_t right_stride, size_t m, size_t k, size_t n,                 \
          int accumulate, void *scratch),                                                          \
         (out, out_stride, left, left_stride, right, right_stride, m, k, n, accumulate, scratch))  \
  KERNEL(size_t, product_transposed_bfloat16_scratch, (size_t m, size_t n), (m, n))                \
  KERNEL(void, product_transposed_bfloat16,                                                        \
         (void *out, ptrdiff_t out_stride, const void *left, ptrdiff_t left_stride,                \
          const void *right, ptrdiff_t right_stride, size_t m, size_t k, size_t n,                 \
          int accumulate, void *scratch),                                                          \
         (out, out_stride, left, left_stride, right, right_stride, m, k, n, accumulate, scratch))  \
  KERNEL(void, exponential, (void *out, const void *in, size_t count), (out, in, count))           \
  KERNEL(void, tanh, (void *out, const void *in, size_t count), (out, in, count))                  \
  KERNEL(void, sigmoid, (void *out, const void *in, size_t count), (out, in, count))               \
  KERNEL(void, elman_forward,                                                                      \
         (size_t rows, size_t n, const void *gates, ptrdiff_t gates_stride,                        \
          const void *h_previous, void *h, ptrdiff_t state_stride, int rectifier,                  \
          const bool *mask),                                                                       \
         (rows, n, gates, gates_stride, h_previous, h, state_stride, rectifier, mask))             \
  KERNEL(void, elman_backward,                                                                     \
         (size_t rows, size_t n, void *dgates, ptrdiff_t gates_stride, const void *h,              \
          const void *dh, void *dh_previous, ptrdiff_t state_stride, int rectifier,                \
          const bool *mask),                                                                       \
         (rows, n, dgates, gates_stride, h, dh, dh_previous, state_stride, rectifier, mask))       \
  KERNEL(void, lstm_forward,                                                                       \
         (size_t rows, size_t n, void *gates, ptrdiff_t gates_stride, const void *h_previous,      \
          const void *c_previous, void *h, void *c, void *tanh_c, ptrdiff_t state_stride,          \
          const void *peepholes, int capped, const bool *mask),                                    \
         (rows, n, gates, gates_stride, h_previous, c_previous, h, c, tanh_c, state_stride,        \
          peepholes, capped, mask))                                                                \
  KERNEL(void, lstm_backward,                                                                      \
         (size_t rows, size_t n, const void *gates, void *dgates, ptrdiff_t gates_stride,          \
          const void *c_previous, const void *c, const void *tanh_c, const void *dh,               \
          void *dh_previous, void *dc, ptrdiff_t state_stride, const void *peepholes,              \
          void *dpeepholes, int capped, const bool *mask),                                         \
         (rows, n, gates, dgates, gates_stride, c_previous, c, tanh_c, dh, dh_previous, dc,        \
          state_stride, peepholes, dpeepholes, capped, mask))                                      \
  KERNEL(void, gru_after_forward,                                                                  \
         (size_t rows, size_t n, void *gates, ptrdiff_t gates_stride, const void *h_previous,      \
          void *h, ptrdiff_t state_stride, const bool *mask),                                      \
         (rows, n, gates, gates_stride, h_previous, h, state_stride, mask))                        \
  KERNEL(void, gru_after_backward,                                                                 \
         (size_t rows, size_t n, const void *gates, void *dgates, ptrdiff_t gates_stride,          \
          const void *h_previous, const void *dh, void *dh_previous, ptrdiff_t state_stride,       \
          const bool *mask),                                                                       \
         (rows, n, gates, dgates, gates_stride, h_previous, dh, dh_previous, state_stride, mask))  \
  KERNEL(void, gru_before_reset,                                                                   \
         (size_t rows, size_t n, void *gates, ptrdiff_t gates_stride, const void *h_previous,      \
          void *reset, ptrdiff_t state_stride, const bool *mask),                                  \
         (rows, n, gates, gates_stride, h_previous, reset, state_stride, mask))                    \
  KERNEL(void, gru_before_output,                                                                  \
         (size_t rows, size_t n, void *gates, ptrdiff_t gates_stride, const void *h_previous,      \
          void *h, ptrdiff_t state_stride, const bool *mask),                                      \
         (rows, n, gates, gates_stride, h_previous, h, state_stride, mask))                        \
  KERNEL(void, gru_before_output_backward,                                                         \
         (size_t rows, size_t n, const void *gates, void *dgates, ptrdiff_t gates_stride,          \
          const void *h_previous, const void *dh, void *dh_previous, ptrdiff_t state_stride,       \
          const bool *mask),                                                                       \
         (rows, n, gates, dgates, gates_stride, h_previous, dh, dh_previous, state_stride, mask))  \
  KERNEL(void, gru_before_reset_backward,                                                          \
         (size_t rows, size_t n, const void *gates, void *dgates, ptrdiff_t gates_stride,          \
          const void *h_previous, const void *dreset, void *dh_previous, ptrdiff_t state_stride,   \
          const bool *mask),                                                                       \
         (rows, n, gates, dgates, gates_stride, h_previous, dreset, dh_previous, state_stride,     \
          mask))                                                                                   \
  KERNEL(void, law,                                                                                \
         (size_t rows, size_t n, const recur_law_instruction *code, size_t count,                  \
          const double *constants, void *const *planes, const ptrdiff_t *strides,                  \
          void *registers, const bool *mask),                                                      \
         (rows, n, code, count, constants, planes, strides, registers, mask))                      \
  KERNEL(void, softmax_cross_entropy,                                                              \
         (size_t rows, size_t classes, void *logits, ptrdiff_t stride, const int32_t *targets,     \
          void *losses, int gradient, double scale, double label_smoothing),                       \
         (rows, classes, logits, stride, targets, losses, gradient, scale, label_smoothing))       \
  KERNEL(void, softmax,                                                                            \
         (size_t rows, size_t classes, void *logits, ptrdiff_t stride, double temperature),        \
         (rows, classes, logits, stride, temperature))                                             \
  KERNEL(void, gather,                                                                             \
         (size_t rows, size_t width, void *out, ptrdiff_t out_stride, const void *table,           \
          ptrdiff_t table_stride, const int32_t *indices, int accumulate),                         \
         (rows, width, out, out_stride, table, table_stride, indices, accumulate))                 \
  KERNEL(void, scatter_add,                                                                        \
         (size_t rows, size_t width, void *table, ptrdiff_t table_stride, const void *in,          \
          ptrdiff_t in_stride, const int32_t *indices),                                            \
         (rows, width, table, table_stride, in, in_stride, indices))                               \
  KERNEL(void, broadcast,                                                                          \
         (size_t rows, size_t width, void *out, ptrdiff_t out_stride, const void *vector),         \
         (rows, width, out, out_stride, vector))                                                   \
  KERNEL(void, column_sums,                                                                        \
         (size_t rows, size_t width, void *sums, const void *in, ptrdiff_t in_stride),             \
         (rows, width, sums, in, in_stride))                                                       \
  KERNEL(void, channel_sums,                                                                       \
         (size_t outer, size_t channels, size_t length, ptrdiff_t stride, const void *x,           \
          const void *weights, const double *shifts, double *sums, double *products),              \
         (outer, channels, length, stride, x, weights, shifts, sums, products))                    \
  KERNEL(void, channel_map,                                                                        \
         (size_t outer, size_t channels, size_t length, ptrdiff_t stride, void *out,               \
          const void *x, const void *weights, const double *shifts, const double *a,               \
          const double *b, const double *c),                                                       \
         (outer, channels, length, stride, out, x, weights, shifts, a, b, c))                      \
  KERNEL(void, add, (void *out, const void *in, size_t count), (out, in, count))                   \
  KERNEL(void, scale, (void *out, double factor, size_t count), (out, factor, count))              \
  KERNEL(void, approach, (void *out, const void *in, double share, size_t count),                  \
         (out, in, share, count))                                                                  \
  KERNEL(void, transpose_add,                                                                      \
         (size_t rows, size_t columns, void *out, ptrdiff_t out_stride, const void *in,            \
          ptrdiff_t in_stride),                                                                    \
         (rows, columns, out, out_stride, in, in_stride))                                          \
  KERNEL(void, map,                                                                                \
         (int function, double a, double b, void *out, const void *in, size_t count),              \
         (function, a, b, out, in, count))                                                         \
  KERNEL(void, map_slope,                                                                          \
         (int function, double a, void *out, const void *factor, const void *in,                   \
          const void *value, size_t count),                                                        \
         (function, a, out, factor, in, value, count))                                             \
  KERNEL(void, combine,                                                                            \
         (int operation, size_t rows, size_t columns, void *out, const void *x,                    \
          ptrdiff_t x_stride, ptrdiff_t x_step, const void *y, ptrdiff_t y_stride,                 \
          ptrdiff_t y_step),                                                                       \
         (operation, rows, columns, out, x, x_stride, x_step, y, y_stride, y_step))                \
  KERNEL(void, row_sums,                                                                           \
         (size_t rows, size_t columns, void *sums, const void *in, ptrdiff_t in_stride),           \
         (rows, columns, sums, in, in_stride))                                                     \
  KERNEL(void, log_sum_exp,                                                                        \
         (size_t rows, size_t columns, void *out, const void *in, ptrdiff_t stride),               \
         (rows, columns, out, in, stride))                                                         \
  KERNEL(double, sum_of_squares, (const void *in, size_t count), (in, count))                      \
  KERNEL(size_t, clamp_count, (void *values, double limit, size_t count), (values, limit, count))  \
  KERNEL(void, update_sgd,                                                                         \
         (void *p, const void *g, size_t count, const recur_update *u),                            \
         (p, g, count, u))                                                                         \
  KERNEL(void, update_momentum,                                                                    \
         (void *p, const void *g, void *velocity, size_t count, const recur_update *u),            \
         (p, g, velocity, count, u))                                                               \
  KERNEL(void, update_nesterov,                                                                    \
         (void *p, const void *g, void *velocity, size_t count, const recur_update *u),            \
         (p, g, velocity, count, u))                                                               \
  KERNEL(void, update_adagrad,                                                                     \
         (void *p, const void *g, void *squares, size_t count, const recur_update *u),             \
         (p, g, squares, count, u))                                                                \
  KERNEL(void, update_adadelta,                                                                    \
         (void *p, const void *g, void *squares, void *steps, size_t count,                        \
          const recur_update *u),                                                                  \
         (p, g, squares, steps, count, u))                                                         \
  KERNEL(void, update_rmsprop,                                                                     \
         (void *p, const void *g, void *squares, size_t count, const recur_update *u),             \
         (p, g, squares, count, u))                                                                \
  KERNEL(void, update_adam,                                                                        \
         (void *p, const void *g, void *mean, void *squares, size_t count,                         \
          const recur_update *u),                                                                  \
         (p, g, mean, squares, count, u))                                                          \
  KERNEL(void, dropout,                                                                            \
         (size_t rows, size_t width, void *out, ptrdiff_t out_stride, const void *in,              \
          ptrdiff_t in_stride, double rate, uint64_t key, const int32_t *row_keys),                \
         (rows, width, out, out_stride, in, in_stride, rate, key, row_keys))                       \
  KERNEL(void, window_product,                                                                     \
         (void *out, ptrdiff_t out_stride, const void *left, ptrdiff_t left_stride,                \
          const void *right, const ptrdiff_t *offsets, size_t m, size_t k, size_t n,               \
          const void *bias, int accumulate, int rectifier),                                        \
         (out, out_stride, left, left_stride, right, offsets, m, k, n, bias, accumulate,           \
          rectifier))                                                                              \
  KERNEL(void, window_gradient,                                                                    \
         (void *out, ptrdiff_t out_stride, const void *left, ptrdiff_t left_stride,                \
          ptrdiff_t left_distance, const void *right, const ptrdiff_t *offsets,                    \
          ptrdiff_t right_distance, size_t count, size_t m, size_t k, size_t n, int accumulate),   \
         (out, out_stride, left, left_stride, left_distance, right, offsets, right_distance,       \
          count, m, k, n, accumulate))                                                             \
  KERNEL(void, copy_box,                                                                           \
         (const recur_extent *extent, void *out, const recur_strides *out_strides,                 \
          const void *in, const recur_strides *in_strides),                                        \
         (extent, out, out_strides, in, in_strides))                                               \
  KERNEL(void, add_box,                                                                            \
         (const recur_extent *extent, void *out, const recur_strides *out_strides,                 \
          const void *in, const recur_strides *in_strides),                                        \
         (extent, out, out_strides, in, in_strides))                                               \
  KERNEL(void, box_maxima,                                                                         \
         (const recur_extent *extent, void *out, void *winners, const recur_strides *out_strides,  \
          const void *in, const recur_strides *in_strides, const ptrdiff_t *offsets,               \
          size_t taps),                                                                            \
         (extent, out, winners, out_strides, in, in_strides, offsets, taps))                       \
  KERNEL(void, box_maxima_adjoint,                                                                 \
         (const recur_extent *extent, void *in, const recur_strides *in_strides, const void *out,  \
          const void *winners, const recur_strides *out_strides, const ptrdiff_t *offsets,         \
          size_t taps, int accumulate),                                                            \
         (extent, in, in_strides, out, winners, out_strides, offsets, taps, accumulate))           \
  KERNEL(void, rectifier_adjoint,                                                                  \
         (size_t rows, size_t n, void *sums, void *passed, ptrdiff_t passed_stride,                \
          const void *in, const void *values, ptrdiff_t stride),                                   \
         (rows, n, sums, passed, passed_stride, in, values, stride))                               \
  KERNEL(double, peak_probe, (size_t iterations), (iterations))                                    \
  KERNEL(double, peak_probe_bfloat16, (size_t iterations), (iterations))                           \
  KERNEL(double, read_probe, (const void *in, size_t count), (in, count))                          \
  KERNEL(void, write_probe, (void *out, size_t count), (out, count))

/// The kernels of one instruction set for one scalar type.
///
/// Generic code calls the tables of both types alike: a kernel's arrays are pointers without a
/// type, which it converts itself. No function is ever called as one of another type.
typedef struct {
  int32_t lanes;        // elements of a vector register
  int32_t panel_width;  // columns of a packed panel
  int32_t row_tile;     // rows that a product computes at once
#define RECUR_FIELD(result, kernel, parameters, arguments) result(*kernel) parameters;
  RECUR_KERNELS(RECUR_FIELD)
#undef RECUR_FIELD
} RECUR_SENDABLE recur_kernels;

/// A kernel set: its name and its two tables.
typedef struct {
  const char *name;
  const recur_kernels *f32;
  const recur_kernels *f64;
} RECUR_SENDABLE recur_kernel_set;

/// The sets that this processor can run, best first, `reference` last. The returned count is at
/// least 1.
size_t recur_kernel_sets(const recur_kernel_set **sets);

/// Turns flushing of denormals to zero on or off for the calling thread; returns the mode before.
int recur_flush_denormals(int on);

/// Tells the processor that the caller waits in a loop.
void recur_pause(void);

/// The processor that the calling thread runs on, -1 where the system does not tell.
int recur_current_processor(void);

/// Moves the calling thread to the `index`-th processor after `processor` among those it may run
/// on, counted in a circle, and leaves it free to be moved again: a system may keep new threads on
/// their parent's processor for long. Does nothing where the system has no such call.
void recur_move_thread(int processor, int index);

#endif
