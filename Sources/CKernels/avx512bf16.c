// The vector set for x86-64 with AVX-512 and AVX512_BF16, which multiplies pairs of bfloat16 at
// once.
#define AVX512_BF16 1
#include "avx512.c"
