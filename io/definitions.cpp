#include "io/definitions.h"

#include <array>
#include <cmath>

#include "io/formula.h"

namespace rheo {
namespace {

/// Powers of second, volt and ampere in a dimension.
using Powers = std::array<int, 3>;

Powers powers_of(Dimension dimension) {
  switch (dimension) {
    case Dimension::none:
      return {0, 0, 0};
    case Dimension::time:
      return {1, 0, 0};
    case Dimension::frequency:
      return {-1, 0, 0};
    case Dimension::voltage:
      return {0, 1, 0};
    case Dimension::current:
      return {0, 0, 1};
    case Dimension::capacitance:
      return {1, -1, 1};
    case Dimension::conductance:
      return {0, -1, 1};
  }
  return {0, 0, 0};
}

constexpr std::array<Dimension, 7> kDimensions = {
    Dimension::none,    Dimension::time,        Dimension::frequency,  Dimension::voltage,
    Dimension::current, Dimension::capacitance, Dimension::conductance};

/// k where ratio = 2^k to rounding, else nothing.
std::optional<int> power_of_two(double ratio) {
  if (!(ratio > 0) || !std::isfinite(ratio)) return std::nullopt;
  int exponent = 0;
  const double m = std::frexp(ratio, &exponent);  // 0.5 <= m < 1
  if (std::fabs(m - 0.5) < 1e-9) return exponent - 1;
  if (std::fabs(m - 1) < 1e-9) return exponent;
  return std::nullopt;
}

/// Other values of the constants: what comes to 0 by chance (0 x 1 mV) shows its dimension there.
std::map<std::string, double> elsewhere(std::map<std::string, double> values) {
  double factor = 1.25;
  for (auto& [name, value] : values) {
    value = value == 0 ? factor : value * factor;
    factor += 0.0625;
  }
  return values;
}

}  // namespace

void Definitions::add(const std::string& name, double value, Dimension dimension) {
  constants_[name] = dimension;
  values_[name] = value;
  if (dimension != Dimension::none) dimensioned_ = true;
}

std::optional<Quantity> Definitions::evaluate(const std::string& text,
                                              QuantityProblem& problem) const {
  Quantity quantity;
  const std::string shown = "`=" + text.substr(0, 60) + "`";
  try {
    quantity.value = Formula(text, values_, {}).evaluate();
    if (!std::isfinite(quantity.value)) {
      problem = {shown + " comes to " + number_text(quantity.value), "numbers must be finite", ""};
      if (std::isnan(quantity.value)) problem.what = shown + " comes to no number (NaN)";
      return std::nullopt;
    }
    if (!dimensioned_) return quantity;
    const auto constants = quantity.value == 0 ? elsewhere(values_) : values_;
    const double reference = Formula(text, constants, {}).evaluate();
    if (reference == 0 || !std::isfinite(reference)) return quantity;
    Powers powers = {0, 0, 0};
    for (std::size_t base = 0; base < powers.size(); ++base) {
      std::map<std::string, double> scaled = constants;
      for (auto& [name, value] : scaled) {
        value = std::ldexp(value, powers_of(constants_.at(name))[base]);
      }
      const auto power = power_of_two(Formula(text, scaled, {}).evaluate() / reference);
      if (!power) {
        problem = {shown + " mixes dimensions", "only like is added to and compared with like",
                   "name the bare number under `define:` with its unit"};
        return std::nullopt;
      }
      powers[base] = *power;
    }
    if (powers == Powers{0, 0, 0}) return quantity;
    for (Dimension d : kDimensions) {
      if (powers_of(d) == powers) quantity.dimension = d;
    }
    if (quantity.dimension) return quantity;
    problem = {shown + " is no quantity that a network knows: s^" + std::to_string(powers[0]) +
                   " V^" + std::to_string(powers[1]) + " A^" + std::to_string(powers[2]),
               "", ""};
  } catch (const FormulaError& e) {
    problem = {shown + " " + e.what(), "", e.remedy()};
  }
  return std::nullopt;
}

}  // namespace rheo
