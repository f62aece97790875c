#include "models/portability.h"

#include <algorithm>
#include <string_view>

namespace attune::models {
namespace {
constexpr std::string_view kKey = "attune.portable";
// For people, too: Xcode shows it.
constexpr std::string_view kHereOnly = "false: learns in Attune only, predicts everywhere";

bool is_ours(const coreml::Entry& entry) { return entry.key() == kKey; }
}  // namespace

Learning learning_of(const coreml::Model& message) {
  if (message.isupdatable()) return Learning::portable;
  const auto& entries = message.description().metadata().userdefined();
  const auto found = std::ranges::find_if(entries, is_ours);
  const bool marked = found != entries.end() && found->value().starts_with("false");
  return marked ? Learning::here_only : Learning::none;
}

void set_learning(coreml::Model& message, Learning learning) {
  message.set_isupdatable(false);  // to see what else the file says
  const Learning marked = learning_of(message);
  message.set_isupdatable(learning == Learning::portable);
  if ((marked == Learning::here_only) == (learning == Learning::here_only)) return;
  auto& entries = *message.mutable_description()->mutable_metadata()->mutable_userdefined();
  for (int i = entries.size() - 1; i >= 0; --i) {
    if (is_ours(entries[i])) entries.DeleteSubrange(i, 1);
  }
  if (learning != Learning::here_only) return;
  coreml::Entry& entry = *entries.Add();
  *entry.mutable_key() = std::string(kKey);
  *entry.mutable_value() = std::string(kHereOnly);
}

}  // namespace attune::models
