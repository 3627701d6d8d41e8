#pragma once

#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace rheo {

/// Why a text is no formula; `remedy` may be empty.
class FormulaError : public std::runtime_error {
 public:
  FormulaError(const std::string& what, std::string remedy)
      : std::runtime_error(what), remedy_(std::move(remedy)) {}
  const std::string& remedy() const noexcept { return remedy_; }

 private:
  std::string remedy_;
};

/// A formula of named constants and, where `with_time`, of t. All its functions and operators give
/// the same bits on every CPU: muparser's own, which call libm, are not registered.
///
/// Known: + - * / ^, comparisons, && || !, pi; abs sqrt floor ceil round sign mod(a, b), min and
/// max (of one or more); exp ln log (natural) log2 log10 log1p expm1 sin cos tan asin acos atan
/// atan2 sinh cosh tanh asinh acosh atanh cbrt, if(condition, a, b).
class Formula {
 public:
  /// Throws FormulaError: syntax, unknown names, assignment, a comma outside of a function.
  Formula(const std::string& text, const std::map<std::string, double>& constants, bool with_time);

  /// The value at t (ignored without time). Not to be called by two threads at once. Throws
  /// FormulaError where the formula divides by zero or the like.
  double evaluate(double t = 0) const;

  /// Names of functions and constants that are taken: no constant may be called so.
  static const std::vector<std::string>& reserved_names();

 private:
  struct Parser;
  std::shared_ptr<Parser> parser_;
};

/// `text` with every constant that it names replaced by its value, so that it stands alone.
std::string substitute_constants(const std::string& text,
                                 const std::map<std::string, double>& constants);

}  // namespace rheo
