// An update that was stored, to be gone on with.
//
// Input: a byte that chooses a model, then what save() gave.

#include <cstddef>
#include <cstdint>

#include "support/exercise.h"
#include "support/known_models.h"
#include "task/update_task.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace attune;
  std::string_view input(reinterpret_cast<const char*>(data), size);
  const models::Model& model = fuzz::choose_model(input);
  fuzz::accepted([&] {
    task::UpdateTask task(model, {});
    for (const int variant : {0, 1, 2, 1}) task.add(fuzz::example_of(model, true, variant));
    task.restore(input);
    for (int step = 0; step < 8 && !task.step().finished; ++step) {
    }
    models::write_model(*task.snapshot());
  });
  return 0;
}
