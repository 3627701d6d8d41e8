#include "apps/decodings.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "apps/table.h"

namespace rheo {
namespace {

/// Over all decoded numbers together.
double rmse_of_all(const std::vector<double>& rmse) {
  double sum = 0;
  for (const double e : rmse)
    sum += e * e;
  return rmse.empty() ? 0 : std::sqrt(sum / static_cast<double>(rmse.size()));
}

}  // namespace

std::string decodings_text(const std::vector<DecodingReport>& decodings) {
  if (decodings.empty()) return "";
  Table table({"decoders of", "neurons", "points", "solver", "decoded", "RMSE", "worst", "seconds",
               "method"},
              Table::Align::words);
  for (const DecodingReport& d : decodings) {
    const std::string method =
        d.iterations == 0 ? "direct"
                          : fmt::format("{} iterations, residual {:.1e}", d.iterations, d.residual);
    const double worst = d.rmse.empty() ? 0 : *std::max_element(d.rmse.begin(), d.rmse.end());
    table.add({d.path, std::to_string(d.neurons), std::to_string(d.points), d.solver,
               std::to_string(d.rmse.size()), fmt::format("{:.4g}", rmse_of_all(d.rmse)),
               fmt::format("{:.4g}", worst), fmt::format("{:.3f}", d.seconds), method});
  }
  return table.text();
}

}  // namespace rheo
