// The table of one scalar type and instruction set, and its functions: each kernel under the type
// that a table gives it.

#undef TABLE
#undef PASTE
#undef PASTE_
#define PASTE_(a, b, c) a##_##b##_##c
#define PASTE(a, b, c) PASTE_(a, b, c)
#define TABLE PASTE(recur_kernels, TYPE, SET)

#undef DEFINE_ENTRY
#define DEFINE_ENTRY(result, kernel, parameters, arguments) \
  static result NAME(kernel##_entry) parameters { return NAME(kernel) arguments; }
RECUR_KERNELS(DEFINE_ENTRY)

#undef ENTRY
#define ENTRY(result, kernel, parameters, arguments) .kernel = NAME(kernel##_entry),
extern const recur_kernels TABLE;
const recur_kernels TABLE = {
    .lanes = LANES,
    .panel_width = PANEL_VECTORS * LANES,
    .row_tile = ROW_TILE,
    RECUR_KERNELS(ENTRY)
};
