// Support vectors and the kernel that compares an example with each of them.
//
//   linear   K(x, v) = x · v                  polynomial   K(x, v) = (gamma x · v + c)^degree
//   RBF      K(x, v) = e^(-gamma |x - v|²)    sigmoid      K(x, v) = tanh(gamma x · v + c)
//
// In double, sums from the first number on. A sparse vector names its numbers, counted from 1; the
// others are 0.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "format/wire.h"
#include "models/row_reader.h"

namespace attune::models {

class SupportVectors {
 public:
  /// Reads the kernel (field 1) and the vectors of a SupportVectorRegressor or -Classifier.
  /// @param sparse, dense  the fields of its oneof supportVectors
  /// @throws Error model_invalid: no kernel or no vectors, a negative gamma or degree, dense
  /// vectors of different length, sparse ones whose indices do not ascend from 1
  SupportVectors(const format::Message& params, std::uint32_t sparse, std::uint32_t dense);

  std::size_t count() const { return starts_.size() - 1; }
  /// So many numbers an example must have; of sparse vectors the largest that any of them names.
  std::size_t width() const { return width_; }
  bool is_sparse() const { return sparse_; }

  /// K(x, v) for each vector. Needs: width() numbers in x, or more where they are sparse.
  std::vector<double> compare(std::span<const double> x) const;

 private:
  enum class Kernel : std::uint32_t { linear = 1, rbf, polynomial, sigmoid };

  void read_kernel(const format::Message& params);
  void read_sparse(const format::Message& vector);
  double dot(std::size_t vector, std::span<const double> x) const;
  double squared_distance(std::size_t vector, std::span<const double> x) const;

  Kernel kernel_ = Kernel::linear;
  double gamma_ = 0, c_ = 0;
  int degree_ = 0;
  bool sparse_ = false;
  std::vector<double> values_;
  std::vector<std::uint32_t> indices_;  // of sparse vectors, counted from 0
  std::vector<std::size_t> starts_;     // of each vector in values_, and the end
  std::size_t width_ = 0;
};

/// The inputs of a machine as one row.
/// @throws Error bad_example, shape_mismatch
std::vector<double> read_support_row(const RowReader& reader, const SupportVectors& vectors,
                                     const format::Features& features);

}  // namespace attune::models
