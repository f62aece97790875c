// The one exception of the core: a code to switch on, a sentence to show.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>

namespace attune {

/// What went wrong, for programs. web/src/errors.ts holds the same codes in kebab-case;
/// tests/layout compares them.
enum class ErrorCode : std::uint8_t {
  model_invalid,
  model_too_large,
  unsupported,
  not_updatable,
  invalid_parameter,
  shape_mismatch,
  bad_example,
  integrity,
  network,
  unsupported_browser,
  worker_start,
  core_restarted,
  memory,
  diverged,
  not_better,
  conflict,
  quota,
  storage_aborted,
  storage_broken,
  format_too_new,
  cannot_forget,
};

/// The code as JavaScript spells it, e.g. "model-invalid".
std::string_view code_name(ErrorCode code);

/// Thrown by fail() only; caught in bindings/guard.h.
class Error : public std::runtime_error {
 public:
  Error(ErrorCode code, const std::string& message) : std::runtime_error(message), code_(code) {}

  ErrorCode code() const { return code_; }
  /// The layer that the error is about, or "".
  const std::string& layer() const { return layer_; }
  /// The feature (an input, output or training input) that the error is about, or "".
  const std::string& feature() const { return feature_; }
  /// What the reader may do about it, or "".
  const std::string& hint() const { return hint_; }

  Error& set_layer(std::string_view name) { return layer_ = name, *this; }
  Error& set_feature(std::string_view name) { return feature_ = name, *this; }
  Error& set_hint(std::string_view text) { return hint_ = text, *this; }

 private:
  ErrorCode code_;
  std::string layer_, feature_, hint_;
};

/// Parts of a sentence that also tell where the error belongs: fail(code, InLayer{name}, ": reads 1
/// input").
struct InLayer {
  std::string_view name;
};
struct InFeature {
  std::string_view name;
};
/// The last part of a fail(): what the reader may do.
struct Hint {
  std::string_view text;
};

/// The pieces of an error message: strings, numbers, shapes; anything with an
/// append_to(std::string&, const T&).
void append_to(std::string& out, std::string_view text);
void append_to(std::string& out, std::int64_t number);
void append_to(std::string& out, std::uint64_t number);
/// At most 6 significant digits, without locale or printf (4 KB of brotli).
void append_to(std::string& out, double number);

namespace internal {
/// One part of a sentence, borrowed. Everything but making it happens in one function, not where
/// the error is thrown: there are hundreds of such places, and each would be a page of machine
/// code.
class Part {
 public:
  template <typename T>
  Part(const T& part) {  // NOLINT(google-explicit-constructor): that is its purpose
    if constexpr (std::is_same_v<T, InLayer>) {
      kind_ = Kind::layer, text_ = part.name;
    } else if constexpr (std::is_same_v<T, InFeature>) {
      kind_ = Kind::feature, text_ = part.name;
    } else if constexpr (std::is_same_v<T, Hint>) {
      kind_ = Kind::hint, text_ = part.text;
    } else if constexpr (std::is_convertible_v<const T&, std::string_view>) {
      kind_ = Kind::text, text_ = part;
    } else if constexpr (std::floating_point<T>) {
      kind_ = Kind::real, real_ = static_cast<double>(part);
    } else if constexpr (std::signed_integral<T>) {
      kind_ = Kind::integer, integer_ = part;
    } else if constexpr (std::unsigned_integral<T>) {
      kind_ = Kind::natural, natural_ = part;
    } else {
      kind_ = Kind::object, object_ = &part;
      append_ = [](std::string& out, const void* object) {
        append_to(out, *static_cast<const T*>(object));
      };
    }
  }

  void append(std::string& out) const;
  void note_place(Error& error) const;

 private:
  enum class Kind : std::uint8_t { text, layer, feature, hint, real, integer, natural, object };

  Kind kind_;
  std::string_view text_;
  union {
    double real_;
    std::int64_t integer_;
    std::uint64_t natural_;
    const void* object_ = nullptr;
  };
  void (*append_)(std::string& out, const void* object) = nullptr;
};

std::string sentence(std::initializer_list<Part> parts);
[[noreturn]] void fail(ErrorCode code, std::initializer_list<Part> parts);
[[noreturn]] void raise(const Error& error);
}  // namespace internal

/// One sentence out of its parts.
template <typename... Parts>
std::string sentence(const Parts&... parts) {
  return internal::sentence({internal::Part(parts)...});
}

/// Throws an Error whose sentence is the parts in a row.
template <typename... Parts>
[[noreturn]] void fail(ErrorCode code, const Parts&... parts) {
  internal::fail(code, {internal::Part(parts)...});
}

}  // namespace attune
