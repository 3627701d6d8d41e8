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
  /// What a formula may name beside constants: the time t, and x0, x1, ... of a vector. All
  /// elements that the text names are known; `arguments` says how many that are.
  struct Variables {
    bool time = false;
    bool vector = false;
  };
  /// Throws FormulaError: syntax, unknown names, assignment, a comma outside of a function.
  Formula(const std::string& text, const std::map<std::string, double>& constants,
          Variables variables);

  /// The value at t and x (arguments()), ignored where they are not known. Not to be called by two
  /// threads at once. Throws FormulaError where there is none.
  double evaluate(double t = 0, const double* x = nullptr) const;
  /// The highest index of x that the formula names, plus one.
  std::size_t arguments() const noexcept;

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
