#include "base/error.h"

#include <array>
#include <cmath>

namespace attune {
namespace {
constexpr std::array kCodeNames = {
    std::string_view("model-invalid"),
    std::string_view("model-too-large"),
    std::string_view("unsupported"),
    std::string_view("not-updatable"),
    std::string_view("invalid-parameter"),
    std::string_view("shape-mismatch"),
    std::string_view("bad-example"),
    std::string_view("integrity"),
    std::string_view("network"),
    std::string_view("unsupported-browser"),
    std::string_view("worker-start"),
    std::string_view("core-restarted"),
    std::string_view("memory"),
    std::string_view("diverged"),
    std::string_view("not-better"),
    std::string_view("conflict"),
    std::string_view("quota"),
    std::string_view("storage-aborted"),
    std::string_view("storage-broken"),
    std::string_view("format-too-new"),
    std::string_view("cannot-forget"),
};
static_assert(kCodeNames.size() == static_cast<std::size_t>(ErrorCode::cannot_forget) + 1);

void append_digits(std::string& out, std::uint64_t number) {
  std::array<char, 20> digits{};
  std::size_t count = 0;
  do {
    digits[count++] = static_cast<char>('0' + number % 10);
    number /= 10;
  } while (number != 0);
  while (count > 0) out.push_back(digits[--count]);
}
}  // namespace

std::string_view code_name(ErrorCode code) { return kCodeNames[static_cast<std::size_t>(code)]; }

void append_to(std::string& out, std::string_view text) { out.append(text); }

void append_to(std::string& out, std::uint64_t number) { append_digits(out, number); }

void append_to(std::string& out, std::int64_t number) {
  if (number < 0) out.push_back('-');
  append_digits(out, number < 0 ? 0 - static_cast<std::uint64_t>(number)
                                : static_cast<std::uint64_t>(number));
}

void append_to(std::string& out, double number) {
  if (std::isnan(number)) return void(out.append("NaN"));
  if (std::signbit(number)) out.push_back('-');
  number = std::fabs(number);
  if (std::isinf(number)) return void(out.append("Infinity"));
  if (number == 0) return void(out.push_back('0'));
  int exponent = 0;  // number = mantissa * 10^exponent, 1 <= mantissa < 10
  double mantissa = number;
  while (mantissa >= 10) mantissa /= 10, ++exponent;
  while (mantissa < 1) mantissa *= 10, --exponent;
  auto digits = static_cast<std::uint64_t>(mantissa * 1e5 + 0.5);  // six significant digits
  if (digits == 1000000) digits = 100000, ++exponent;
  std::string text;
  append_digits(text, digits);
  while (text.size() > 1 && text.back() == '0') text.pop_back();
  const int count = static_cast<int>(text.size());
  if (exponent < -5 || exponent > 14) {
    if (count > 1) text.insert(1, ".");
    out.append(text).append("e");
    append_to(out, static_cast<std::int64_t>(exponent));
  } else if (exponent < 0) {
    out.append("0.").append(static_cast<std::size_t>(-exponent - 1), '0').append(text);
  } else {
    if (count <= exponent + 1) {
      text.append(static_cast<std::size_t>(exponent + 1 - count), '0');
    } else {
      text.insert(static_cast<std::size_t>(exponent) + 1, ".");
    }
    out.append(text);
  }
}

namespace internal {

void Part::append(std::string& out) const {
  switch (kind_) {
    case Kind::text:
      return append_to(out, text_);
    case Kind::layer:
      return void(out.append("layer '").append(text_).append("'"));
    case Kind::feature:
      return void(out.append("feature '").append(text_).append("'"));
    case Kind::hint:
      return;  // kept apart from the sentence
    case Kind::real:
      return append_to(out, real_);
    case Kind::integer:
      return append_to(out, integer_);
    case Kind::natural:
      return append_to(out, natural_);
    case Kind::object:
      return append_(out, object_);
  }
}

void Part::note_place(Error& error) const {
  if (kind_ == Kind::layer) error.set_layer(text_);
  if (kind_ == Kind::feature) error.set_feature(text_);
  if (kind_ == Kind::hint) error.set_hint(text_);
}

std::string sentence(std::initializer_list<Part> parts) {
  std::string out;
  for (const Part& part : parts) part.append(out);
  return out;
}

void fail(ErrorCode code, std::initializer_list<Part> parts) {
  Error error(code, sentence(parts));
  for (const Part& part : parts) part.note_place(error);
  raise(error);
}

void raise(const Error& error) { throw error; }

}  // namespace internal

}  // namespace attune
