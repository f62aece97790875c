// Every one-byte change and every truncation of every seed, and every four bytes set to the numbers
// at which sizes overflow: model.cpp's input, one after the other.
//
//   fuzz_every_change <one in N> <seed> <findings> <file>...
//
// One in 1 is all of them, one in 1000 a sample, the same for the same seed. An input that ends the
// process is kept in the folder of findings.

#include <sanitizer/common_interface_defs.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <fstream>
#include <iterator>
#include <random>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {
constexpr std::size_t kLargest = 8192;
constexpr double kSlowest = 10;  // seconds of the processor
constexpr std::array<std::uint32_t, 5> kWords = {0, 1, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF};

std::string current, findings;

void keep_current() {
  std::ofstream(findings + "/change-" + std::to_string(std::hash<std::string>()(current)),
                std::ios::binary)
      .write(current.data(), static_cast<std::streamsize>(current.size()));
}

class Changes {
 public:
  Changes(unsigned one_in, unsigned seed) : one_in_(one_in), random_(seed) {}

  void of(const std::string& seed) {
    for (std::size_t at = 0; at < seed.size(); ++at) {
      current = seed;
      for (int value = 0; value < 256; ++value) {
        if (static_cast<char>(value) == seed[at]) continue;
        current[at] = static_cast<char>(value);
        run();
      }
    }
    for (std::size_t size = 0; size < seed.size(); ++size) {
      current = seed.substr(0, size);
      run();
    }
    for (std::size_t at = 0; at + 4 <= seed.size(); ++at) {
      for (const std::uint32_t word : kWords) {
        current = seed;
        std::memcpy(current.data() + at, &word, 4);
        run();
      }
    }
  }
  std::uint64_t count() const { return count_; }

 private:
  void run() {
    if (one_in_ > 1 && random_() % one_in_ != 0) return;
    ++count_;
    const std::clock_t began = std::clock();
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(current.data()), current.size());
    const double took = static_cast<double>(std::clock() - began) / CLOCKS_PER_SEC;
    if (took < kSlowest) return;
    std::fprintf(stderr, "TOO SLOW: %.1f s\n", took);
    std::abort();
  }

  unsigned one_in_;
  std::minstd_rand random_;
  std::uint64_t count_ = 0;
};
}  // namespace

int main(int count, char** arguments) {
  if (count < 5) return std::fputs("see the head of every_change.cpp\n", stderr), 2;
  findings = arguments[3];
  __sanitizer_set_death_callback(keep_current);
  Changes changes(static_cast<unsigned>(std::strtoul(arguments[1], nullptr, 10)),
                  static_cast<unsigned>(std::strtoul(arguments[2], nullptr, 10)));
  int files = 0;
  for (int i = 4; i < count; ++i) {
    std::ifstream file(arguments[i], std::ios::binary);
    const std::string seed{std::istreambuf_iterator<char>(file), {}};
    if (seed.size() > kLargest) continue;
    ++files;
    changes.of(seed);
  }
  std::printf("executions: %llu changes of %d files\n",
              static_cast<unsigned long long>(changes.count()), files);
  return files > 0 && changes.count() > 0 ? 0 : 1;
}
