#include "support/json.h"

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <stdexcept>

namespace attune::test {

class JsonParser {
 public:
  explicit JsonParser(std::string_view text) : text_(text) {}

  Json document() {
    Json json = value();
    if (peek() != '\0') fail("something behind its end");
    return json;
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    throw std::runtime_error("JSON has " + what + " at byte " + std::to_string(at_));
  }

  // The next character that is no space; \0 at the end.
  char peek() {
    while (at_ < text_.size() &&
           std::string_view(" \t\r\n").find(text_[at_]) != std::string_view::npos)
      ++at_;
    return at_ < text_.size() ? text_[at_] : '\0';
  }

  bool take(char wanted) {
    if (peek() != wanted) return false;
    ++at_;
    return true;
  }

  void need(char wanted) {
    if (!take(wanted)) fail(std::string("no '") + wanted + "'");
  }

  Json value() {
    Json json;
    switch (peek()) {
      case '{':
        json.kind_ = Json::Kind::object;
        members(json);
        break;
      case '[':
        json.kind_ = Json::Kind::array;
        items(json);
        break;
      case '"':
        json.kind_ = Json::Kind::string, json.text_ = string();
        break;
      case 't':
        json.kind_ = Json::Kind::boolean, json.text_ = word("true");
        break;
      case 'f':
        json.kind_ = Json::Kind::boolean, json.text_ = word("false");
        break;
      case 'n':
        word("null");
        break;
      default:
        json.kind_ = Json::Kind::number, json.text_ = number();
    }
    return json;
  }

  void members(Json& json) {
    need('{');
    if (take('}')) return;
    do {
      peek();
      std::string name = string();
      need(':');
      json.members_.emplace_back(std::move(name), value());
    } while (take(','));
    need('}');
  }

  void items(Json& json) {
    need('[');
    if (take(']')) return;
    do json.items_.push_back(value());
    while (take(','));
    need(']');
  }

  std::string word(std::string_view expected) {
    if (text_.substr(at_, expected.size()) != expected) fail("an unknown word");
    at_ += expected.size();
    return std::string(expected);
  }

  std::string number() {
    const std::size_t end = text_.find_first_not_of("+-0123456789.eE", at_);
    std::string digits(text_.substr(at_, end == std::string_view::npos ? end : end - at_));
    if (digits.empty()) fail("no value");
    at_ += digits.size();
    return digits;
  }

  std::string string() {
    need('"');
    std::string out;
    while (at_ < text_.size() && text_[at_] != '"') {
      if (text_[at_] == '\\') {
        ++at_;
        escape(out);
      } else {
        out.push_back(text_[at_++]);
      }
    }
    need('"');
    return out;
  }

  void escape(std::string& out) {
    if (at_ >= text_.size()) fail("no end");
    const char code = text_[at_++];
    if (code == 'u') {
      std::uint32_t point = four_digits();
      if (point >= 0xD800 && point < 0xDC00) {  // the first half of a pair
        need('\\');
        need('u');
        point = 0x10000 + ((point - 0xD800) << 10) + (four_digits() - 0xDC00);
      }
      append_utf8(out, point);
      return;
    }
    constexpr std::string_view kCodes = "\"\\/bfnrt", kMeanings = "\"\\/\b\f\n\r\t";
    const std::size_t which = kCodes.find(code);
    if (which == std::string_view::npos) fail("an unknown escape");
    out.push_back(kMeanings[which]);
  }

  std::uint32_t four_digits() {
    const std::string digits(text_.substr(at_, 4));
    at_ += digits.size();
    return static_cast<std::uint32_t>(std::strtoul(digits.c_str(), nullptr, 16));
  }

  static void append_utf8(std::string& out, std::uint32_t point) {
    const auto push = [&](std::uint32_t byte) { out.push_back(static_cast<char>(byte)); };
    if (point < 0x80) {
      push(point);
    } else if (point < 0x800) {
      push(0xC0 | point >> 6), push(0x80 | (point & 0x3F));
    } else if (point < 0x10000) {
      push(0xE0 | point >> 12), push(0x80 | (point >> 6 & 0x3F)), push(0x80 | (point & 0x3F));
    } else {
      push(0xF0 | point >> 18), push(0x80 | (point >> 12 & 0x3F)), push(0x80 | (point >> 6 & 0x3F));
      push(0x80 | (point & 0x3F));
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

Json Json::parse(std::string_view text) { return JsonParser(text).document(); }

Json Json::read(std::string_view path) { return parse(read_file(path)); }

void Json::expect(Kind kind, const char* name) const {
  if (kind_ != kind)
    throw std::runtime_error(std::string("JSON holds something else where ") + name +
                             " is expected");
}

bool Json::flag() const {
  expect(Kind::boolean, "a boolean");
  return text_ == "true";
}

double Json::number() const {
  expect(Kind::number, "a number");
  return std::strtod(text_.c_str(), nullptr);
}

std::int64_t Json::integer() const {
  expect(Kind::number, "an integer");
  if (text_.find_first_of(".eE") != std::string::npos)
    throw std::runtime_error("JSON holds " + text_ + ", no integer");
  return std::strtoll(text_.c_str(), nullptr, 10);
}

const std::string& Json::text() const {
  expect(Kind::string, "a string");
  return text_;
}

const std::vector<Json>& Json::items() const {
  expect(Kind::array, "an array");
  return items_;
}

std::vector<float> Json::floats() const {
  std::vector<float> out;
  for (const Json& item : items()) {
    if (item.kind() == Kind::array) {
      const std::vector<float> inner = item.floats();
      out.insert(out.end(), inner.begin(), inner.end());
    } else {
      out.push_back(static_cast<float>(item.number()));
    }
  }
  return out;
}

std::vector<std::int64_t> Json::integers() const {
  std::vector<std::int64_t> out;
  for (const Json& item : items()) out.push_back(item.integer());
  return out;
}

const std::vector<std::pair<std::string, Json>>& Json::members() const {
  expect(Kind::object, "an object");
  return members_;
}

bool Json::has(std::string_view name) const {
  for (const auto& [key, value] : members()) {
    if (key == name) return true;
  }
  return false;
}

const Json& Json::operator[](std::string_view name) const {
  for (const auto& [key, value] : members()) {
    if (key == name) return value;
  }
  throw std::runtime_error("JSON has no member \"" + std::string(name) + "\"");
}

std::string read_file(std::string_view path) {
  const std::string full = std::string(ATTUNE_TEST_DATA) + "/" + std::string(path);
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(full.c_str(), "rb"),
                                                             &std::fclose);
  if (file == nullptr) throw std::runtime_error("cannot read tests/" + std::string(path));
  std::string bytes;
  char block[65536];
  for (std::size_t size = 0; (size = std::fread(block, 1, sizeof(block), file.get())) > 0;)
    bytes.append(block, size);
  return bytes;
}

std::string from_hex(std::string_view digits) {
  if (digits.size() % 2 != 0) throw std::runtime_error("an odd number of hexadecimal digits");
  std::string bytes;
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    bytes.push_back(
        static_cast<char>(std::strtoul(std::string(digits.substr(i, 2)).c_str(), nullptr, 16)));
  }
  return bytes;
}

}  // namespace attune::test
