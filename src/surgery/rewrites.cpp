#include "surgery/rewrites.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/error.h"
#include "format/message.h"
#include "surgery/anatomy.h"
#include "surgery/conversions.h"
#include "surgery/layer_edit.h"
#include "surgery/same_bits.h"

namespace attune::surgery {
namespace {
using format::LayerSpec;

// What is known of one value in both networks.
struct Value {
  bool known = false;
  Shape before, after;
  std::set<std::size_t> because;  // the rewritten layers that gave it another shape
};

// [1, 10] and [1, 10, 1, 1].
bool same_but_for_ones(const Shape& a, const Shape& b) {
  const auto stripped = [](const Shape& shape) {
    std::vector<std::int64_t> extents;
    for (const std::int64_t extent : shape.extents()) {
      if (extent != 1) extents.push_back(extent);
    }
    return extents;
  };
  return stripped(a) == stripped(b);
}

class Planner {
 public:
  Planner(const models::NetworkModel& network, const RewriteRules& rules)
      : network_(network), rules_(rules) {}

  RewritePlan plan() {
    // Every round takes at least one rewrite back, so this ends.
    while (!try_all()) {
    }
    return std::move(plan_);
  }

 private:
  bool try_all() {
    values_.clear();
    plan_ = {};
    for (const models::NetworkInput& input : network_.inputs())
      values_[input.name()] = {true, input.shape(), input.shape(), {}};
    for (const LayerSpec& spec : network_.specs()) {
      if (!visit(spec)) return false;
    }
    return check_outputs();
  }

  bool visit(const LayerSpec& spec) {
    const std::string& bytes = network_.network().layers(static_cast<int>(spec.index()));
    plan_.layers.push_back(bytes);
    std::vector<Shape> before, after;
    std::set<std::size_t> because;
    bool known = true;
    for (const std::string_view input : spec.inputs()) {
      const Value& value = values_[std::string(input)];
      known = known && value.known;
      before.push_back(value.before), after.push_back(value.after);
      because.insert(value.because.begin(), value.because.end());
    }
    const std::string_view to = rewritten_kind(spec, rules_);
    if (!known) {
      if (!to.empty())
        note(spec, to, "",
             "the shape of its input is not known: a layer before it cannot be run here");
      return forget(spec);
    }
    const Runnable old = runnable(spec, before);
    if (!old.known) {
      if (!to.empty()) note(spec, to, "", old.why);
      return because.empty() ? forget(spec) : take_back(because, spec, old.why);
    }
    if (!to.empty()) {
      const auto dropped = dropped_.find(spec.index());
      const Conversion conversion =
          dropped != dropped_.end() ? Conversion{"", dropped->second} : convert(spec, bytes, after);
      std::string why = conversion.refused;
      if (why.empty()) {
        const LayerSpec changed(conversion.bytes, spec.index());
        const Runnable now = runnable(changed, after);
        why = now.known ? differences(old, now) : now.why;
        if (why.empty() && changed.kind() == format::LayerKind::flatten &&
            !same_but_for_ones(old.y[0], now.y[0])) {
          why = sentence("it makes ", old.y[0], ", which is no vector");
        }
        if (why.empty()) {
          note(spec, to, conversion.bytes, "");
          plan_.layers.back() = conversion.bytes;
          because.insert(spec.index());
          return keep(spec, old, now, because);
        }
      }
      note(spec, to, "", why);
    }
    if (before == after) return keep(spec, old, old, {});
    const Runnable now = runnable(spec, after);
    const std::string why = now.known ? differences(old, now) : now.why;
    if (!why.empty()) return take_back(because, spec, why);
    plan_.layers.back() = without_ranks(bytes);
    return keep(spec, old, now, because);
  }

  bool keep(const LayerSpec& spec, const Runnable& old, const Runnable& now,
            const std::set<std::size_t>& because) {
    for (std::size_t i = 0; i < spec.outputs().size() && i < old.y.size(); ++i) {
      Value value{true, old.y[i], now.y[i], {}};
      if (value.before != value.after) value.because = because;
      values_[std::string(spec.outputs()[i])] = std::move(value);
    }
    return true;
  }

  bool forget(const LayerSpec& spec) {
    for (const std::string_view output : spec.outputs()) values_[std::string(output)] = {};
    return true;
  }

  void note(const LayerSpec& spec, std::string_view to, std::string bytes, std::string refused) {
    plan_.rewrites.push_back({spec.index(), std::string(spec.name()),
                              std::string(format::kind_name(spec.kind())), std::string(to),
                              std::move(bytes), std::move(refused)});
  }

  // Of the rewrites that changed a shape the latest goes: those before it may still stand.
  bool take_back(const std::set<std::size_t>& because, const LayerSpec& reader,
                 const std::string& why) {
    dropped_[*because.rbegin()] =
        sentence("layer '", reader.name(), "' (", format::kind_name(reader.kind()),
                 ") needs its input in the shape that it has: ", why);
    return false;
  }

  bool check_outputs() {
    for (const coreml::FeatureDescription& output : network_.message().description().output()) {
      const auto found = values_.find(output.name());
      if (found == values_.end() || found->second.because.empty()) continue;
      dropped_[*found->second.because.rbegin()] =
          sentence("the output '", output.name(), "' would have shape ", found->second.after,
                   " in place of ", found->second.before);
      return false;
    }
    return true;
  }

  const models::NetworkModel& network_;
  const RewriteRules& rules_;
  std::map<std::string, Value, std::less<>> values_;
  std::map<std::size_t, std::string> dropped_;  // and why
  RewritePlan plan_;
};
}  // namespace

RewritePlan plan_rewrites(const models::NetworkModel& network, const RewriteRules& rules) {
  return Planner(network, rules).plan();
}

Rewritten rewrite(const models::Model& model, const RewriteRules& rules) {
  Subject subject(model, "be rewritten");
  if (!subject.network->learned().empty()) {  // compare with the weights that it has now
    subject.network = std::make_shared<const models::NetworkModel>(
        format::copy_message(*subject.part), format::ParameterOverrides{}, format::WeightStore(),
        format::Limits(), model.host());
  }
  RewritePlan plan = plan_rewrites(*subject.network, rules);
  std::vector<std::size_t> changed;
  for (const Rewrite& each : plan.rewrites) {
    if (each.refused.empty()) changed.push_back(each.layer);
  }
  if (changed.empty()) return {model.shared_from_this(), std::move(plan.rewrites)};
  // What was learned is in the message, not in the plan: the plan only says which bytes change.
  coreml::NeuralNetwork& network = subject.layers_of();
  for (const Rewrite& each : plan.rewrites) {
    if (each.refused.empty()) {
      std::string& bytes = *network.mutable_layers(static_cast<int>(each.layer));
      const std::string now = bytes;
      bytes = convert(LayerSpec(now, each.layer), now, {}).bytes;
    }
  }
  for (std::size_t i = 0; i < plan.layers.size(); ++i) {
    std::string& bytes = *network.mutable_layers(static_cast<int>(i));
    const bool rewritten = std::ranges::find(changed, i) != changed.end();
    if (!rewritten && plan.layers[i] != subject.network->network().layers(static_cast<int>(i)))
      bytes = without_ranks(std::string(bytes));
  }
  return {subject.remade(changed), std::move(plan.rewrites)};
}

}  // namespace attune::surgery
