#include "format/limits.h"

#include <algorithm>
#include <array>
#include <vector>

#include "base/error.h"
#include "format/wire.h"

namespace attune::format {
namespace {
// The messages of the schema that hold others, as far as protobuf reads them: what it takes for
// bytes is not looked into here.
enum class Kind : std::uint8_t {
  leaf,  // holds none
  model,
  description,
  feature,
  feature_type,
  metadata,
  pipeline,
  part,  // of a pipeline: { pipeline = 1 }
  network,
  preprocessing,
  update,
  loss,
  optimizer,
  settings,   // of an optimizer
  parameter,  // with a range or a set
  neighbors,
  layer,  // bytes to protobuf, and counted
  delta,
};

struct Child {
  Kind of;
  std::uint32_t first, last;  // field numbers
  Kind is;
};

constexpr std::array kChildren = {
    Child{Kind::model, 2, 2, Kind::description},
    Child{Kind::model, 200, 201, Kind::part},
    Child{Kind::model, 202, 202, Kind::pipeline},
    Child{Kind::model, 303, 303, Kind::network},
    Child{Kind::model, 403, 403, Kind::network},
    Child{Kind::model, 404, 404, Kind::neighbors},
    Child{Kind::model, 500, 500, Kind::network},
    Child{Kind::description, 1, 1, Kind::feature},
    Child{Kind::description, 10, 10, Kind::feature},
    Child{Kind::description, 13, 13, Kind::feature},
    Child{Kind::description, 50, 50, Kind::feature},
    Child{Kind::description, 100, 100, Kind::metadata},
    Child{Kind::feature, 3, 3, Kind::feature_type},
    Child{Kind::feature_type, 4, 7, Kind::leaf},
    Child{Kind::metadata, 100, 100, Kind::leaf},
    Child{Kind::pipeline, 1, 1, Kind::model},
    Child{Kind::part, 1, 1, Kind::pipeline},
    Child{Kind::network, 1, 1, Kind::layer},
    Child{Kind::network, 2, 2, Kind::preprocessing},
    Child{Kind::network, 10, 10, Kind::update},
    Child{Kind::network, 100, 101, Kind::leaf},
    Child{Kind::preprocessing, 10, 10, Kind::leaf},
    Child{Kind::update, 1, 1, Kind::loss},
    Child{Kind::update, 2, 2, Kind::optimizer},
    Child{Kind::update, 3, 20, Kind::parameter},
    Child{Kind::loss, 10, 11, Kind::leaf},
    Child{Kind::optimizer, 10, 11, Kind::settings},
    Child{Kind::settings, 1, 5, Kind::parameter},
    Child{Kind::parameter, 10, 11, Kind::leaf},
    Child{Kind::neighbors, 1, 1, Kind::leaf},
    Child{Kind::neighbors, 3, 3, Kind::parameter},
    Child{Kind::neighbors, 100, 101, Kind::leaf},
    Child{Kind::delta, 3, 4, Kind::leaf},
    Child{Kind::delta, 5, 5, Kind::delta},
};

const Child* find_child(Kind of, std::uint32_t field) {
  const auto* const found = std::ranges::find_if(kChildren, [&](const Child& child) {
    return child.of == of && field >= child.first && field <= child.last;
  });
  return found == kChildren.end() ? nullptr : found;
}

struct Open {
  Kind kind;
  FieldReader rest;
};

[[noreturn]] void fail_large(std::string_view what, std::uint64_t most) {
  fail(ErrorCode::model_too_large, "the model ", what, " ", most);
}

void check(Kind kind, std::string_view bytes, const Limits& limits) {
  if (bytes.size() > limits.bytes) fail_large("file has more bytes than", limits.bytes);
  std::uint64_t fields = 0, layers = 0;
  std::vector<Open> open = {{kind, FieldReader(bytes)}};
  while (!open.empty()) {
    Field field;
    if (!open.back().rest.next(field)) {
      open.pop_back();
      continue;
    }
    if (++fields > limits.fields) fail_large("holds more fields than", limits.fields);
    const Child* const child = find_child(open.back().kind, field.number);
    if (child == nullptr || field.type != WireType::bytes) continue;
    if (child->is == Kind::layer) {
      if (++layers > limits.layers) fail_large("has more layers than", limits.layers);
    } else {
      if (open.size() >= limits.depth) fail_large("is nested deeper than", limits.depth);
      open.push_back({child->is, FieldReader(field.bytes)});
    }
  }
}
}  // namespace

void check_model_file(std::string_view bytes, const Limits& limits) {
  check(Kind::model, bytes, limits);
}

void check_delta(std::string_view bytes) { check(Kind::delta, bytes, {}); }

}  // namespace attune::format
