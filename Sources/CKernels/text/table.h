// The table of one scalar type and instruction set.

#undef TABLE_TYPE
#undef TABLE_NAME
#undef PASTE
#undef PASTE_
#define PASTE_(a, b) a##_##b
#define PASTE(a, b) PASTE_(a, b)
#define TABLE_TYPE PASTE(recur_kernels, TYPE)
#define TABLE_NAME PASTE(TABLE_TYPE, SET)

extern const TABLE_TYPE TABLE_NAME;
const TABLE_TYPE TABLE_NAME = {
    .lanes = LANES,
    .panel_width = PANEL_VECTORS * LANES,
    .row_tile = ROW_TILE,
    .pack = NAME(pack),
    .product = NAME(product),
    .pack_bfloat16 = NAME(pack_bfloat16),
    .product_bfloat16 = NAME(product_bfloat16),
    .product_transposed_scratch = NAME(product_transposed_scratch),
    .product_transposed = NAME(product_transposed),
    .product_transposed_bfloat16_scratch = NAME(product_transposed_bfloat16_scratch),
    .product_transposed_bfloat16 = NAME(product_transposed_bfloat16),
    .exponential = NAME(exponential),
    .tanh = NAME(tanh),
    .sigmoid = NAME(sigmoid),
    .elman_forward = NAME(elman_forward),
    .elman_backward = NAME(elman_backward),
    .lstm_forward = NAME(lstm_forward),
    .lstm_backward = NAME(lstm_backward),
    .gru_after_forward = NAME(gru_after_forward),
    .gru_after_backward = NAME(gru_after_backward),
    .gru_before_reset = NAME(gru_before_reset),
    .gru_before_output = NAME(gru_before_output),
    .gru_before_output_backward = NAME(gru_before_output_backward),
    .gru_before_reset_backward = NAME(gru_before_reset_backward),
    .softmax_cross_entropy = NAME(softmax_cross_entropy),
    .softmax = NAME(softmax),
    .gather = NAME(gather),
    .scatter_add = NAME(scatter_add),
    .broadcast = NAME(broadcast),
    .column_sums = NAME(column_sums),
    .add = NAME(add),
    .scale = NAME(scale),
    .transpose_add = NAME(transpose_add),
    .sum_of_squares = NAME(sum_of_squares),
    .clamp_count = NAME(clamp_count),
    .update_sgd = NAME(update_sgd),
    .update_momentum = NAME(update_momentum),
    .update_nesterov = NAME(update_nesterov),
    .update_adagrad = NAME(update_adagrad),
    .update_adadelta = NAME(update_adadelta),
    .update_rmsprop = NAME(update_rmsprop),
    .update_adam = NAME(update_adam),
    .dropout = NAME(dropout),
    .peak_probe = NAME(peak_probe),
    .peak_probe_bfloat16 = NAME(peak_probe_bfloat16),
    .read_probe = NAME(read_probe),
    .write_probe = NAME(write_probe),
};
