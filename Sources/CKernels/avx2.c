// The vector set for x86-64 with AVX2 and FMA.
#if defined(__x86_64__)

#include "CKernels.h"
#include <math.h>
#include <immintrin.h>

#pragma clang attribute push(__attribute__((target("avx2,fma"), min_vector_width(256))), \
                             apply_to = function)
#pragma STDC FP_CONTRACT OFF

#define SET avx2
#define FMA 1
#define PANEL_VECTORS 2
#define ROW_TILE 6

#define LANES 8
#define MASKED_LOAD(p, count) _mm256_maskload_ps(p, (__m256i)NAME(first)(count))
#define MASKED_STORE(p, v, count) _mm256_maskstore_ps(p, (__m256i)NAME(first)(count), v)
#include "text/f32.h"

#define LANES 4
#define MASKED_LOAD(p, count) _mm256_maskload_pd(p, (__m256i)NAME(first)(count))
#define MASKED_STORE(p, v, count) _mm256_maskstore_pd(p, (__m256i)NAME(first)(count), v)
#include "text/f64.h"

#pragma clang attribute pop

#endif
