#pragma once

#include <map>
#include <optional>
#include <string>

#include "io/units.h"

namespace rheo {

/// The constants of `define:`. They keep their dimension: `tau: 20 ms` makes `=2*tau` a time, and
/// `=tau` an error where a frequency is wanted.
class Definitions {
 public:
  void add(const std::string& name, double value, Dimension dimension);
  bool has(const std::string& name) const { return constants_.count(name) != 0; }

  /// The value and dimension of `text` (without its `=`). The dimension is found by scaling: what
  /// doubles when all seconds double is a time. A sum of a time and a number is an error.
  std::optional<Quantity> evaluate(const std::string& text, QuantityProblem& problem) const;

  /// The numbers in SI units, for expressions in t.
  const std::map<std::string, double>& values() const noexcept { return values_; }

 private:
  std::map<std::string, Dimension> constants_;
  std::map<std::string, double> values_;
  bool dimensioned_ = false;
};

}  // namespace rheo
