#include "page_host.h"

#include <algorithm>

#include "base/error.h"
#include "describe.h"
#include "format/feature_block.h"
#include "list.h"
#include "models/model.h"

namespace attune::bindings {
namespace {
using emscripten::typed_memory_view;
using emscripten::val;

template <typename Number>
val view_of(std::span<Number> numbers) {
  return val(typed_memory_view(numbers.size(), numbers.data()));
}

val bytes_of(std::string_view bytes) {
  return val(typed_memory_view(bytes.size(), reinterpret_cast<const unsigned char*>(bytes.data())));
}

val shape_of(const Shape& shape) {
  return list(shape.extents(), [](std::int64_t extent) { return static_cast<double>(extent); });
}

// { data, shape }, or null where nobody wants the values. The view dies when memory grows.
template <typename Float>
val arrays_of(std::span<const BasicTensor<Float>> tensors) {
  return list(tensors, [](const BasicTensor<Float>& tensor) {
    if (!tensor) return val::null();
    val array = val::object();
    array.set("data", view_of(tensor.span()));
    array.set("shape", shape_of(tensor.shape));
    return array;
  });
}

// [[key, value], …]: the other side makes an object of it.
val parameters_of(const format::CustomSpec& spec) {
  return list(spec.parameters, [](const auto& parameter) {
    val pair = val::array();
    pair.call<void>("push", std::string(parameter.first));
    const format::CustomValue& value = parameter.second;
    if (const auto* real = std::get_if<double>(&value)) {
      pair.call<void>("push", *real);
    } else if (const auto* text = std::get_if<std::string_view>(&value)) {
      pair.call<void>("push", std::string(*text));
    } else if (const auto* integer = std::get_if<std::int64_t>(&value)) {
      pair.call<void>("push", label_value(*integer));
    } else if (const auto* yes = std::get_if<bool>(&value)) {
      pair.call<void>("push", *yes);
    } else if (const auto* raw = std::get_if<format::RawBytes>(&value)) {
      pair.call<void>("push", bytes_of(raw->bytes));
    } else {
      pair.call<void>("push", val::undefined());
    }
    return pair;
  });
}

// What the other side answers is { value } or { error }.
std::string error_of(const val& answer) {
  const val error = answer["error"];
  return error.isUndefined() ? "" : error.as<std::string>();
}

Shape read_shape(const val& extents) {
  std::vector<std::int64_t> numbers;
  const auto rank = extents["length"].as<unsigned>();
  for (unsigned i = 0; i < rank; ++i)
    numbers.push_back(static_cast<std::int64_t>(extents[i].as<double>()));
  return Shape(numbers);
}

class PageLayer final : public format::CustomLayer {
 public:
  PageLayer(val code, std::string_view name) : code_(std::move(code)), name_(name) {}

  std::vector<Shape> output_shapes(std::span<const Shape> x) override {
    const val answer = code_.call<val>("outputShapes", list(x, shape_of));
    if (const std::string error = error_of(answer); !error.empty())
      fail(ErrorCode::shape_mismatch, InLayer{name_}, ": ", error);
    const val shapes = answer["value"];
    std::vector<Shape> read;
    const auto count = shapes["length"].as<unsigned>();
    for (unsigned i = 0; i < count; ++i) read.push_back(read_shape(shapes[i]));
    return read;
  }

  bool has_backward() const override { return code_["hasBackward"].as<bool>(); }

  std::string evaluate(const format::CustomPass& pass) override {
    return error_of(code_.call<val>("evaluate", arrays_of(pass.x), arrays_of(pass.y)));
  }

  std::string backward(const format::CustomPass& pass) override {
    return error_of(code_.call<val>("backward", arrays_of(pass.x), arrays_of(pass.y),
                                    arrays_of(pass.dy), arrays_of(pass.dx)));
  }

 private:
  val code_;
  std::string name_;
};

class PageModel final : public models::CustomModelCode {
 public:
  PageModel(val code, std::string_view name) : code_(std::move(code)), name_(name) {}

  std::vector<format::Features> predict(std::span<const format::Features> inputs) override {
    const std::string block = format::write_feature_block(inputs);
    const val answer = code_.call<val>("predict", bytes_of(block));
    if (const std::string error = error_of(answer); !error.empty())
      fail(ErrorCode::bad_example, "custom model '", name_, "': ", error);
    // A binary string is what embind makes of bytes.
    return format::read_feature_block(answer["value"].as<std::string>());
  }

 private:
  val code_;
  std::string name_;
};

// null when the class was not given.
val made(const val& answer, std::string_view what, std::string_view name) {
  if (const std::string error = error_of(answer); !error.empty())
    fail(ErrorCode::invalid_parameter, what, " of class '", name, "': ", error);
  return answer["value"];
}
}  // namespace

PageHost::PageHost(val page) : page_(std::move(page)) {
  if (page_.isUndefined()) return;
  const val links = page_["links"];
  const auto count = links["length"].as<unsigned>();
  for (unsigned i = 0; i < count; ++i) {
    const val link = links[i];
    files_[{link["name"].as<std::string>(), link["searchPath"].as<std::string>()}] =
        link["bytes"].as<std::string>();
  }
}

std::unique_ptr<format::CustomLayer> PageHost::make_layer(const format::CustomSpec& spec,
                                                          std::string_view layer) {
  if (page_.isUndefined()) return nullptr;
  const val weights = list(spec.weights, [](const auto& array) {
    const auto* const floats = std::get_if<std::vector<float>>(&array);
    return floats != nullptr ? view_of(std::span(*floats))
                             : bytes_of(std::get<format::RawBytes>(array).bytes);
  });
  const val answer =
      page_.call<val>("makeLayer", std::string(spec.class_name), parameters_of(spec), weights);
  const std::string error = error_of(answer);
  if (!error.empty())
    fail(ErrorCode::invalid_parameter, InLayer{layer}, ": class '", spec.class_name, "': ", error);
  const val code = answer["value"];
  if (code.isUndefined()) return nullptr;
  return std::make_unique<PageLayer>(code, layer);
}

std::unique_ptr<models::CustomModelCode> PageHost::make_model(const format::CustomSpec& spec,
                                                              const coreml::Model& message) {
  if (page_.isUndefined()) return nullptr;
  // Borrowed for as long as it is described.
  const models::Model described(
      std::shared_ptr<const coreml::Model>(std::shared_ptr<const coreml::Model>(), &message));
  const val code = made(page_.call<val>("makeModel", std::string(spec.class_name),
                                        describe(described), parameters_of(spec)),
                        "the custom model", spec.class_name);
  if (code.isUndefined()) return nullptr;
  return std::make_unique<PageModel>(code, spec.class_name);
}

std::string_view PageHost::linked_file(std::string_view name, std::string_view search_path) {
  // Asked for and not there: an empty one, which missing_links() lists.
  return files_.try_emplace({std::string(name), std::string(search_path)}).first->second;
}

val PageHost::missing_links() const {
  val missing = val::array();
  for (const auto& [link, bytes] : files_) {
    if (!bytes.empty()) continue;
    val one = val::object();
    one.set("name", link.first);
    one.set("searchPath", link.second);
    missing.call<void>("push", one);
  }
  return missing;
}

}  // namespace attune::bindings
