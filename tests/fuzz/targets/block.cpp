// What the page hands to the core: examples as a block of bytes.
//
// Input: a byte that chooses a model, then the block.

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "format/feature_block.h"
#include "support/exercise.h"
#include "support/known_models.h"
#include "task/update_task.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace attune;
  std::string_view input(reinterpret_cast<const char*>(data), size);
  const models::Model& model = fuzz::choose_model(input);
  std::vector<format::Features> examples;
  if (!fuzz::accepted([&] { examples = format::read_feature_block(input); })) return 0;
  const std::string written = format::write_feature_block(examples);
  if (format::write_feature_block(format::read_feature_block(written)) != written)
    fuzz::broken("a block that was read and written reads the same");
  const std::string before = models::write_model(model);
  fuzz::answers_of(model, examples);
  fuzz::accepted([&] { model.evaluate(examples); });
  fuzz::accepted([&] {
    task::UpdateTask task(model, {});
    task.add(examples);
    for (int step = 0; step < 3 && !task.step().finished; ++step) {
    }
    task.finish();
    models::write_model(*task.snapshot());
  });
  if (models::write_model(model) != before)
    fuzz::broken("no example changes the model that it is shown");
  return 0;
}
