#include "models/evaluation.h"

#include <algorithm>
#include <cmath>

namespace attune::models {

void Residuals::add(double got, double wanted, std::int64_t count) {
  const double away = wanted - mean;
  mean += away / static_cast<double>(count);
  spread += away * (wanted - mean);
  const double error = got - wanted;
  squared += error * error;
  absolute += std::fabs(error);
}

std::uint32_t Evaluation::number_of(const format::Label& label) {
  const auto found = std::ranges::find(labels, label);
  const auto number = static_cast<std::uint32_t>(found - labels.begin());
  if (found == labels.end()) labels.push_back(label);
  return number;
}

void Evaluation::add_labels(const format::Label& wanted, const format::Label& got) {
  actual.push_back(number_of(wanted));
  predicted.push_back(number_of(got));
  correct += actual.back() == predicted.back() ? 1 : 0;
}

void Evaluation::add_numbers(std::span<const double> wanted, std::span<const double> got,
                             std::int64_t number) {
  residuals.resize(std::max(residuals.size(), wanted.size()));
  for (std::size_t i = 0; i < std::min(wanted.size(), got.size()); ++i)
    residuals[i].add(got[i], wanted[i], number);
}

}  // namespace attune::models
