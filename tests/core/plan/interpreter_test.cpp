#include "plan/interpreter.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "plan/network.h"
#include "support/dynamic_networks.h"

namespace attune::test {
namespace {
using plan::Interpreter;

// Layers with what they view, over inputs of one number each.
class Layers {
 public:
  explicit Layers(std::vector<std::string> bytes) : bytes_(std::move(bytes)) {
    for (const std::string& layer : bytes_) specs_.emplace_back(layer, specs_.size());
  }
  std::span<const layers::LayerSpec> specs() const { return specs_; }

  Interpreter interpreter(const std::vector<std::string>& wanted = {},
                          std::uint64_t most_bytes = 1 << 20) const {
    const std::vector<plan::Input> inputs = {{"x", Shape{2}}};
    return Interpreter(specs_, inputs, wanted, most_bytes);
  }

 private:
  std::vector<std::string> bytes_;
  std::vector<layers::LayerSpec> specs_;
};

void write(Interpreter& interpreter, const std::vector<float>& values) {
  const Tensor x = interpreter.input(0);
  REQUIRE(x.span().size() == values.size());
  std::ranges::copy(values, x.data);
}

std::vector<float> copy_of(const ConstTensor& tensor) {
  return {tensor.span().begin(), tensor.span().end()};
}

// Networks in one another: `depth` branches around a copy of x to y.
std::string nest(int depth) {
  std::string layer = copied("x", "y");
  for (int i = 0; i < depth; ++i)
    layer =
        layer_bytes(LayerKind::branch, "nest", {"x"}, {}, Proto().message(1, network_of({layer})));
  return layer;
}

TEST_CASE("interpreter: a name that is written again holds the new value", "[plan]") {
  const Layers layers({scaled("twice", "x", "x", 2), scaled("again", "x", "y", 3)});
  Interpreter interpreter = layers.interpreter({"y"});
  for (int times = 0; times < 2; ++times) {
    write(interpreter, {1, 2});
    interpreter.run();
    CHECK(copy_of(interpreter.value("x")) == std::vector<float>{2, 4});
    CHECK(copy_of(interpreter.value("y")) == std::vector<float>{6, 12});
  }
}

TEST_CASE("interpreter: takes inputs of other shapes from run to run", "[plan]") {
  const Layers layers({copied("x", "y")});
  Interpreter interpreter = layers.interpreter({"y"});
  interpreter.set_input_shape(0, Shape{3, 1});
  write(interpreter, {1, 2, 3});
  interpreter.run();
  CHECK(interpreter.value("y").shape == Shape{3, 1});
  interpreter.set_input_shape(0, Shape{1});
  write(interpreter, {4});
  interpreter.run();
  CHECK(copy_of(interpreter.value("y")) == std::vector<float>{4});
}

TEST_CASE("interpreter: nothing stays of the run before", "[plan]") {
  const Layers layers({layer_bytes(LayerKind::branch, "choose", {"n"}, {},
                                   Proto().message(1, network_of({copied("x", "y")})))});
  const std::vector<plan::Input> inputs = {{"x", Shape{1}}, {"n", Shape{1}}};
  Interpreter interpreter(layers.specs(), inputs, {}, 1 << 20);
  const auto run = [&](float n) {
    interpreter.input(0).data[0] = 5;
    interpreter.input(1).data[0] = n;
    interpreter.run();
  };
  run(1);
  CHECK(copy_of(interpreter.value("y")) == std::vector<float>{5});
  const std::uint64_t bytes = interpreter.bytes();
  run(0);
  CHECK_THROWS_MATCHES(interpreter.value("y"), Error,
                       has_code(ErrorCode::model_invalid, "has made 'y'"));
  run(1);
  CHECK(interpreter.bytes() == bytes);
}

TEST_CASE("interpreter: counts its values' bytes, and refuses more than it may take", "[plan]") {
  const Layers layers({copied("x", "y")});
  Interpreter interpreter = layers.interpreter({"y"}, 16 * 4);
  write(interpreter, {1, 2});
  interpreter.run();
  CHECK(interpreter.bytes() == 4 * sizeof(float));
  interpreter.set_input_shape(0, Shape{9});
  write(interpreter, std::vector<float>(9));
  CHECK_THROWS_MATCHES(interpreter.run(), Error, has_code(ErrorCode::memory));
  interpreter.set_input_shape(0, Shape{17});
  CHECK_THROWS_MATCHES(interpreter.input(0), Error, has_code(ErrorCode::memory));
  interpreter.set_input_shape(0, Shape{8});
  write(interpreter, std::vector<float>(8));
  CHECK_NOTHROW(interpreter.run());
}

TEST_CASE("interpreter: networks may stand 64 deep in one another, not deeper", "[plan]") {
  const Layers deep({nest(Interpreter::kMostDepth)});
  const std::vector<plan::Input> inputs = {{"x", Shape{1}}};
  Interpreter interpreter(deep.specs(), inputs, {}, 1 << 20);
  interpreter.input(0).data[0] = 7;
  interpreter.run();
  CHECK(copy_of(interpreter.value("y")) == std::vector<float>{7});
  CHECK_THROWS_MATCHES(Layers({nest(Interpreter::kMostDepth + 1)}).interpreter(), Error,
                       has_code(ErrorCode::model_too_large, "64 deep"));
  CHECK_THROWS_MATCHES(Layers({nest(1000)}).interpreter(), Error,
                       has_code(ErrorCode::model_too_large));
}

TEST_CASE("interpreter: refuses what reads or wants a value that nothing makes", "[plan]") {
  CHECK_THROWS_MATCHES(Layers({copied("z", "y")}).interpreter(), Error,
                       has_code(ErrorCode::model_invalid, "layer 'copy': reads 'z'"));
  CHECK_THROWS_MATCHES(Layers({copied("x", "y")}).interpreter({"z"}), Error,
                       has_code(ErrorCode::model_invalid, "'z'"));
  const auto unknown = static_cast<LayerKind>(4321);
  CHECK_THROWS_MATCHES(Layers({layer_bytes(unknown, "own", {}, {})}).interpreter(), Error,
                       has_code(ErrorCode::unsupported, "layer 'own'"));
}

TEST_CASE("interpreter: refuses an empty array, and values that a layer cannot work on", "[plan]") {
  const Layers zeros({layer_bytes(LayerKind::where_non_zero, "where", {"x"}, {"y"})});
  Interpreter where = zeros.interpreter();
  write(where, {0, 0});
  CHECK_THROWS_MATCHES(where.run(), Error,
                       has_code(ErrorCode::shape_mismatch, "layer 'where': whereNonZero makes an"));
  const Layers table(
      {layer_bytes(LayerKind::expand_dims, "column", {"x"}, {"c"}, Proto().packed(1, {1})),
       layer_bytes(LayerKind::embedding_nd, "table", {"c"}, {"y"},
                   Proto().field(1, 2).field(2, 1).message(20, weights({3, 4})))});
  Interpreter lookup = table.interpreter();
  write(lookup, {1, 2});
  CHECK_THROWS_MATCHES(lookup.run(), Error, has_code(ErrorCode::bad_example, "layer 'table'"));
  write(lookup, {1, 0});
  lookup.run();
  CHECK(copy_of(lookup.value("y")) == std::vector<float>{4, 3});
}

TEST_CASE("a network with dynamic layers is run one example at a time, and not trained", "[plan]") {
  const Layers layers({layer_bytes(LayerKind::where_non_zero, "where", {"x"}, {"y"})});
  const std::vector<plan::Input> inputs = {{"x", Shape{2}}};
  const std::vector<std::string> wanted = {"y"};
  const plan::Network network(layers.specs(), inputs, wanted, 32);
  CHECK(network.is_dynamic());
  CHECK(network.capacity() == 1);
  CHECK_THROWS_MATCHES(plan::Network(layers.specs(), inputs, wanted, 32, plan::Training{}), Error,
                       has_code(ErrorCode::not_updatable, "layer 'where'"));
}

TEST_CASE("a planned network stays at the shapes that it was planned for", "[plan]") {
  const Layers layers({copied("x", "y")});
  const std::vector<plan::Input> inputs = {{"x", Shape{2}}};
  const std::vector<std::string> wanted = {"y"};
  plan::Network network(layers.specs(), inputs, wanted, 1);
  const std::vector<Shape> same = {Shape{2}}, other = {Shape{3}};
  CHECK(network.take_shapes(same));
  CHECK_FALSE(network.take_shapes(other));
}
}  // namespace
}  // namespace attune::test
