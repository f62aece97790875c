#include "format/feature_block.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <cstring>
#include <limits>
#include <string>
#include <vector>

#include "base/random.h"
#include "support/matchers.h"

namespace attune::format {
namespace {
using test::has_code;

// The bytes of numbers, little-endian, as the header lays them out.
class Bytes {
 public:
  Bytes& u32(std::uint32_t value) { return raw(&value, sizeof(value)); }
  Bytes& i64(std::int64_t value) { return raw(&value, sizeof(value)); }
  Bytes& f32(float value) { return raw(&value, sizeof(value)); }
  Bytes& f64(double value) { return raw(&value, sizeof(value)); }
  Bytes& text(std::string_view text) { return raw(text.data(), text.size()); }
  Bytes& pad() {
    while (bytes_.size() % 8 != 0) bytes_.push_back('\0');
    return *this;
  }
  const std::string& get() const { return bytes_; }

 private:
  Bytes& raw(const void* from, std::size_t size) {
    bytes_.append(static_cast<const char*>(from), size);
    return *this;
  }
  std::string bytes_;
};

Features one_of_each() {
  Features features;
  features.set("int64", std::numeric_limits<std::int64_t>::min());
  features.set("double", -0.1);
  features.set("string", std::string("\xF0\x9F\x90\xB1 \0 cat", 10));
  features.set("float32", Array::copy_of({1, 2, 3}, Shape{3, 1}));
  features.set("float64", Array::copy_of({0.5F}, Shape{}, ElementType::float64));
  features.set("int32", Array::copy_of({-7, 8}, Shape{1, 2}, ElementType::int32));
  features.set("empty", Array::copy_of({}, Shape{0}));
  Image image;
  image.width = 1, image.height = 3, image.fit = Fit::cover, image.background = 0x80402010;
  image.rgba = "abcdefghijkl";
  features.set("image", image);
  features.set("strings", Dictionary{{"a", 0.25}, {"", 1e300}});
  features.set("integers",
               Dictionary{{std::int64_t{-1}, 0.0}, {std::int64_t{9007199254740993}, 1.0}});
  features.set("texts", Sequence{"b", "", "a"});
  features.set("numbers", Sequence{std::int64_t{-1}, std::int64_t{9007199254740993}});
  features.set("", 3.0);
  return features;
}

// Every value equal, arrays and images by their bytes.
void check_equal(const Features& a, const Features& b) {
  REQUIRE(a.all().size() == b.all().size());
  for (std::size_t i = 0; i < a.all().size(); ++i) {
    const auto& [name, value] = a.all()[i];
    const FeatureValue& other = b.all()[i].second;
    INFO(name);
    CHECK(b.all()[i].first == name);
    REQUIRE(other.index() == value.index());
    if (const auto* array = std::get_if<Array>(&value)) {
      const auto& same = std::get<Array>(other);
      CHECK((same.type == array->type && same.shape == array->shape && same.bytes == array->bytes));
    } else if (const auto* image = std::get_if<Image>(&value)) {
      const auto& same = std::get<Image>(other);
      CHECK((same.width == image->width && same.height == image->height && same.fit == image->fit));
      CHECK((same.background == image->background && same.rgba == image->rgba));
    } else if (const auto* dictionary = std::get_if<Dictionary>(&value)) {
      CHECK(std::get<Dictionary>(other) == *dictionary);
    } else if (const auto* sequence = std::get_if<Sequence>(&value)) {
      CHECK(std::get<Sequence>(other) == *sequence);
    } else {
      CHECK(((std::holds_alternative<double>(value) &&
              std::get<double>(value) == std::get<double>(other)) ||
             as_label(value) == as_label(other)));
    }
  }
}
}  // namespace

TEST_CASE("feature block: is laid out as its header says", "[format]") {
  Features features;
  features.set("n", std::int64_t{-2});
  features.set("words", std::string("cat"));
  features.set("x", Array::copy_of({1.5F}, Shape{1, 1}));
  const Bytes expected = Bytes()
                             .u32(1)
                             .u32(0)
                             .u32(3)
                             .u32(104)
                             .u32(1)
                             .u32(1)
                             .text("n")
                             .pad()
                             .i64(-2)
                             .u32(5)
                             .u32(3)
                             .text("words")
                             .pad()
                             .u32(3)
                             .u32(0)
                             .text("cat")
                             .pad()
                             .u32(1)
                             .u32(4)
                             .text("x")
                             .pad()
                             .u32(2)
                             .u32(0)
                             .u32(1)
                             .u32(1)
                             .f32(1.5F)
                             .pad();
  CHECK(write_feature_block({&features, 1}) == expected.get());
}

TEST_CASE("feature block: sequences are laid out as its header says", "[format]") {
  Features features;
  features.set("s", Sequence{"ab", ""});
  features.set("n", Sequence{std::int64_t{-5}});
  const Bytes expected = Bytes()
                             .u32(1)
                             .u32(0)
                             .u32(2)
                             .u32(88)
                             .u32(1)
                             .u32(10)
                             .text("s")
                             .pad()
                             .u32(2)
                             .u32(0)
                             .u32(2)
                             .u32(0)
                             .text("ab")
                             .pad()
                             .u32(0)
                             .u32(0)
                             .u32(1)
                             .u32(11)
                             .text("n")
                             .pad()
                             .u32(1)
                             .u32(0)
                             .i64(-5);
  CHECK(write_feature_block({&features, 1}) == expected.get());
}

TEST_CASE("feature block: images and dictionaries are laid out as its header says", "[format]") {
  Features features;
  Image image;
  image.width = 1, image.height = 1, image.fit = Fit::contain, image.background = 0x11223344;
  image.rgba = "rgba";
  features.set("i", image);
  features.set("d", Dictionary{{"k", 0.5}});
  features.set("e", Dictionary{{std::int64_t{4}, 0.5}});
  const Bytes expected = Bytes()
                             .u32(1)
                             .u32(0)
                             .u32(3)
                             .u32(136)
                             .u32(1)
                             .u32(7)
                             .text("i")
                             .pad()
                             .u32(1)
                             .u32(1)
                             .u32(1)
                             .u32(0x11223344)
                             .text("rgba")
                             .pad()
                             .u32(1)
                             .u32(8)
                             .text("d")
                             .pad()
                             .u32(1)
                             .u32(0)
                             .u32(1)
                             .u32(0)
                             .text("k")
                             .pad()
                             .f64(0.5)
                             .u32(1)
                             .u32(9)
                             .text("e")
                             .pad()
                             .u32(1)
                             .u32(0)
                             .i64(4)
                             .f64(0.5);
  CHECK(write_feature_block({&features, 1}) == expected.get());
}

TEST_CASE("feature block: every kind of value comes back", "[format]") {
  std::vector<Features> examples(3);
  examples[0] = one_of_each();
  examples[2].set("alone", 1.0);
  const std::string block = write_feature_block(examples);
  CHECK(block.size() % 8 == 0);
  const std::vector<Features> read = read_feature_block(block);
  REQUIRE(read.size() == 3);
  for (std::size_t i = 0; i < 3; ++i) check_equal(read[i], examples[i]);
  CHECK(write_feature_block(read) == block);
  CHECK(read_feature_block(write_feature_block({})).empty());
}

TEST_CASE("feature block: arrays and images are views of it", "[format]") {
  const Features features = one_of_each();
  const std::string block = write_feature_block({&features, 1});
  const Features read = read_feature_block(block).at(0);
  const std::string_view array = std::get<Array>(*read.find("float32")).bytes;
  CHECK(array.data() > block.data());
  CHECK(array.data() + array.size() <= block.data() + block.size());
}

TEST_CASE("feature block: cut anywhere it is refused", "[format]") {
  const Features features = one_of_each();
  const std::string block = write_feature_block({&features, 1});
  for (std::size_t size = 0; size < block.size(); ++size) {
    INFO("cut to " << size);
    CHECK_THROWS_MATCHES(read_feature_block(std::string_view(block).substr(0, size)), Error,
                         has_code(ErrorCode::bad_example, "feature block"));
  }
}

TEST_CASE("feature block: hostile bytes only ever make an error", "[format]") {
  const Features features = one_of_each();
  const std::string block = write_feature_block({&features, 1});
  Random random(11);
  int refused = 0;
  for (int round = 0; round < 4000; ++round) {
    std::string changed = block;
    for (std::uint32_t i = 0; i <= random.below(3); ++i) {
      changed[random.below(static_cast<std::uint32_t>(block.size()))] =
          static_cast<char>(random.below(256));
    }
    try {
      write_feature_block(read_feature_block(changed));
    } catch (const Error&) {
      ++refused;
    }
  }
  CHECK(refused > 100);
}

TEST_CASE("feature block: refuses counts that it cannot hold", "[format]") {
  const auto feature = [](std::uint32_t kind) {
    Bytes bytes;
    bytes.u32(1).u32(0).u32(1).u32(0).u32(1).u32(kind).text("x").pad();
    return bytes;
  };
  const auto refuse = [](const Bytes& bytes, std::string_view what) {
    CHECK_THROWS_MATCHES(read_feature_block(bytes.get()), Error,
                         has_code(ErrorCode::bad_example, what));
  };
  refuse(Bytes().u32(0xFFFFFFFF).u32(0), "counts more");
  refuse(feature(0), "unknown kind");
  refuse(feature(12), "unknown kind");
  refuse(feature(10).u32(1000).u32(0), "counts more");
  refuse(feature(11).u32(2).u32(0).text(std::string(8, '\0')), "counts more");
  refuse(feature(4).u32(9).u32(0).text(std::string(36, '\0')).pad(), "more than 8 axes");
  refuse(feature(4).u32(1).u32(0).u32(1000).pad(), "ends too early");
  refuse(feature(7).u32(1).u32(1).u32(3).u32(0), "unknown fit");
  refuse(feature(7).u32(0xFFFFFFFF).u32(0xFFFFFFFF).u32(0).u32(0), "too");
  refuse(feature(3).u32(0xFFFFFFFF).u32(0), "ends too early");
  refuse(feature(8).u32(1000).u32(0), "counts more");
}

}  // namespace attune::format
