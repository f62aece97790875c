// SHA-256 (FIPS 180-4), so that bits can be compared with those that browsers tell.
#pragma once

#include <string>
#include <string_view>

namespace attune::test {

/// As 64 hexadecimal digits.
std::string sha256(std::string_view bytes);

}  // namespace attune::test
