#include "io/units.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <limits>

namespace rheo {
namespace {

struct Unit {
  std::string_view symbol;
  Dimension dimension;
};
constexpr std::array<Unit, 6> kUnits = {{{"s", Dimension::time},
                                         {"Hz", Dimension::frequency},
                                         {"V", Dimension::voltage},
                                         {"A", Dimension::current},
                                         {"F", Dimension::capacitance},
                                         {"S", Dimension::conductance}}};

struct Prefix {
  std::string_view symbol;
  int exponent;
};
constexpr std::array<Prefix, 10> kPrefixes = {{{"", 0},
                                               {"f", -15},
                                               {"p", -12},
                                               {"n", -9},
                                               {"u", -6},
                                               {"\xC2\xB5", -6},  // micro sign
                                               {"m", -3},
                                               {"k", 3},
                                               {"M", 6},
                                               {"G", 9}}};

bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}

/// A number cut into sign and digits (with the point) and decimal exponent.
struct Literal {
  std::string mantissa;
  int exponent = 0;
  std::size_t length = 0;  // characters of it in the text; 0: no number
};

std::size_t count_digits(std::string_view text, std::size_t at) {
  std::size_t n = 0;
  while (at + n < text.size() && is_digit(text[at + n]))
    ++n;
  return n;
}

Literal scan_literal(std::string_view text) {
  std::size_t at = !text.empty() && (text[0] == '-' || text[0] == '+') ? 1 : 0;
  const std::size_t whole = count_digits(text, at);
  std::size_t end = at + whole;
  std::size_t fraction = 0;
  if (end < text.size() && text[end] == '.') {
    fraction = count_digits(text, end + 1);
    end += 1 + fraction;
  }
  if (whole + fraction == 0) return {};
  Literal literal;
  literal.mantissa = std::string(text.substr(text[0] == '+' ? 1 : 0, end - (text[0] == '+')));
  if (end < text.size() && (text[end] == 'e' || text[end] == 'E')) {
    std::size_t digits_at = end + 1;
    if (digits_at < text.size() && (text[digits_at] == '-' || text[digits_at] == '+')) ++digits_at;
    const std::size_t n = count_digits(text, digits_at);
    if (n > 0) {
      const char* first = text.data() + digits_at;
      if (std::from_chars(first, first + n, literal.exponent).ec != std::errc()) {
        literal.exponent = 100000;  // beyond any double; refused by the caller
      }
      if (text[end + 1] == '-') literal.exponent = -literal.exponent;
      end = digits_at + n;
    }
  }
  literal.length = end;
  return literal;
}

std::optional<double> special(std::string_view text) {
  const bool minus = text.substr(0, 1) == "-";
  if (minus || text.substr(0, 1) == "+") text.remove_prefix(1);
  const double infinity = std::numeric_limits<double>::infinity();
  for (std::string_view name : {".inf", ".Inf", ".INF", "inf", "Inf", "infinity"}) {
    if (text == name) return minus ? -infinity : infinity;
  }
  for (std::string_view name : {".nan", ".NaN", ".NAN", "nan", "NaN"}) {
    if (text == name) return std::numeric_limits<double>::quiet_NaN();
  }
  return std::nullopt;
}

const char* const kNumberRule = "numbers are written 20, 0.5 or 1e-3, units after a space: 20 ms";

bool leading_zero(std::string_view mantissa) {
  if (mantissa.substr(0, 1) == "-") mantissa.remove_prefix(1);
  return mantissa.size() > 1 && mantissa[0] == '0' && is_digit(mantissa[1]);
}

std::string remedy_for(std::string_view rest) {
  if (rest.empty()) return "";
  if (rest[0] == '_') return "write the digits without `_`";
  if (rest[0] == ',') return "write a decimal point, not a comma";
  if (rest[0] == ':') return "sexagesimal numbers are refused: write seconds";
  if (rest[0] == 'x' || rest[0] == 'o' || rest[0] == 'b') return "write a decimal number";
  if (rest.substr(0, 1) == "%") return "write a fraction: 0.5 for 50 %";
  return "known units: s, Hz, V, A, F, S with the prefixes f p n u m k M G";
}

std::string quoted(std::string_view text) {
  std::string shown(text.substr(0, 60));
  if (text.size() > 60) shown += "...";
  return "`" + shown + "`";
}

std::optional<std::pair<Dimension, int>> find_unit(std::string_view text) {
  for (const Unit& unit : kUnits) {
    for (const Prefix& prefix : kPrefixes) {
      if (text.size() == prefix.symbol.size() + unit.symbol.size() &&
          text.substr(0, prefix.symbol.size()) == prefix.symbol &&
          text.substr(prefix.symbol.size()) == unit.symbol) {
        return std::pair{unit.dimension, prefix.exponent};
      }
    }
  }
  return std::nullopt;
}

/// The decimal number mantissa x 10^exponent without rounding: "2.5", 1 -> "25".
std::string shift_point(std::string mantissa, int exponent) {
  if (exponent < 0 || exponent > 15) return mantissa + "e" + std::to_string(exponent);
  const std::size_t point = mantissa.find('.');
  const std::size_t sign = mantissa[0] == '-' ? 1 : 0;
  if (point != std::string::npos) mantissa.erase(point, 1);
  const std::size_t whole = sign + 1 + static_cast<std::size_t>(exponent);
  if (mantissa.size() < whole) mantissa.append(whole - mantissa.size(), '0');
  if (mantissa.size() > whole) mantissa.insert(whole, ".");
  return mantissa;
}

}  // namespace

std::optional<Quantity> parse_quantity(std::string_view text, QuantityProblem& problem) {
  if (const auto value = special(text)) {
    if (!std::isnan(*value)) return Quantity{*value, std::nullopt};
    problem = {"is NaN, not a number", kNumberRule, "give a number"};
    return std::nullopt;
  }
  const Literal literal = scan_literal(text);
  std::string_view rest = text.substr(literal.length);
  if (literal.length == 0) {
    problem = {quoted(text) + " is not a number", kNumberRule, ""};
    return std::nullopt;
  }
  if (leading_zero(literal.mantissa)) {
    problem = {quoted(text) + " starts with a zero, which some readers take for octal", kNumberRule,
               "remove the leading zeros"};
    return std::nullopt;
  }
  while (!rest.empty() && rest[0] == ' ')
    rest.remove_prefix(1);
  Quantity quantity;
  int shift = 0;
  if (!rest.empty()) {
    const auto unit = find_unit(rest);
    if (!unit) {
      problem = {quoted(text) + " is not a number with a known unit", kNumberRule,
                 remedy_for(rest)};
      return std::nullopt;
    }
    quantity.dimension = unit->first;
    shift = unit->second;
  }
  const std::string decimal = literal.mantissa + "e" + std::to_string(literal.exponent + shift);
  const char* end = decimal.data() + decimal.size();
  if (std::from_chars(decimal.data(), end, quantity.value).ec != std::errc()) {
    problem = {quoted(text) + " does not fit a double", "magnitudes from 1e-307 to 1e308", ""};
    return std::nullopt;
  }
  return quantity;
}

bool bare_allowed(Dimension dimension) noexcept {
  return dimension == Dimension::none || dimension == Dimension::time ||
         dimension == Dimension::frequency;
}

std::optional<double> convert(const Quantity& quantity, Dimension wanted,
                              QuantityProblem& problem) {
  if (!quantity.dimension) {
    if (bare_allowed(wanted)) return quantity.value;
    problem = {number_text(quantity.value) + " has no unit",
               "a " + dimension_text(wanted) + " needs its unit",
               "write for example 1 m" + std::string(unit_symbol(wanted))};
    return std::nullopt;
  }
  if (*quantity.dimension == wanted) return quantity.value;
  problem = {"is a " + dimension_text(*quantity.dimension),
             "a " + dimension_text(wanted) + " is needed", ""};
  if (wanted == Dimension::none) problem.remedy = "remove the unit";
  return std::nullopt;
}

std::string dimension_text(Dimension dimension) {
  switch (dimension) {
    case Dimension::none:
      return "pure number";
    case Dimension::time:
      return "time (s)";
    case Dimension::frequency:
      return "frequency (Hz)";
    case Dimension::voltage:
      return "voltage (V)";
    case Dimension::current:
      return "current (A)";
    case Dimension::capacitance:
      return "capacitance (F)";
    case Dimension::conductance:
      return "conductance (S)";
  }
  return "?";
}

std::string quantity_text(double value, Dimension dimension) {
  if (dimension == Dimension::none || !std::isfinite(value)) return number_text(value);
  const std::string unit(unit_symbol(dimension));
  if (value == 0) return number_text(value) + " " + unit;
  char buffer[32];
  const char* end =
      std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::scientific).ptr;
  const std::string text(buffer, static_cast<std::size_t>(end - buffer));
  const std::size_t e = text.find('e');
  const int exponent = std::stoi(text.substr(e + 1));
  const int third = exponent >= 0 ? exponent / 3 : (exponent - 2) / 3;  // rounded down
  const int highest = dimension == Dimension::time ? 0 : 9;
  const int shift = std::clamp(3 * third, -15, highest);
  std::string prefix;
  for (const Prefix& p : kPrefixes) {
    if (p.exponent == shift && p.symbol.size() < 2) prefix = p.symbol;
  }
  return shift_point(text.substr(0, e), exponent - shift) + " " + prefix + unit;
}

std::string quantity_pattern(Dimension dimension, bool negative) {
  const std::string sign = negative ? "[-+]?" : "[+]?";
  const std::string mantissa = "([0-9]+\\.?[0-9]*|\\.[0-9]+)";
  const std::string exponent = "([eE][-+]?[0-9]+)";
  const std::string bare = sign + mantissa + exponent;
  if (dimension == Dimension::none) return "^" + bare + "$";
  const std::string unit = " *(f|p|n|u|\xC2\xB5|m|k|M|G)?" + std::string(unit_symbol(dimension));
  const std::string full = sign + mantissa + exponent + "?" + unit;
  return bare_allowed(dimension) ? "^(" + full + "|" + bare + ")$" : "^" + full + "$";
}

std::string usual_unit(Dimension dimension) {
  switch (dimension) {
    case Dimension::none:
      return "";
    case Dimension::frequency:
      return "Hz";
    case Dimension::time:
    case Dimension::voltage:
      return "m" + std::string(unit_symbol(dimension));
    case Dimension::current:
    case Dimension::capacitance:
      return "p" + std::string(unit_symbol(dimension));
    case Dimension::conductance:
      return "nS";
  }
  return "";
}

std::optional<UnitScale> UnitScale::parse(std::string_view unit, Dimension wanted,
                                          QuantityProblem& problem) {
  const std::string shown = "`" + std::string(unit.substr(0, 40)) + "`";
  if (wanted == Dimension::none) {
    problem = {"is " + shown, "pure numbers have no unit", "leave it out"};
    return std::nullopt;
  }
  const bool letters = !unit.empty() && unit.find_first_of("0123456789.+- ") == unit.npos;
  const auto one = letters ? parse_quantity("1 " + std::string(unit), problem) : std::nullopt;
  if (!one || one->dimension != wanted) {
    problem = {"is " + shown, "must be a unit of " + dimension_text(wanted),
               "write for example " + usual_unit(wanted)};
    return std::nullopt;
  }
  UnitScale scale;
  scale.many_ = one->value >= 1;
  scale.factor_ = scale.many_ ? one->value : std::round(1 / one->value);
  return scale;
}

}  // namespace rheo
