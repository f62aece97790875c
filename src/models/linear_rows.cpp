#include "models/linear_rows.h"

#include "base/error.h"
#include "kernels/link_functions.h"

namespace attune::models {

LinearRows::LinearRows(const format::Message& message, std::string_view who)
    : offsets(message.double_numbers(2)) {
  std::size_t rows = 0;
  for (const format::Message& each : message.messages(1)) {
    const std::vector<double> row = each.double_numbers(1);
    if (rows++ == 0) columns = row.size();
    if (row.size() != columns) {
      fail(ErrorCode::model_invalid, who, " has rows of ", columns, " and of ", row.size(),
           " weights");
    }
    weights.insert(weights.end(), row.begin(), row.end());
  }
  if (columns == 0) fail(ErrorCode::model_invalid, who, " has no weights");
  if (rows != offsets.size()) {
    fail(ErrorCode::model_invalid, who, " has ", rows, " rows of weights and ", offsets.size(),
         " offsets");
  }
}

double LinearRows::score(std::size_t row, std::span<const double> x) const {
  return kernels::linear_score(std::span(weights).subspan(row * columns, columns), offsets[row], x);
}

}  // namespace attune::models
