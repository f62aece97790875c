#include "models/support_vectors.h"

#include <algorithm>

#include "base/error.h"
#include "kernels/link_functions.h"

namespace attune::models {
namespace {
template <typename... Parts>
[[noreturn]] void refuse(const Parts&... parts) {
  fail(ErrorCode::model_invalid, "the support vector machine ", parts...);
}

std::int32_t int32_of(const format::Message& message, std::uint32_t field) {
  return static_cast<std::int32_t>(message.integer(field));  // negative ones stand as 64 bits
}
}  // namespace

SupportVectors::SupportVectors(const format::Message& params, std::uint32_t sparse,
                               std::uint32_t dense) {
  read_kernel(params);
  const format::Message::Choice choice = params.choice({sparse, dense});
  if (choice.field == 0) refuse("has neither sparse nor dense vectors");
  sparse_ = choice.field == sparse;
  starts_.push_back(0);
  for (const format::Message& vector : choice.message.messages(1)) {
    if (sparse_) {
      read_sparse(vector);
    } else {
      const std::vector<double> numbers = vector.double_numbers(1);
      if (starts_.size() == 1) width_ = numbers.size();
      if (numbers.size() != width_)
        refuse("has vectors of ", width_, " and of ", numbers.size(), " numbers");
      values_.insert(values_.end(), numbers.begin(), numbers.end());
    }
    starts_.push_back(values_.size());
  }
}

void SupportVectors::read_kernel(const format::Message& params) {
  const format::Message::Choice choice = params.message(1).choice({1, 2, 3, 4});
  if (choice.field == 0) refuse("names no kernel");
  kernel_ = static_cast<Kernel>(choice.field);
  if (kernel_ == Kernel::rbf || kernel_ == Kernel::sigmoid)
    gamma_ = choice.message.double_number(1);
  if (kernel_ == Kernel::sigmoid) c_ = choice.message.double_number(2);
  if (kernel_ == Kernel::polynomial) {
    degree_ = int32_of(choice.message, 1);
    c_ = choice.message.double_number(2);
    gamma_ = choice.message.double_number(3);
    if (degree_ < 0) refuse("has a kernel of degree ", degree_);
  }
  if (!(gamma_ >= 0)) refuse("has a kernel with gamma ", gamma_, "; it must not be negative");
}

void SupportVectors::read_sparse(const format::Message& vector) {
  std::int64_t last = 0;
  for (const format::Message& node : vector.messages(1)) {
    const std::int64_t index = int32_of(node, 1);
    if (index <= last) {
      refuse("has a sparse vector whose index ", index, last == 0 ? " is below 1" : " follows ",
             last == 0 ? std::string() : sentence(last));
    }
    last = index;
    indices_.push_back(static_cast<std::uint32_t>(index - 1));
    values_.push_back(node.double_number(2));
  }
  width_ = std::max(width_, static_cast<std::size_t>(last));
}

double SupportVectors::dot(std::size_t vector, std::span<const double> x) const {
  double sum = 0;
  for (std::size_t i = starts_[vector]; i < starts_[vector + 1]; ++i)
    sum += x[sparse_ ? indices_[i] : i - starts_[vector]] * values_[i];
  return sum;
}

double SupportVectors::squared_distance(std::size_t vector, std::span<const double> x) const {
  double sum = 0;
  std::size_t next = starts_[vector];
  for (std::size_t k = 0; k < x.size(); ++k) {
    const bool named = next < starts_[vector + 1] && (!sparse_ || indices_[next] == k);
    const double difference = named ? x[k] - values_[next] : x[k];
    if (named) ++next;
    sum += difference * difference;
  }
  return sum;
}

std::vector<double> SupportVectors::compare(std::span<const double> x) const {
  std::vector<double> results(count());
  for (std::size_t i = 0; i < results.size(); ++i) {
    double& result = results[i];
    if (kernel_ == Kernel::rbf) {
      result = kernels::exponential(-gamma_ * squared_distance(i, x));
    } else if (kernel_ == Kernel::linear) {
      result = dot(i, x);
    } else {
      result = gamma_ * dot(i, x) + c_;
      result = kernel_ == Kernel::polynomial ? kernels::power(result, degree_)
                                             : kernels::hyperbolic_tangent(result);
    }
  }
  return results;
}

std::vector<double> read_support_row(const RowReader& reader, const SupportVectors& vectors,
                                     const format::Features& features) {
  // Without any vector there is nothing that says how many numbers there are.
  if (!vectors.is_sparse() && vectors.count() > 0) return reader.read(features, vectors.width());
  return reader.read_at_least(features, vectors.width());
}

}  // namespace attune::models
