#include "format/feature_block.h"

#include <array>
#include <cstring>

#include "base/checked.h"
#include "base/error.h"

namespace attune::format {
namespace {
enum class Kind : std::uint32_t {
  int64 = 1,
  float64,
  string,
  float32_array,
  float64_array,
  int32_array,
  image,
  string_dictionary,
  int64_dictionary,
  string_sequence,
  int64_sequence
};

[[noreturn]] void fail_block(std::string_view what) {
  fail(ErrorCode::bad_example, "the feature block ", what);
}

class Reader {
 public:
  explicit Reader(std::string_view bytes) : bytes_(bytes) {}

  template <typename T>
  T number() {
    T value;
    take(sizeof(T)).copy(reinterpret_cast<char*>(&value), sizeof(T));
    return value;
  }
  std::string_view take(std::uint64_t count) {
    if (count > bytes_.size() - position_) fail_block("ends too early");
    const std::string_view taken = bytes_.substr(position_, static_cast<std::size_t>(count));
    position_ += static_cast<std::size_t>(count);
    return taken;
  }
  /// `count` bytes and the zeros that fill the last 8.
  std::string_view take_padded(std::uint64_t count) {
    const std::string_view taken = take(count);
    take((8 - position_ % 8) % 8);
    return taken;
  }
  /// A count and the zero behind it; each of the counted things takes at least `least` bytes of
  /// what is left.
  std::uint32_t count_of(std::size_t least) {
    const auto count = number<std::uint32_t>();
    number<std::uint32_t>();
    if (count > (bytes_.size() - position_) / least) fail_block("counts more than it holds");
    return count;
  }
  std::string_view text() {
    const auto size = number<std::uint32_t>();
    number<std::uint32_t>();
    return take_padded(size);
  }

 private:
  std::string_view bytes_;
  std::size_t position_ = 0;
};

Array read_array(Reader& reader, ElementType type) {
  const std::uint32_t rank = reader.count_of(4);
  if (rank > Shape::kMaxRank) fail_block("holds an array with more than 8 axes");
  std::array<std::int64_t, Shape::kMaxRank> extents{};
  const std::string_view dimensions = reader.take_padded(rank * std::uint64_t{4});
  for (std::size_t axis = 0; axis < rank; ++axis) {
    std::uint32_t extent = 0;
    std::memcpy(&extent, dimensions.data() + axis * 4, 4);
    extents[axis] = extent;
  }
  const Shape shape(std::span<const std::int64_t>(extents.data(), rank));
  return {type, shape,
          reader.take_padded(static_cast<std::uint64_t>(shape.size()) * element_size(type)),
          nullptr};
}

Image read_image(Reader& reader) {
  Image image;
  image.width = reader.number<std::uint32_t>();
  image.height = reader.number<std::uint32_t>();
  const auto fit = reader.number<std::uint32_t>();
  if (fit > 2) fail_block("holds an image with an unknown fit");
  image.fit = static_cast<Fit>(fit);
  image.background = reader.number<std::uint32_t>();
  const auto pixels = checked_multiply(static_cast<std::uint64_t>(image.width),
                                       static_cast<std::uint64_t>(image.height));
  const auto bytes = pixels ? checked_multiply(*pixels, 4) : pixels;
  if (!bytes) fail_block("holds an image that is too large");
  image.rgba = reader.take_padded(*bytes);
  return image;
}

Label read_label(Reader& reader, bool strings) {
  if (strings) return std::string(reader.text());
  return reader.number<std::int64_t>();
}

Dictionary read_dictionary(Reader& reader, bool string_keys) {
  Dictionary dictionary(reader.count_of(16));
  for (auto& [key, value] : dictionary) {
    key = read_label(reader, string_keys);
    value = reader.number<double>();
  }
  return dictionary;
}

Sequence read_sequence(Reader& reader, bool strings) {
  Sequence sequence(reader.count_of(8));
  for (Label& item : sequence) item = read_label(reader, strings);
  return sequence;
}

FeatureValue read_value(Reader& reader, Kind kind) {
  switch (kind) {
    case Kind::int64:
      return reader.number<std::int64_t>();
    case Kind::float64:
      return reader.number<double>();
    case Kind::string:
      return std::string(reader.text());
    case Kind::float32_array:
      return read_array(reader, ElementType::float32);
    case Kind::float64_array:
      return read_array(reader, ElementType::float64);
    case Kind::int32_array:
      return read_array(reader, ElementType::int32);
    case Kind::image:
      return read_image(reader);
    case Kind::string_dictionary:
      return read_dictionary(reader, true);
    case Kind::int64_dictionary:
      return read_dictionary(reader, false);
    case Kind::string_sequence:
      return read_sequence(reader, true);
    case Kind::int64_sequence:
      return read_sequence(reader, false);
  }
  fail_block("holds a value of an unknown kind");
}

class Writer {
 public:
  template <typename T>
  void number(T value) {
    append(std::string_view(reinterpret_cast<const char*>(&value), sizeof(T)));
  }
  void append(std::string_view bytes) { out_.append(bytes); }
  void append_padded(std::string_view bytes) {
    append(bytes);
    out_.append((8 - out_.size() % 8) % 8, '\0');
  }
  void count(std::size_t value) {
    number(static_cast<std::uint32_t>(value));
    number(std::uint32_t{0});
  }
  void text(std::string_view value) {
    count(value.size());
    append_padded(value);
  }
  std::size_t size() const { return out_.size(); }
  void set_number(std::size_t position, std::uint32_t value) {
    std::memcpy(out_.data() + position, &value, 4);
  }
  std::string take() { return std::move(out_); }

 private:
  std::string out_;
};

Kind kind_of_value(const FeatureValue& value) {
  if (const auto* array = std::get_if<Array>(&value)) {
    return array->type == ElementType::float32   ? Kind::float32_array
           : array->type == ElementType::float64 ? Kind::float64_array
                                                 : Kind::int32_array;
  }
  if (const auto* dictionary = std::get_if<Dictionary>(&value)) {
    const bool integers =
        !dictionary->empty() && std::holds_alternative<std::int64_t>(dictionary->front().first);
    return integers ? Kind::int64_dictionary : Kind::string_dictionary;
  }
  if (const auto* sequence = std::get_if<Sequence>(&value)) {
    const bool integers =
        !sequence->empty() && std::holds_alternative<std::int64_t>(sequence->front());
    return integers ? Kind::int64_sequence : Kind::string_sequence;
  }
  if (std::holds_alternative<Image>(value)) return Kind::image;
  return static_cast<Kind>(value.index() + 1);  // int64, double, string stand first in both
}

void write_label(Writer& writer, const Label& label) {
  if (const auto* text = std::get_if<std::string>(&label)) {
    writer.text(*text);
  } else {
    writer.number(std::get<std::int64_t>(label));
  }
}

void write_payload(Writer& writer, const FeatureValue& value) {
  if (const auto* integer = std::get_if<std::int64_t>(&value)) {
    writer.number(*integer);
  } else if (const auto* real = std::get_if<double>(&value)) {
    writer.number(*real);
  } else if (const auto* text = std::get_if<std::string>(&value)) {
    writer.text(*text);
  } else if (const auto* array = std::get_if<Array>(&value)) {
    writer.count(static_cast<std::size_t>(array->shape.rank()));
    for (const std::int64_t extent : array->shape.extents())
      writer.number(static_cast<std::uint32_t>(extent));
    writer.append_padded({});
    writer.append_padded(array->bytes);
  } else if (const auto* image = std::get_if<Image>(&value)) {
    writer.number(static_cast<std::uint32_t>(image->width));
    writer.number(static_cast<std::uint32_t>(image->height));
    writer.number(static_cast<std::uint32_t>(image->fit));
    writer.number(image->background);
    writer.append_padded(image->rgba);
  } else if (const auto* dictionary = std::get_if<Dictionary>(&value)) {
    writer.count(dictionary->size());
    for (const auto& [key, number] : *dictionary) {
      write_label(writer, key);
      writer.number(number);
    }
  } else {
    const auto& sequence = std::get<Sequence>(value);
    writer.count(sequence.size());
    for (const Label& item : sequence) write_label(writer, item);
  }
}
}  // namespace

std::vector<Features> read_feature_block(std::string_view block) {
  Reader reader(block);
  std::vector<Features> examples(reader.count_of(8));
  for (Features& example : examples) {
    const auto features = reader.number<std::uint32_t>();
    reader.number<std::uint32_t>();  // the record's length: for readers that skip
    for (std::uint32_t i = 0; i < features; ++i) {
      const auto name_size = reader.number<std::uint32_t>();
      const auto kind = static_cast<Kind>(reader.number<std::uint32_t>());
      std::string name(reader.take_padded(name_size));
      example.set(std::move(name), read_value(reader, kind));
    }
  }
  return examples;
}

std::string write_feature_block(std::span<const Features> examples) {
  Writer writer;
  writer.count(examples.size());
  for (const Features& example : examples) {
    const std::size_t start = writer.size();
    writer.count(example.all().size());
    for (const auto& [name, value] : example.all()) {
      writer.number(static_cast<std::uint32_t>(name.size()));
      writer.number(static_cast<std::uint32_t>(kind_of_value(value)));
      writer.append_padded(name);
      write_payload(writer, value);
    }
    writer.set_number(start + 4, static_cast<std::uint32_t>(writer.size() - start));
  }
  return writer.take();
}

}  // namespace attune::format
