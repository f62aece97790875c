// Stands for the JavaScript side: code by class name, files by name.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "models/host.h"

namespace attune::test {

/// What a class does; each part may be replaced.
struct FakeLayer {
  std::function<std::vector<Shape>(std::span<const Shape>)> shapes = [](auto x) {
    return std::vector<Shape>(x.begin(), x.end());
  };
  std::function<std::string(const format::CustomPass&)> evaluate = [](const auto&) { return ""; };
  std::function<std::string(const format::CustomPass&)> backward;  ///< may be none
};

class FakeHost final : public models::Host {
 public:
  std::map<std::string, FakeLayer, std::less<>> layers;
  std::map<std::string, std::function<format::Features(const format::Features&)>, std::less<>>
      answers;
  std::map<std::string, std::string, std::less<>> files;
  std::function<void(const format::CustomSpec&)> seen = [](const auto&) {};

  std::unique_ptr<format::CustomLayer> make_layer(const format::CustomSpec& spec,
                                                  std::string_view /*layer*/) override {
    const auto found = layers.find(spec.class_name);
    if (found == layers.end()) return nullptr;
    seen(spec);
    return std::make_unique<Layer>(found->second);
  }

  std::unique_ptr<models::CustomModelCode> make_model(const format::CustomSpec& spec,
                                                      const coreml::Model& /*message*/) override {
    const auto found = answers.find(spec.class_name);
    if (found == answers.end()) return nullptr;
    seen(spec);
    return std::make_unique<ModelCode>(found->second);
  }

  std::string_view linked_file(std::string_view name, std::string_view /*path*/) override {
    const auto found = files.find(name);
    return found == files.end() ? std::string_view() : found->second;
  }

 private:
  class Layer final : public format::CustomLayer {
   public:
    explicit Layer(FakeLayer does) : does_(std::move(does)) {}
    std::vector<Shape> output_shapes(std::span<const Shape> x) override { return does_.shapes(x); }
    bool has_backward() const override { return does_.backward != nullptr; }
    std::string evaluate(const format::CustomPass& pass) override { return does_.evaluate(pass); }
    std::string backward(const format::CustomPass& pass) override { return does_.backward(pass); }

   private:
    FakeLayer does_;
  };

  class ModelCode final : public models::CustomModelCode {
   public:
    explicit ModelCode(std::function<format::Features(const format::Features&)> answer)
        : answer_(std::move(answer)) {}
    std::vector<format::Features> predict(std::span<const format::Features> inputs) override {
      std::vector<format::Features> outputs;
      for (const format::Features& input : inputs) outputs.push_back(answer_(input));
      return outputs;
    }

   private:
    std::function<format::Features(const format::Features&)> answer_;
  };
};

/// y = factor * x, with a gradient.
inline FakeLayer scaled_by(float factor) {
  FakeLayer layer;
  layer.evaluate = [factor](const format::CustomPass& pass) {
    for (std::size_t i = 0; i < pass.x[0].span().size(); ++i)
      pass.y[0].data[i] = factor * pass.x[0].data[i];
    return "";
  };
  layer.backward = [factor](const format::CustomPass& pass) {
    if (!pass.dx[0]) return "";
    for (std::size_t i = 0; i < pass.dx[0].span().size(); ++i)
      pass.dx[0].data[i] += factor * pass.dy[0].data[i];
    return "";
  };
  return layer;
}

}  // namespace attune::test
