#include "engine/error.h"

#include <utility>

namespace rheo {
namespace {

std::string all_text(const std::vector<Problem>& problems) {
  std::string text;
  for (const Problem& p : problems) {
    text += (text.empty() ? "" : "\n") + p.text();
  }
  return text;
}

}  // namespace

std::string Problem::text() const {
  std::string text = where.empty() ? "" : where + ": ";
  if (!path.empty()) text += path + ": ";
  text += what;
  if (!rule.empty()) text += "; " + rule;
  if (!remedy.empty()) text += "; " + remedy;
  return text;
}

ConfigError::ConfigError(std::vector<Problem> problems)
    : std::runtime_error(all_text(problems)), problems_(std::move(problems)) {}

NumericalError::NumericalError(const std::string& where, std::int64_t step, double value)
    : std::runtime_error(where + ", step " + std::to_string(step) + ": the value " +
                         std::to_string(value) +
                         " arrives, and a number is no longer finite; look for weights, gains or "
                         "inputs that grow without bound") {}

}  // namespace rheo
