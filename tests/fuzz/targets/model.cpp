// The bytes of a model file: load, predict, evaluate, update, export, store.

#include <cstddef>
#include <cstdint>

#include "support/exercise.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  std::shared_ptr<const attune::models::Model> model;
  if (attune::fuzz::accepted(
          [&] { model = attune::models::read_model(bytes, {}, attune::fuzz::kLimits); })) {
    attune::fuzz::exercise(*model);
  }
  return 0;
}
