// Points for tests of nearest-neighbour indexes.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "coreml/nearest_neighbors.pb.h"
#include "format/wire.h"
#include "neighbors/neighbors.h"
#include "support/wire_writer.h"

namespace attune::test {

/// Samples that own a copy of the rows, which stand one after the other.
inline std::shared_ptr<const neighbors::Samples> samples_of(std::size_t dimensions,
                                                            const std::vector<float>& values) {
  auto rows = std::make_shared<const std::vector<float>>(values);
  auto samples = std::make_shared<neighbors::Samples>(dimensions);
  for (std::size_t at = 0; at < rows->size(); at += dimensions) samples->add(rows->data() + at);
  samples->keep(std::move(rows));
  return samples;
}

inline std::unique_ptr<const neighbors::Index> linear_index(std::size_t dimensions,
                                                            const std::vector<float>& values) {
  return neighbors::find_index_type(coreml::NearestNeighborsIndex::kLinearIndex)
      ->make(samples_of(dimensions, values), format::Message(std::string_view()));
}

inline std::unique_ptr<const neighbors::Index> kd_tree_index(std::size_t dimensions,
                                                             const std::vector<float>& values,
                                                             std::int64_t leaf_size) {
  const Proto params = Proto().field(1, leaf_size);
  return neighbors::find_index_type(coreml::NearestNeighborsIndex::kSingleKdTreeIndex)
      ->make(samples_of(dimensions, values), format::Message(params.bytes()));
}

/// The numbers of the examples nearest to one point.
inline std::vector<std::uint32_t> numbers_of(const neighbors::Index& index,
                                             const std::vector<float>& point, std::size_t count) {
  const auto found = index.nearest(point, count);
  std::vector<std::uint32_t> numbers;
  for (const neighbors::Neighbor& neighbor : found.at(0)) numbers.push_back(neighbor.number);
  return numbers;
}

}  // namespace attune::test
