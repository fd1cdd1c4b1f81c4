// The vector set for x86-64 with AVX2 and FMA.
#if defined(__x86_64__)

#include "CKernels.h"
#include <immintrin.h>

#pragma clang attribute push(                                              \
    __attribute__((target("avx2,fma"), min_vector_width(256))), \
    apply_to = function)
#pragma STDC FP_CONTRACT OFF

#define SET avx2
#define FMA 1
#define PANEL_VECTORS 2
#define ROW_TILE 6

#define REAL float
#define INTEGER int32_t
#define DIGITS 24
#define LANES 8
#define TYPE f32
#define MASKED_LOAD(p, count) _mm256_maskload_ps(p, (__m256i)NAME(first)(count))
#define MASKED_STORE(p, v, count) _mm256_maskstore_ps(p, (__m256i)NAME(first)(count), v)
#include "text/vector.h"
#include "text/elementary.h"
#include "text/laws.h"
#include "text/softmax.h"
#include "text/dropout.h"
#include "text/rows.h"
#include "text/optimizers.h"
#include "text/product.h"
#include "text/bfloat16.h"
#include "text/probes.h"
#include "text/table.h"

#undef REAL
#undef INTEGER
#undef DIGITS
#undef LANES
#undef TYPE
#undef MASKED_LOAD
#undef MASKED_STORE
#define REAL double
#define INTEGER int64_t
#define DIGITS 53
#define LANES 4
#define TYPE f64
#define MASKED_LOAD(p, count) _mm256_maskload_pd(p, (__m256i)NAME(first)(count))
#define MASKED_STORE(p, v, count) _mm256_maskstore_pd(p, (__m256i)NAME(first)(count), v)
#include "text/vector.h"
#include "text/elementary.h"
#include "text/laws.h"
#include "text/softmax.h"
#include "text/dropout.h"
#include "text/rows.h"
#include "text/optimizers.h"
#include "text/product.h"
#include "text/bfloat16.h"
#include "text/probes.h"
#include "text/table.h"

#pragma clang attribute pop

#endif
