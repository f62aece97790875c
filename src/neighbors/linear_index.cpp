// linearIndex: compares a point with every stored example; where there are many, with coarse copies
// of them first (coarse.h).

#include <algorithm>
#include <optional>

#include "coreml/nearest_neighbors.pb.h"
#include "kernels/distance.h"
#include "neighbors/coarse.h"
#include "neighbors/neighbors.h"

namespace attune::neighbors {
namespace {
// Stored examples that stay in the processor's first cache while all points are compared with them.
constexpr std::size_t kTileFloats = 4096;
// From so many numbers on, coarse copies are worth making.
constexpr std::size_t kCoarseFloats = 16 * kTileFloats;

class LinearIndex final : public Index {
 public:
  explicit LinearIndex(std::shared_ptr<const Samples> samples) : samples_(std::move(samples)) {}

  std::vector<std::vector<Neighbor>> nearest(std::span<const float> points,
                                             std::size_t count) const override {
    const std::size_t dimensions = samples_->dimensions();
    if (samples_->size() * dimensions >= kCoarseFloats) return nearest_of_coarse(points, count);
    std::vector<Nearest> found;
    for (std::size_t at = 0; at < points.size(); at += dimensions)
      found.emplace_back(std::min(count, samples_->size()));

    const std::size_t tile = std::max<std::size_t>(1, kTileFloats / dimensions);
    for (std::size_t first = 0; first < samples_->size(); first += tile) {
      const std::size_t last = std::min(first + tile, samples_->size());
      for (std::size_t point = 0; point < found.size(); ++point) {
        const float* const here = points.data() + point * dimensions;
        for (std::size_t number = first; number < last; ++number) {
          const float distance = kernels::squared_distance(here, (*samples_)[number], dimensions);
          found[point].offer({distance, static_cast<std::uint32_t>(number)});
        }
      }
    }
    std::vector<std::vector<Neighbor>> neighbors;
    for (Nearest& nearest : found) neighbors.push_back(nearest.take());
    return neighbors;
  }

 private:
  std::vector<std::vector<Neighbor>> nearest_of_coarse(std::span<const float> points,
                                                       std::size_t count) const {
    if (!coarse_) coarse_.emplace(*samples_);
    const std::size_t dimensions = samples_->dimensions();
    std::vector<Nearest> found;
    std::vector<Coarse::Point> coarse;
    for (std::size_t at = 0; at < points.size(); at += dimensions) {
      found.emplace_back(std::min(count, samples_->size()));
      coarse.push_back(coarse_->point(points.data() + at));
    }
    // Two bytes a number here.
    const std::size_t tile =
        std::clamp<std::size_t>(2 * kTileFloats / dimensions, 1, Coarse::kMostRows);
    for (std::size_t first = 0; first < samples_->size(); first += tile) {
      const std::size_t last = std::min(first + tile, samples_->size());
      coarse_->offer(coarse, points.data(), *samples_, first, last, found);
    }
    std::vector<std::vector<Neighbor>> neighbors;
    for (Nearest& nearest : found) neighbors.push_back(nearest.take());
    return neighbors;
  }

  std::shared_ptr<const Samples> samples_;
  mutable std::optional<Coarse> coarse_;  // made by the first question
};
}  // namespace

IndexType linear_index() {
  return {coreml::NearestNeighborsIndex::kLinearIndex,
          [](std::shared_ptr<const Samples> samples,
             [[maybe_unused]] const format::Message& params) -> std::unique_ptr<const Index> {
            return std::make_unique<LinearIndex>(std::move(samples));
          }};
}
}  // namespace attune::neighbors
