// Feature block: how features cross between JavaScript and the core, one or many examples in one
// run of bytes, either way. The same encoding stands in web/src/engine/feature-block.ts.
//
// Little-endian. Every record starts at a multiple of 8 bytes from the block's start and is padded
// with zeros to 8:
//   block    u32 number of examples, u32 0, the examples
//   example  u32 number of features, u32 bytes of this record with its header, the features
//   feature  u32 bytes of the name, u32 kind, the name, the payload
//     1 int64                  i64
//     2 double                 f64
//     3 string                 u32 bytes, u32 0, UTF-8
//     4, 5, 6 array of float32, float64, int32
//                              u32 rank, u32 0, rank times u32, the elements
//     7 image                  u32 width, u32 height, u32 fit (0 fill, 1 contain, 2 cover),
//                              u32 background, RGBA bytes
//     8 string -> double       u32 entries, u32 0, for each: u32 bytes of the key, u32 0, the key,
//                              f64
//     9 int64 -> double        u32 entries, u32 0, for each: i64, f64
//    10 sequence of strings    u32 items, u32 0, for each: u32 bytes, u32 0, UTF-8
//    11 sequence of int64      u32 items, u32 0, for each: i64
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "format/features.h"

namespace attune::format {

/// Reads a block in place: arrays and images of the result are views of `block`.
/// @throws Error bad_example when the bytes are no block
std::vector<Features> read_feature_block(std::string_view block);

std::string write_feature_block(std::span<const Features> examples);

}  // namespace attune::format
