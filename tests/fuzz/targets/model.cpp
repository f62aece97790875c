// The bytes of a model file: load, predict, evaluate, update, export, store.

#include <cstddef>
#include <cstdint>

#include "support/exercise.h"
#include "support/memory_peak.h"

namespace {
/// What reading a model may take: its bytes a few times, and a little.
constexpr std::size_t most_memory(std::size_t file) { return 4 * file + (64 << 20); }
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  std::shared_ptr<const attune::models::Model> model;
  bool read = false;
  {
    const attune::fuzz::MemoryPeak peak;
    read = attune::fuzz::accepted(
        [&] { model = attune::models::read_model(bytes, {}, attune::fuzz::kLimits); });
    if (peak.bytes() > most_memory(size))
      attune::fuzz::broken("reading takes four times the file and 64 MB at most");
  }
  if (read) attune::fuzz::exercise(*model);
  return 0;
}
