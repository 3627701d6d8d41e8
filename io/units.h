#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/text.h"
#include "engine/value.h"

namespace rheo {

/// A number as written, in SI units. Without a dimension it was bare.
struct Quantity {
  double value = 0;
  std::optional<Dimension> dimension;
};

/// Why a text is no quantity, in words for a Problem.
struct QuantityProblem {
  std::string what;
  std::string rule;
  std::string remedy;
};

/// Reads "20 ms", "200 Hz", "0.1 mV", "1e-3", ".inf". The grammar of numbers is ours: digits, a
/// point, an exponent; none of YAML 1.1's octal, hexadecimal, sexagesimal or `1_000` forms. The
/// prefix is applied to the decimal exponent before rounding, so "20 ms" equals 0.02 exactly.
std::optional<Quantity> parse_quantity(std::string_view text, QuantityProblem& problem);

/// Puts a quantity where `wanted` stands: bare numbers are seconds, hertz and pure numbers; all
/// other dimensions need their unit.
std::optional<double> convert(const Quantity& quantity, Dimension wanted, QuantityProblem& problem);

/// The unit in which neurons are commonly described: "pA", "nS", "mV", "ms".
std::string usual_unit(Dimension dimension);

/// A unit by itself, "pA", of the dimension `wanted`: how many of it make one in SI. Bare numbers
/// have none.
class UnitScale {
 public:
  /// `number` of this unit in SI.
  double si(double number) const noexcept { return many_ ? number * factor_ : number / factor_; }
  static std::optional<UnitScale> parse(std::string_view unit, Dimension wanted,
                                        QuantityProblem& problem);

 private:
  // Division by 1e12 rounds once where a product with 1e-12 rounds twice.
  bool many_ = true;
  double factor_ = 1;
};

/// "time (s)", "pure number", ... for messages.
std::string dimension_text(Dimension dimension);

/// The shortest form with a unit that reads back as the same double: "20 ms", "87.8 pA", "1.5 s".
std::string quantity_text(double value, Dimension dimension);

/// A regular expression (ECMA) for the texts that parse_quantity takes in units of `dimension`.
/// Of bare numbers it has only those with an exponent: JSON Schema sees what a YAML 1.1 reader
/// makes of the file, and such readers take 1e-3 for text. `negative`: a minus is allowed.
std::string quantity_pattern(Dimension dimension, bool negative);

/// Whether a bare number is allowed for this dimension.
bool bare_allowed(Dimension dimension) noexcept;

}  // namespace rheo
