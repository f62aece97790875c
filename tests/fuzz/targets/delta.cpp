// A stored version, put on the model that it belongs to and on others.
//
// Input: the delta's bytes. They are tried on every known model, so that no byte is lost to a
// choice and the message stays one that the mutator can read.

#include <cstddef>
#include <cstdint>

#include "support/exercise.h"
#include "support/known_models.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace attune;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  for (const auto& base : fuzz::known_models()) {
    std::shared_ptr<const models::Model> version;
    if (fuzz::accepted([&] { version = models::apply_delta(*base, bytes); })) {
      fuzz::answers_of(*version, fuzz::example_of(*version, false, 1));
      const std::string written = models::write_model(*version);
      const auto again = models::apply_delta(*base, models::write_delta(*version));
      if (models::write_model(*again) != written) fuzz::broken("a stored version is the version");
    }
  }
  return 0;
}
