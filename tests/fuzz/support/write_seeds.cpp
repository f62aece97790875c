// Writes what the fuzzers of stored and sent bytes begin with: real ones, of the known models.
//
//   fuzz_seeds <folder>      fills <folder>/delta, /task and /block

#include <cstdio>
#include <filesystem>
#include <fstream>

#include "format/feature_block.h"
#include "support/exercise.h"
#include "support/known_models.h"
#include "task/update_task.h"

namespace {
using namespace attune;

void write(const std::filesystem::path& file, const std::string& bytes) {
  std::filesystem::create_directories(file.parent_path());
  std::ofstream(file, std::ios::binary)
      .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}
}  // namespace

int main(int count, char** arguments) {
  if (count != 2) return std::fputs("fuzz_seeds <folder>\n", stderr), 2;
  const std::filesystem::path folder = arguments[1];
  for (std::size_t i = 0; i < fuzz::known_models().size(); ++i) {
    const models::Model& model = *fuzz::known_models()[i];
    const std::string choice(1, static_cast<char>(i)), name = std::to_string(i);
    std::vector<format::Features> examples;
    task::UpdateTask task(model, {});
    for (const int variant : {0, 1, 2, 1}) {
      const auto example = fuzz::example_of(model, true, variant);
      task.add(example);
      examples.insert(examples.end(), example.begin(), example.end());
    }
    write(folder / "block" / name, choice + format::write_feature_block(examples));
    write(folder / "block" / (name + "-one"),
          choice + format::write_feature_block(fuzz::example_of(model, false, 1)));
    for (int step = 0; step < 3; ++step) {
      task.step();
      std::string saved;
      if (fuzz::accepted([&] { saved = task.save(); }))
        write(folder / "task" / (name + "-" + std::to_string(step)), choice + saved);
    }
    write(folder / "delta" / name, models::write_delta(*task.snapshot()));
    write(folder / "delta" / (name + "-none"), models::write_delta(model));
  }
  return 0;
}
