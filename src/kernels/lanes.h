// Four floats at a time. The compiler's vector extensions, not intrinsics: one source gives SSE,
// NEON and wasm SIMD code with the same bits, because each lane is an ordinary IEEE operation
// (build with -ffp-contract=off).
//
// Lanes and IntLanes know + - * / and comparisons lane by lane; a comparison gives IntLanes of 0 or
// -1, and `mask ? a : b` chooses lane by lane. Two builds come of it: the plain one, and one with
// relaxed SIMD, in which multiply_add() alone differs.
#pragma once

#include <cstdint>
#include <cstring>

#ifdef __wasm_simd128__
#include <wasm_simd128.h>
#endif

namespace attune::kernels {

// NOLINTBEGIN(modernize-use-using): g++ wants a typedef here
typedef float Lanes __attribute__((vector_size(16)));
typedef std::int32_t IntLanes __attribute__((vector_size(16)));
// NOLINTEND(modernize-use-using)

inline constexpr int kLanes = 4;

/// a * b + c, the product rounded too; in the build with relaxed SIMD (numerics: 'fast') rounded
/// once where the processor has such an instruction.
inline Lanes multiply_add(Lanes a, Lanes b, Lanes c) {
#ifdef __wasm_relaxed_simd__
  return static_cast<Lanes>(wasm_f32x4_relaxed_madd(static_cast<v128_t>(a), static_cast<v128_t>(b),
                                                    static_cast<v128_t>(c)));
#else
  return a * b + c;
#endif
}

inline Lanes splat(float value) { return Lanes{value, value, value, value}; }
inline IntLanes splat(std::int32_t value) { return IntLanes{value, value, value, value}; }

/// Four floats from any address.
inline Lanes load(const float* from) {
  Lanes lanes;
  std::memcpy(&lanes, from, sizeof(lanes));
  return lanes;
}
/// The float at `from` in every lane.
inline Lanes load_splat(const float* from) {
#ifdef __wasm_simd128__
  return static_cast<Lanes>(wasm_v128_load32_splat(from));  // one instruction
#else
  return splat(*from);
#endif
}
inline void store(float* to, Lanes lanes) { std::memcpy(to, &lanes, sizeof(lanes)); }

/// The first `count` lanes (0 to 4) from memory, the others `rest`: the end of an array.
inline Lanes load_some(const float* from, int count, float rest = 0) {
  if (count >= kLanes) return load(from);
  Lanes lanes = splat(rest);
  if (count > 0) lanes[0] = from[0];
  if (count > 1) lanes[1] = from[1];
  if (count > 2) lanes[2] = from[2];
  return lanes;
}
inline void store_some(float* to, Lanes lanes, int count) {
  if (count >= kLanes) return store(to, lanes);
  if (count > 0) to[0] = lanes[0];
  if (count > 1) to[1] = lanes[1];
  if (count > 2) to[2] = lanes[2];
}

/// The same bits as another type.
inline IntLanes bits_of(Lanes lanes) {
  IntLanes bits;
  std::memcpy(&bits, &lanes, sizeof(bits));
  return bits;
}
inline Lanes floats_of(IntLanes bits) {
  Lanes lanes;
  std::memcpy(&lanes, &bits, sizeof(lanes));
  return lanes;
}

/// Integers as floats (exact up to 2^24).
inline Lanes to_floats(IntLanes integers) { return __builtin_convertvector(integers, Lanes); }
/// Rounds toward zero.
/// Needs: every lane within int32 (clamp first; what an overflow gives differs between machines).
inline IntLanes to_integers(Lanes lanes) { return __builtin_convertvector(lanes, IntLanes); }

/// `mask ? a : b` for a mask of 0 and -1.
inline Lanes select(IntLanes mask, Lanes a, Lanes b) {
  return floats_of((mask & bits_of(a)) | (~mask & bits_of(b)));
}
/// a > b ? a : b, so b when either is NaN (SSE's maxps, wasm's pmax with its operands swapped).
inline Lanes max(Lanes a, Lanes b) { return a > b ? a : b; }
/// a < b ? a : b, so b when either is NaN.
inline Lanes min(Lanes a, Lanes b) { return a < b ? a : b; }

/// (l0 + l1) + (l2 + l3): the one order in which lanes are summed.
inline float sum(Lanes lanes) { return (lanes[0] + lanes[1]) + (lanes[2] + lanes[3]); }

}  // namespace attune::kernels
