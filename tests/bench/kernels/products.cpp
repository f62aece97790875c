// gemm and correlation: compared with sums in double at many sizes, then timed at the sizes of the
// workloads. products.mjs compiles and runs it, natively and in both builds for WebAssembly.

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <vector>

#include "kernels/correlation.h"
#include "kernels/gemm.h"

namespace {
using namespace attune::kernels;
using Floats = std::vector<float>;

int failures = 0, compared = 0;

Floats random_floats(std::size_t count) {
  static std::uint32_t state = 7;
  Floats floats(count);
  for (float& value : floats) {
    state = state * 1664525 + 1013904223;
    value = static_cast<float>(state >> 8) / 16777216.0F - 0.5F;
  }
  return floats;
}

std::size_t area(int rows, int columns) {
  return static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns);
}

// Sums of `terms` products of numbers up to 1/2.
void compare(const char* what, int terms, double got, double wanted) {
  ++compared;
  if (std::fabs(got - wanted) <= 1e-6 * std::sqrt(terms) + 1e-6) return;
  if (++failures < 10) std::printf("WRONG %s: %g, not %g\n", what, got, wanted);
}

double milliseconds() {
  using namespace std::chrono;
  return duration<double, std::milli>(steady_clock::now().time_since_epoch()).count();
}

// The upper decile of many short runs: what else the machine does, it does between them.
template <typename Work>
double gflops(double flops, Work work) {
  const int times = std::max(1, static_cast<int>(3e7 / flops));
  std::vector<double> rates;
  for (const double start = milliseconds(); milliseconds() - start < 300 || rates.size() < 10;) {
    const double begin = milliseconds();
    for (int i = 0; i < times; ++i) work();
    rates.push_back(flops * times / ((milliseconds() - begin) * 1e6));
  }
  std::ranges::sort(rates);
  return rates[rates.size() * 9 / 10];
}

struct Product {
  Product(int rows, int columns, int depth, bool a_by_columns, bool b_by_columns)
      : a_floats(random_floats(area(rows, depth))),
        b_floats(random_floats(area(depth, columns))),
        c(area(rows, columns)),
        scratch(gemm_scratch_floats(static_cast<unsigned>(rows), static_cast<unsigned>(columns),
                                    static_cast<unsigned>(depth))),
        a(a_by_columns ? transposed(row_major(a_floats.data(), depth, rows))
                       : row_major(a_floats.data(), rows, depth)),
        b(b_by_columns ? transposed(row_major(b_floats.data(), columns, depth))
                       : row_major(b_floats.data(), depth, columns)) {}

  void run() { gemm(a, b, Into::overwrite, c.data(), b.columns, scratch); }
  void check() {
    run();
    for (int i = 0; i < a.rows; ++i) {
      for (int j = 0; j < b.columns; ++j) {
        double sum = 0;
        for (int k = 0; k < a.columns; ++k) {
          sum += static_cast<double>(a.data[i * a.row_step + k * a.column_step]) *
                 static_cast<double>(b.data[k * b.row_step + j * b.column_step]);
        }
        compare("gemm", a.columns, static_cast<double>(c[area(i, b.columns) + unsigned(j)]), sum);
      }
    }
  }

  Floats a_floats, b_floats, c, scratch;
  Matrix a, b;
};

Steps steps(int size, int kernel, int stride, int dilation, int before, int after) {
  return {size,     kernel, stride,
          dilation, before, (size + before + after - ((kernel - 1) * dilation + 1)) / stride + 1};
}

struct Convolution {
  Convolution(const Windows& w, int in, int out, int groups_, int images_)
      : windows(w),
        in_channels(in),
        out_channels(out),
        groups(groups_),
        images(images_),
        correlation(w, in, out, groups_),
        image(random_floats(area(images * in, w.y.size * w.x.size))),
        weights(random_floats(area(out, in / groups_ * w.taps()))),
        map(random_floats(area(images * out, w.count()))),
        scratch(correlation.scratch_floats()) {}

  void forward(Floats& to) {
    correlation.add_to_map(image.data(), weights.data(), to.data(), scratch, images);
  }
  void to_weights(Floats& to) {
    correlation.add_to_weights(map.data(), image.data(), to.data(), scratch, images);
  }
  void to_image(Floats& to) {
    for (int i = 0; i < images; ++i) {
      correlation.add_to_image(map.data() + area(i * out_channels, windows.count()), weights.data(),
                               to.data() + area(i * in_channels, windows.y.size * windows.x.size),
                               scratch);
    }
  }

  void check() {
    Floats new_map = map, new_weights = weights, new_image = image;
    forward(new_map), to_weights(new_weights), to_image(new_image);
    std::vector<double> maps(map.begin(), map.end()), dweights(weights.begin(), weights.end()),
        images_(image.begin(), image.end());
    const Steps &y = windows.y, &x = windows.x;
    const int in = in_channels / groups, taps = windows.taps();
    for (int row = 0; row < images * out_channels; ++row) {
      const int m = row % out_channels,
                first = row / out_channels * in_channels + m / (out_channels / groups) * in;
      for (int w = 0; w < windows.count(); ++w) {
        const std::size_t at = area(row, windows.count()) + unsigned(w);
        for (int t = 0; t < in * taps; ++t) {
          const int i = w / x.count * y.stride + t % taps / x.kernel * y.dilation - y.before,
                    j = w % x.count * x.stride + t % taps % x.kernel * x.dilation - x.before;
          if (i < 0 || j < 0 || i >= y.size || j >= x.size) continue;
          const std::size_t from = area(area(first + t / taps, y.size) + unsigned(i), x.size) +
                                   unsigned(j),
                            weight = area(m, in * taps) + unsigned(t);
          maps[at] += static_cast<double>(weights[weight]) * static_cast<double>(image[from]);
          dweights[weight] += static_cast<double>(map[at]) * static_cast<double>(image[from]);
          images_[from] += static_cast<double>(map[at]) * static_cast<double>(weights[weight]);
        }
      }
    }
    const auto compare_all = [](const char* what, int terms, const Floats& got,
                                const auto& wanted) {
      for (std::size_t i = 0; i < got.size(); ++i)
        compare(what, terms, static_cast<double>(got[i]), wanted[i]);
    };
    compare_all("map", in * taps, new_map, maps);
    compare_all("weights", images * windows.count(), new_weights, dweights);
    compare_all("image", out_channels * taps, new_image, images_);
  }

  void time(const char* name) {
    const double flops =
        2.0 * images * out_channels * windows.count() * (in_channels / groups) * windows.taps();
    std::printf("%-28s %6.1f forward %6.1f weights %6.1f input\n", name,
                gflops(flops, [&] { forward(map); }), gflops(flops, [&] { to_weights(weights); }),
                gflops(flops, [&] { to_image(image); }));
  }

  Windows windows;
  int in_channels, out_channels, groups, images;
  Correlation correlation;
  Floats image, weights, map, scratch;

 private:
  static std::size_t area(std::size_t rows, int columns) {
    return rows * static_cast<std::size_t>(columns);
  }
  static std::size_t area(int rows, int columns) {
    return area(static_cast<std::size_t>(rows), columns);
  }
};

void check_all() {
  for (const int rows : {1, 3, 17, 33}) {
    for (const int columns : {1, 3, 10, 17, 33, 70}) {
      for (const int depth : {1, 3, 17, 300}) {
        for (const int layout : {0, 1, 2, 3})
          Product(rows, columns, depth, (layout & 1) != 0, (layout & 2) != 0).check();
      }
    }
  }
  for (const int kernel : {1, 2, 3}) {
    for (const int stride : {1, 2, 3}) {
      for (const int dilation : {1, 2}) {
        for (const int before : {0, 1, 2}) {
          for (const int size : {5, 8, 13}) {
            const Windows windows{steps(size, kernel, stride, dilation, before, before),
                                  steps(size + 3, kernel, stride, dilation, before, 1)};
            if (windows.y.count < 1 || windows.x.count < 1) continue;
            Convolution(windows, 3, 9, 1, 2).check();
            Convolution(windows, 3, 3, 3, 2).check();
            Convolution(windows, 6, 34, 2, 1).check();
          }
        }
      }
    }
  }
  Convolution({steps(40, 3, 1, 1, 1, 1), steps(17, 3, 1, 1, 1, 1)}, 33, 300, 1, 2).check();
}

void time_all() {
  struct Named {
    const char* name;
    int rows, columns, depth;
    bool a_by_columns, b_by_columns;
  };
  for (const Named& n : {Named{"512 x 512 x 512", 512, 512, 512, false, false},
                         {"w2 forward", 32, 128, 1280, false, true},
                         {"w2 weights", 128, 1280, 32, true, false},
                         {"w1 forward", 32, 10, 1280, false, true},
                         {"w1 weights", 10, 1280, 32, true, false},
                         {"one row", 1, 128, 1600, false, true}}) {
    Product product(n.rows, n.columns, n.depth, n.a_by_columns, n.b_by_columns);
    std::printf("%-28s %6.1f\n", n.name,
                gflops(2.0 * n.rows * n.columns * n.depth, [&] { product.run(); }));
  }
  Convolution({steps(28, 3, 1, 1, 0, 0), steps(28, 3, 1, 1, 0, 0)}, 1, 32, 1, 32).time("w3 conv1");
  Convolution({steps(13, 3, 1, 1, 0, 0), steps(13, 3, 1, 1, 0, 0)}, 32, 64, 1, 32).time("w3 conv2");
  Convolution({steps(14, 1, 1, 1, 0, 0), steps(14, 1, 1, 1, 0, 0)}, 64, 128, 1, 8).time("1 x 1");
}
}  // namespace

int main(int count, char**) {
  check_all();
  std::printf("%d numbers compared, %d wrong\n", compared, failures);
  if (count > 1) time_all();
  return failures == 0 && compared > 0 ? 0 : 1;
}
