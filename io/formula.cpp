#include "io/formula.h"

#include <muParser.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "engine/math.h"
#include "engine/text.h"
#include "io/units.h"

namespace rheo {
namespace {

constexpr std::size_t kMaxFormula = 4096;  // characters; muparser's time grows with the square

using Unary = double (*)(double);
using Binary = double (*)(double, double);

double absolute(double x) {
  return std::fabs(x);
}
double root(double x) {
  return std::sqrt(x);
}
double floor_of(double x) {
  return std::floor(x);
}
double ceil_of(double x) {
  return std::ceil(x);
}
double round_of(double x) {
  return std::round(x);
}
double sign_of(double x) {
  return x > 0 ? 1.0 : (x < 0 ? -1.0 : 0.0);
}

const std::vector<std::pair<std::string, Unary>>& unary_functions() {
  static const std::vector<std::pair<std::string, Unary>> all = {
      {"abs", absolute},      {"sqrt", root},       {"floor", floor_of},    {"ceil", ceil_of},
      {"round", round_of},    {"sign", sign_of},    {"exp", math::exp},     {"ln", math::log},
      {"log", math::log},     {"log2", math::log2}, {"log10", math::log10}, {"log1p", math::log1p},
      {"expm1", math::expm1}, {"sin", math::sin},   {"cos", math::cos},     {"tan", math::tan},
      {"asin", math::asin},   {"acos", math::acos}, {"atan", math::atan},   {"sinh", math::sinh},
      {"cosh", math::cosh},   {"tanh", math::tanh}, {"asinh", math::asinh}, {"acosh", math::acosh},
      {"atanh", math::atanh}, {"cbrt", math::cbrt}};
  return all;
}

/// Remainder with the sign of the divisor, as Python's %: periodic across 0.
double modulo(double a, double b) {
  const double r = std::fmod(a, b);
  return r != 0 && (r < 0) != (b < 0) ? r + b : r;
}
double choose(double condition, double a, double b) {
  return condition != 0 ? a : b;
}
double smallest(const double* values, int n) {
  return *std::min_element(values, values + n);
}
double largest(const double* values, int n) {
  return *std::max_element(values, values + n);
}

double add(double a, double b) {
  return a + b;
}
double subtract(double a, double b) {
  return a - b;
}
double multiply(double a, double b) {
  return a * b;
}
double divide(double a, double b) {
  return a / b;
}
double power(double a, double b) {
  return math::pow(a, b);
}
double negative(double a) {
  return -a;
}
double positive(double a) {
  return a;
}
double negation(double a) {
  return a == 0 ? 1 : 0;
}
double less(double a, double b) {
  return a < b ? 1 : 0;
}
double greater(double a, double b) {
  return a > b ? 1 : 0;
}
double at_most(double a, double b) {
  return a <= b ? 1 : 0;
}
double at_least(double a, double b) {
  return a >= b ? 1 : 0;
}
double equal(double a, double b) {
  return a == b ? 1 : 0;
}
double unequal(double a, double b) {
  return a != b ? 1 : 0;
}
double both(double a, double b) {
  return a != 0 && b != 0 ? 1 : 0;
}
double either(double a, double b) {
  return a != 0 || b != 0 ? 1 : 0;
}

struct Operator {
  const char* symbol;
  Binary function;
  unsigned precedence;
  mu::EOprtAssociativity side;
};
constexpr std::array<Operator, 13> kOperators = {{{"||", either, mu::prLOR, mu::oaLEFT},
                                                  {"&&", both, mu::prLAND, mu::oaLEFT},
                                                  {"<=", at_most, mu::prCMP, mu::oaLEFT},
                                                  {">=", at_least, mu::prCMP, mu::oaLEFT},
                                                  {"==", equal, mu::prCMP, mu::oaLEFT},
                                                  {"!=", unequal, mu::prCMP, mu::oaLEFT},
                                                  {"<", less, mu::prCMP, mu::oaLEFT},
                                                  {">", greater, mu::prCMP, mu::oaLEFT},
                                                  {"+", add, mu::prADD_SUB, mu::oaLEFT},
                                                  {"-", subtract, mu::prADD_SUB, mu::oaLEFT},
                                                  {"*", multiply, mu::prMUL_DIV, mu::oaLEFT},
                                                  {"/", divide, mu::prMUL_DIV, mu::oaLEFT},
                                                  {"^", power, mu::prPOW, mu::oaRIGHT}}};

constexpr double kPi = 3.14159265358979323846;

void register_all(mu::Parser& parser) {
  parser.ClearFun();
  parser.ClearConst();
  parser.ClearInfixOprt();
  parser.EnableBuiltInOprt(false);
  for (const auto& [name, function] : unary_functions())
    parser.DefineFun(name, function);
  parser.DefineFun("atan2", static_cast<Binary>(math::atan2));
  parser.DefineFun("mod", modulo);
  parser.DefineFun("if", choose);
  parser.DefineFun("min", smallest);
  parser.DefineFun("max", largest);
  for (const Operator& o : kOperators) {
    parser.DefineOprt(o.symbol, o.function, o.precedence, o.side, true);
  }
  parser.DefineInfixOprt("-", negative);
  parser.DefineInfixOprt("+", positive);
  parser.DefineInfixOprt("!", negation);
  parser.DefineConst("pi", kPi);
}

bool starts_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool in_name(char c) {
  return starts_name(c) || (c >= '0' && c <= '9');
}

/// One more than the highest k of the names xk in a text; names beyond x65535 stay unknown.
std::size_t elements_named(const std::string& text) {
  std::size_t elements = 0;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    while (end < text.size() && in_name(text[end]))
      ++end;
    const std::string digits = end > at ? text.substr(at + 1, end - at - 1) : "";
    const bool element = text[at] == 'x' && !digits.empty() && digits.size() <= 5 &&
                         digits.find_first_not_of("0123456789") == std::string::npos &&
                         (digits.size() == 1 || digits[0] != '0');
    if (element && std::stoul(digits) < 65536) {
      elements = std::max(elements, std::size_t{std::stoul(digits)} + 1);
    }
    at = std::max(end, at + 1);
  }
  return elements;
}

/// muparser's complaint in our words.
FormulaError explain(const mu::ParserError& e, const std::string& text,
                     const std::map<std::string, double>& constants, Formula::Variables variables) {
  const std::string at = e.GetPos() >= 0 ? " at character " + std::to_string(e.GetPos() + 1) : "";
  std::string token = e.GetToken().substr(0, 40);
  if (e.GetCode() == mu::ecUNASSIGNABLE_TOKEN && !token.empty() && starts_name(token[0])) {
    const auto end = std::find_if_not(token.begin(), token.end(), in_name);
    token.erase(end, token.end());
    std::vector<std::string> known = Formula::reserved_names();
    for (const auto& [name, value] : constants)
      known.push_back(name);
    if (token == "t" && !variables.time) {
      return {"unknown name t" + at, "t is known in expressions of inputs and nodes only"};
    }
    if (variables.vector && (token == "x" || token == "y")) {
      return {"unknown name " + token + at, "the elements of the value are x0, x1, ..."};
    }
    const std::string hint = did_you_mean(token, known);
    return {"unknown name " + token + at,
            hint.empty() ? "constants are named under `define:`" : hint};
  }
  const bool assigns = text.find('=') != std::string::npos;
  return {"cannot be understood" + at + (token.empty() ? "" : ", near `" + token + "`"),
          assigns ? "an assignment is not an expression; `==` compares" : ""};
}

}  // namespace

struct Formula::Parser {
  mu::Parser parser;
  double t = 0;
  std::vector<double> x;
};

Formula::Formula(const std::string& text, const std::map<std::string, double>& constants,
                 Variables variables)
    : parser_(std::make_shared<Parser>()) {
  if (text.size() > kMaxFormula) {
    throw FormulaError("has " + std::to_string(text.size()) + " characters, more than " +
                           std::to_string(kMaxFormula),
                       "give the values as an array");
  }
  try {
    register_all(parser_->parser);
    for (const auto& [name, value] : constants)
      parser_->parser.DefineConst(name, value);
    if (variables.time) parser_->parser.DefineVar("t", &parser_->t);
    if (variables.vector) parser_->x.resize(elements_named(text));
    for (std::size_t k = 0; k < parser_->x.size(); ++k)
      parser_->parser.DefineVar("x" + std::to_string(k), &parser_->x[k]);
    parser_->parser.SetExpr(text);
    int n_results = 0;
    parser_->parser.Eval(n_results);
    if (n_results != 1) {
      throw FormulaError("has a comma outside of a function",
                         "write a decimal point, or a list [\"...\", \"...\"]");
    }
  } catch (const mu::ParserError& e) {
    throw explain(e, text, constants, variables);
  }
}

double Formula::evaluate(double t, const double* x) const {
  parser_->t = t;
  std::copy_n(x, x == nullptr ? 0 : parser_->x.size(), parser_->x.begin());
  try {
    return parser_->parser.Eval();
  } catch (const mu::ParserError& e) {
    throw FormulaError(e.GetMsg(), "");
  }
}

std::size_t Formula::arguments() const noexcept {
  return parser_->x.size();
}

const std::vector<std::string>& Formula::reserved_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all = {"pi", "atan2", "mod", "if", "min", "max", "t"};
    for (const auto& [name, function] : unary_functions())
      all.push_back(name);
    return all;
  }();
  return names;
}

std::string substitute_constants(const std::string& text,
                                 const std::map<std::string, double>& constants) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const bool digit = in_name(text[at]) && !starts_name(text[at]);
    if (!in_name(text[at])) {
      out += text[at++];
      continue;
    }
    std::size_t end = at;
    while (end < text.size() && in_name(text[end]))
      ++end;
    const std::string word = text.substr(at, end - at);
    const auto constant = digit ? constants.end() : constants.find(word);
    out += constant == constants.end() ? word : "(" + number_text(constant->second) + ")";
    at = end;
  }
  return out;
}

}  // namespace rheo
