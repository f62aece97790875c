// The one exception of the core: a code to switch on, a sentence to show.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>

namespace attune {

/// What went wrong, for programs. web/src/errors.ts holds the same codes in kebab-case; tests/layout compares them.
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

/// Parts of a sentence that also tell where the error belongs: fail(code, InLayer{name}, ": reads 1 input").
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

/// The pieces of an error message: strings, numbers, shapes; anything with an append_to(std::string&, T).
void append_to(std::string& out, std::string_view text);
void append_to(std::string& out, std::int64_t number);
void append_to(std::string& out, std::uint64_t number);
/// At most 6 significant digits, without locale or printf (4 KB of brotli).
void append_to(std::string& out, double number);

namespace internal {
template <typename T>
void append_part(std::string& out, const T& part) {
  if constexpr (std::is_same_v<T, InLayer>) {
    out.append("layer '").append(part.name).append("'");
  } else if constexpr (std::is_same_v<T, InFeature>) {
    out.append("feature '").append(part.name).append("'");
  } else if constexpr (std::is_same_v<T, Hint>) {
    // Kept apart from the sentence.
  } else if constexpr (std::is_convertible_v<const T&, std::string_view>) {
    append_to(out, std::string_view(part));
  } else if constexpr (std::floating_point<T>) {
    append_to(out, static_cast<double>(part));
  } else if constexpr (std::signed_integral<T>) {
    append_to(out, static_cast<std::int64_t>(part));
  } else if constexpr (std::unsigned_integral<T>) {
    append_to(out, static_cast<std::uint64_t>(part));
  } else {
    append_to(out, part);
  }
}

template <typename T>
void note_place(Error& error, const T& part) {
  if constexpr (std::is_same_v<T, InLayer>) error.set_layer(part.name);
  if constexpr (std::is_same_v<T, InFeature>) error.set_feature(part.name);
  if constexpr (std::is_same_v<T, Hint>) error.set_hint(part.text);
}

[[noreturn]] void raise(const Error& error);
}  // namespace internal

/// One sentence out of its parts.
template <typename... Parts>
std::string sentence(const Parts&... parts) {
  std::string out;
  (internal::append_part(out, parts), ...);
  return out;
}

/// Throws an Error whose sentence is the parts in a row.
template <typename... Parts>
[[noreturn]] void fail(ErrorCode code, const Parts&... parts) {
  Error error(code, sentence(parts...));
  (internal::note_place(error, parts), ...);
  internal::raise(error);
}

}  // namespace attune
