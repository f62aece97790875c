// Every layer that holds arrays reads them quantized as well: from 1 to 8 bits, linearly or by a
// table, with the bits that the same numbers give as floats.

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "support/layer_harness.h"

namespace attune::test {
namespace {

// Makes one array after the other; how they are stored differs, their numbers do not.
class Arrays {
 public:
  enum class As : std::uint8_t { floats, linear, table };
  Arrays(As as, int bits) : as_(as), bits_(bits) {}

  Proto operator()(int count) {
    std::vector<float> values;
    std::string raw(static_cast<std::size_t>((count * bits_ + 7) / 8), '\0');
    for (int i = 0; i < count; ++i) {
      const int whole = (next_ += 5) % (1 << bits_);
      values.push_back(number(whole));
      for (int bit = 0; bit < bits_; ++bit) {
        const int at = i * bits_ + bit;
        if ((whole >> (bits_ - 1 - bit) & 1) == 0) continue;
        char& byte = raw[static_cast<std::size_t>(at / 8)];
        byte = static_cast<char>(byte | 128 >> at % 8);
      }
    }
    if (as_ == As::floats) return weights(values);
    Proto how = Proto().field(1, bits_);
    if (as_ == As::linear) {
      how.message(101, Proto().packed_floats(1, {0.0625F}).packed_floats(2, {0.5F}));
    } else {
      std::vector<float> table;
      for (int whole = 0; whole < 1 << bits_; ++whole) table.push_back(number(whole));
      how.message(102, Proto().packed_floats(1, table));
    }
    return Proto().field(30, std::string_view(raw)).message(40, how);
  }

 private:
  static float number(int whole) { return static_cast<float>(whole) * 0.0625F + 0.5F; }

  As as_;
  int bits_, next_ = 1;
};

struct Case {
  LayerKind kind;
  std::vector<Shape> x;
  Proto (*params)(Arrays& array);
  int outputs = 1;
};

Proto lstm_arrays(Arrays& array) {
  Proto params;
  for (std::uint32_t gate = 0; gate < 4; ++gate) {
    params.message(1 + gate, array(6)).message(20 + gate, array(4)).message(40 + gate, array(2));
  }
  for (std::uint32_t gate = 0; gate < 3; ++gate) params.message(60 + gate, array(2));
  return params;
}
void add_activations(Proto& params, std::uint32_t field, int count) {
  for (int i = 0; i < count; ++i) params.message(field, Proto().message(40));
}

const Case kCases[] = {
    {LayerKind::convolution,
     {Shape{2, 3, 3}},
     [](Arrays& array) {
       return Proto()
           .field(1, 3)
           .field(2, 2)
           .packed(20, {2, 2})
           .message(50)
           .field(70, true)
           .message(90, array(24))
           .message(91, array(3));
     }},
    {LayerKind::inner_product,
     {Shape{4}},
     [](Arrays& array) {
       return Proto()
           .field(1, 4)
           .field(2, 3)
           .field(10, true)
           .message(20, array(12))
           .message(21, array(3));
     }},
    {LayerKind::batched_matmul,
     {Shape{2, 4}},
     [](Arrays& array) {
       return Proto()
           .field(5, 4)
           .field(6, 3)
           .field(7, true)
           .message(8, array(12))
           .message(9, array(3));
     }},
    {LayerKind::embedding,
     {Shape{1, 1, 1, 1}},
     [](Arrays& array) {
       return Proto()
           .field(1, 5)
           .field(2, 3)
           .field(10, true)
           .message(20, array(15))
           .message(21, array(3));
     }},
    {LayerKind::embedding_nd,
     {Shape{2, 1}},
     [](Arrays& array) {
       return Proto()
           .field(1, 5)
           .field(2, 3)
           .field(3, true)
           .message(20, array(15))
           .message(21, array(3));
     }},
    {LayerKind::batchnorm,
     {Shape{3, 1, 2}},
     [](Arrays& array) {
       return Proto()
           .field(1, 3)
           .field(10, 1e-3F)
           .message(15, array(3))
           .message(16, array(3))
           .message(17, array(3))
           .message(18, array(3));
     }},
    {LayerKind::activation,
     {Shape{3, 1, 2}},
     [](Arrays& array) { return Proto().message(25, Proto().message(1, array(3))); }},
    {LayerKind::bias,
     {Shape{2, 1, 2}},
     [](Arrays& array) { return Proto().packed(1, {2, 1, 2}).message(2, array(4)); }},
    {LayerKind::scale,
     {Shape{2, 1, 2}},
     [](Arrays& array) {
       return Proto()
           .packed(1, {2})
           .message(2, array(2))
           .field(3, true)
           .packed(4, {1, 1, 2})
           .message(5, array(2));
     }},
    {LayerKind::load_constant,
     {},
     [](Arrays& array) { return Proto().packed(1, {2, 1, 3}).message(2, array(6)); }},
    {LayerKind::load_constant_nd,
     {},
     [](Arrays& array) { return Proto().packed(1, {5}).message(2, array(5)); }},
    {LayerKind::layer_normalization,
     {Shape{2, 3}},
     [](Arrays& array) {
       return Proto().packed(1, {3}).field(2, 1e-3F).message(3, array(3)).message(4, array(3));
     }},
    {LayerKind::simple_recurrent,
     {Shape{2, 1, 3, 1, 1}},
     [](Arrays& array) {
       Proto params = Proto().field(1, 3).field(2, 2).field(20, true);
       add_activations(params, 10, 1);
       return params.message(30, array(6)).message(31, array(4)).message(32, array(2));
     },
     2},
    {LayerKind::gru,
     {Shape{2, 1, 3, 1, 1}},
     [](Arrays& array) {
       Proto params = Proto().field(1, 3).field(2, 2).field(20, true);
       add_activations(params, 10, 2);
       for (std::uint32_t gate = 0; gate < 3; ++gate) {
         params.message(30 + gate, array(6))
             .message(50 + gate, array(4))
             .message(70 + gate, array(2));
       }
       return params;
     },
     2},
    {LayerKind::uni_directional_lstm,
     {Shape{2, 1, 3, 1, 1}},
     [](Arrays& array) {
       Proto params = Proto().field(1, 3).field(2, 2);
       add_activations(params, 10, 3);
       return params.message(15, Proto().field(20, true).field(40, true))
           .message(20, lstm_arrays(array));
     },
     3},
    {LayerKind::bi_directional_lstm,
     {Shape{2, 1, 3, 1, 1}},
     [](Arrays& array) {
       Proto params = Proto().field(1, 3).field(2, 2);
       add_activations(params, 10, 3), add_activations(params, 11, 3);
       params.message(15, Proto().field(20, true).field(40, true));
       return params.message(20, lstm_arrays(array)).message(20, lstm_arrays(array));
     },
     5},
    {LayerKind::convolution3d,
     {Shape{1, 1, 2, 2, 2}},
     [](Arrays& array) {
       Proto params = Proto().field(1, 2).field(2, 1).field(50, true).field(70, 1);
       for (const std::uint32_t field : {20, 31, 40})
         params.field(field, 1).field(field + 1, 1).field(field + 2, 1);
       return params.message(60, array(2)).message(61, array(2));
     }},
};

TEST_CASE("quantized weights: every layer reads them as it reads floats", "[layers]") {
  for (const Case& layer : kCases) {
    std::vector<std::vector<float>> x;
    for (const Shape& shape : layer.x) {
      x.push_back(random_values(static_cast<std::size_t>(shape.size())));
      // An embedding reads numbers of its vocabulary.
      if (layer.kind == LayerKind::embedding || layer.kind == LayerKind::embedding_nd)
        x.back().assign(x.back().size(), 4);
    }
    for (int bits = 1; bits <= 8; ++bits) {
      INFO(format::kind_name(layer.kind) << ", " << bits << " bits");
      const auto run = [&](Arrays::As as) {
        Arrays arrays(as, bits);
        return run_layer(
                   layer_spec(layer.kind, layer.params(arrays),
                              {.inputs = static_cast<int>(x.size()), .outputs = layer.outputs}),
                   layer.x, x)
            .y;
      };
      const std::vector<float> wanted = run(Arrays::As::floats);
      CHECK_THAT(run(Arrays::As::linear), EqualsBits(wanted));
      CHECK_THAT(run(Arrays::As::table), EqualsBits(wanted));
    }
  }
}
}  // namespace
}  // namespace attune::test
