#include "support/known_models.h"

#include <fstream>
#include <iterator>
#include <string>

#include "support/exercise.h"

namespace attune::fuzz {
namespace {
std::shared_ptr<const models::Model> open(const std::string& path) {
  std::ifstream file(ATTUNE_TEST_DATA "/" + path, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  return models::read_model(bytes);
}
}  // namespace

const std::vector<std::shared_ptr<const models::Model>>& known_models() {
  static const std::vector<std::shared_ptr<const models::Model>> kModels = {
      open("models/keras-mlp-updatable.mlmodel"), open("golden/built/regressor.mlmodel"),
      open("models/knn-kdtree-updatable.mlmodel"), open("golden/built/pipeline.mlmodel")};
  return kModels;
}

const models::Model& choose_model(std::string_view& input) {
  const auto& models = known_models();
  const std::size_t choice = input.empty() ? 0 : static_cast<unsigned char>(input.front());
  input.remove_prefix(input.empty() ? 0 : 1);
  return *models[choice % models.size()];
}

}  // namespace attune::fuzz
