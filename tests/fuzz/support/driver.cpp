// A fuzzer without feedback, for builds whose compiler has no libFuzzer (g++: the everyday build
// with sanitizers): takes a seed, changes it a few times, runs the target. Understands those of
// libFuzzer's options that run.mjs gives, and prints its count.

#include <sanitizer/common_interface_defs.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <random>
#include <string>
#include <string_view>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
// Of targets that read messages (wire_target.cpp); others have none.
extern "C" __attribute__((weak)) std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data,
                                                                     std::size_t size,
                                                                     std::size_t most,
                                                                     unsigned seed);
extern "C" __attribute__((weak)) std::size_t LLVMFuzzerCustomCrossOver(
    const std::uint8_t* one, std::size_t one_size, const std::uint8_t* other,
    std::size_t other_size, std::uint8_t* out, std::size_t most, unsigned seed);

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t most);

namespace {
using Clock = std::chrono::steady_clock;
using Bytes = std::vector<std::uint8_t>;

struct Options {
  std::uint64_t runs = std::numeric_limits<std::uint64_t>::max();
  double seconds = std::numeric_limits<double>::infinity();
  double slowest = 10;
  std::size_t largest = 4096;
  std::string findings;
  std::vector<std::string> paths;
};

std::minstd_rand random_bits;
std::string findings;
Bytes current;

std::size_t below(std::size_t count) { return random_bits() % count; }

void keep_current(std::string_view why) {
  const std::string_view bytes(reinterpret_cast<const char*>(current.data()), current.size());
  const std::string name =
      findings + std::string(why) + "-" + std::to_string(std::hash<std::string_view>()(bytes));
  std::ofstream(name, std::ios::binary)
      .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  std::fprintf(stderr, "the input was kept in %s\n", name.c_str());
}

Options read_options(int count, char** arguments) {
  Options options;
  for (int i = 1; i < count; ++i) {
    const std::string_view argument = arguments[i];
    const auto value = [&](std::string_view name) -> const char* {
      return argument.starts_with(name) ? arguments[i] + name.size() : nullptr;
    };
    if (const char* runs = value("-runs=")) options.runs = std::strtoull(runs, nullptr, 10);
    if (const char* time = value("-max_total_time=")) options.seconds = std::strtod(time, nullptr);
    if (const char* time = value("-timeout=")) options.slowest = std::strtod(time, nullptr);
    if (const char* size = value("-max_len=")) options.largest = std::strtoull(size, nullptr, 10);
    if (const char* folder = value("-artifact_prefix=")) options.findings = folder;
    if (const char* seed = value("-seed="))
      random_bits.seed(static_cast<unsigned>(std::strtoul(seed, nullptr, 10)));
    if (!argument.starts_with("-")) options.paths.emplace_back(argument);
  }
  return options;
}

// Sorted, so that a seed goes the same way on every machine.
std::vector<Bytes> read_seeds(const std::vector<std::string>& paths) {
  std::vector<std::filesystem::path> files;
  for (const std::string& path : paths) {
    if (!std::filesystem::is_directory(path)) files.emplace_back(path);
    if (!std::filesystem::is_directory(path)) continue;
    for (const auto& entry : std::filesystem::directory_iterator(path)) files.push_back(entry);
  }
  std::ranges::sort(files);
  std::vector<Bytes> seeds;
  for (const auto& file : files) {
    std::ifstream stream(file, std::ios::binary);
    seeds.emplace_back(std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>());
  }
  return seeds;
}

// The processor's time: a machine that is busy with other things is no finding.
void run_current(const Options& options) {
  const std::clock_t began = std::clock();
  LLVMFuzzerTestOneInput(current.data(), current.size());
  const double took = static_cast<double>(std::clock() - began) / CLOCKS_PER_SEC;
  if (took < options.slowest) return;
  std::fprintf(stderr, "TOO SLOW: %.1f s\n", took);
  keep_current("slow");
  std::exit(1);
}

void change(Bytes& bytes, const std::vector<Bytes>& seeds, std::size_t most) {
  const std::size_t size = bytes.size();
  bytes.resize(most);
  std::size_t changed = 0;
  if (LLVMFuzzerCustomCrossOver != nullptr && below(6) == 0) {
    const Bytes one(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size));
    const Bytes& other = seeds[below(seeds.size())];
    changed = LLVMFuzzerCustomCrossOver(one.data(), size, other.data(), other.size(), bytes.data(),
                                        most, static_cast<unsigned>(random_bits()));
  } else if (LLVMFuzzerCustomMutator != nullptr) {
    changed =
        LLVMFuzzerCustomMutator(bytes.data(), size, most, static_cast<unsigned>(random_bits()));
  } else {
    changed = LLVMFuzzerMutate(bytes.data(), size, most);
  }
  bytes.resize(changed);
}
}  // namespace

// Plain bytes: a bit, a byte, a few gone, a few more, or four that overflow something.
extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t most) {
  constexpr std::uint32_t kWords[] = {0,          1,          16,         0x7FFFFFFF,
                                      0x80000000, 0xFFFFFFFF, 0x7FC00000, 0x7F800000};
  const std::size_t at = size == 0 ? 0 : below(size);
  const std::size_t few = 1 + below(8);
  switch (size == 0 ? 3 : below(5)) {
    case 0:
      data[at] ^= static_cast<std::uint8_t>(1U << below(8));
      return size;
    case 1:
      data[at] = static_cast<std::uint8_t>(below(256));
      return size;
    case 2: {
      const std::size_t gone = std::min(few, size - at);
      std::memmove(data + at, data + at + gone, size - at - gone);
      return size - gone;
    }
    case 3: {
      const std::size_t more = std::min(few, most - size);
      std::memmove(data + at + more, data + at, size - at);
      for (std::size_t i = 0; i < more; ++i) data[at + i] = static_cast<std::uint8_t>(below(256));
      return size + more;
    }
    default:
      if (size >= 4) std::memcpy(data + below(size - 3), &kWords[below(std::size(kWords))], 4);
      return size;
  }
}

int main(int count, char** arguments) {
  const Options options = read_options(count, arguments);
  findings = options.findings;
  __sanitizer_set_death_callback([] { keep_current("crash"); });
  const std::vector<Bytes> seeds = read_seeds(options.paths);
  if (seeds.empty()) return std::fputs("no seeds\n", stderr), 2;
  const auto began = Clock::now();
  std::uint64_t executions = 0;
  for (const Bytes& seed : seeds) {
    current = seed;
    run_current(options);
    ++executions;
  }
  const bool again = options.paths.size() == 1 && !std::filesystem::is_directory(options.paths[0]);
  for (; !again && executions < options.runs; ++executions) {
    const std::chrono::duration<double> passed = Clock::now() - began;
    if (passed.count() >= options.seconds) break;
    Bytes next = seeds[below(seeds.size())];
    if (next.size() > options.largest) continue;
    for (std::size_t times = 1 + below(4); times > 0; --times) change(next, seeds, options.largest);
    current = std::move(next);
    run_current(options);
  }
  std::printf("stat::number_of_executed_units: %llu\n",
              static_cast<unsigned long long>(executions));
  return 0;
}
