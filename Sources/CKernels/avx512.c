// The vector set for x86-64 with AVX-512 (F, VL, DQ, BW); avx512bf16.c includes it for those that
// have AVX512_BF16 too.
#if defined(__x86_64__)

#include "CKernels.h"
#include <math.h>
#include <immintrin.h>

#ifdef AVX512_BF16
#define SET avx512bf16
#define TARGET "avx512f,avx512vl,avx512dq,avx512bw,avx512bf16,avx2,fma"
#else
#define SET avx512
#define TARGET "avx512f,avx512vl,avx512dq,avx512bw,avx2,fma"
#endif
#pragma clang attribute push(__attribute__((target(TARGET), min_vector_width(512))), \
                             apply_to = function)
#pragma STDC FP_CONTRACT OFF

#define FMA 1
#define PANEL_VECTORS 4
#define ROW_TILE 6

#define LANES 16
#define MASKED_LOAD(p, count) _mm512_maskz_loadu_ps((__mmask16)((1u << (count)) - 1), p)
#define MASKED_STORE(p, v, count) \
  _mm512_mask_storeu_ps(p, (__mmask16)((1u << (count)) - 1), v)
#ifdef AVX512_BF16
#define BFLOAT16_DOT(left, right, sum) _mm512_dpbf16_ps(sum, (__m512bh)(left), (__m512bh)(right))
#define BFLOAT16_NEIGHBOURS(first, second) (WORDS) _mm512_cvtne2ps_pbh(second, first)
#define BFLOAT16_PAIR(even, odd)                                                                  \
  (WORDS) _mm512_permutexvar_epi16(                                                               \
      _mm512_set_epi16(31, 15, 30, 14, 29, 13, 28, 12, 27, 11, 26, 10, 25, 9, 24, 8, 23, 7, 22, 6, \
                       21, 5, 20, 4, 19, 3, 18, 2, 17, 1, 16, 0),                                 \
      (__m512i)_mm512_cvtne2ps_pbh(odd, even))
#endif
#include "text/f32.h"

#define LANES 8
#define MASKED_LOAD(p, count) _mm512_maskz_loadu_pd((__mmask8)((1u << (count)) - 1), p)
#define MASKED_STORE(p, v, count) \
  _mm512_mask_storeu_pd(p, (__mmask8)((1u << (count)) - 1), v)
#include "text/f64.h"

#pragma clang attribute pop

#endif
