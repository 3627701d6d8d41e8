#include "inputs/expression.h"

#include <utility>
#include <vector>

namespace rheo {
namespace {

class Expressions : public InputFunction {
 public:
  explicit Expressions(std::vector<Expression> functions) : functions_(std::move(functions)) {}
  std::size_t size() const noexcept override { return functions_.size(); }
  void evaluate(std::int64_t, double t, double*, double* out) const override {
    for (std::size_t i = 0; i < functions_.size(); ++i)
      out[i] = functions_[i].evaluate(t);
  }

 private:
  std::vector<Expression> functions_;  // (size)
};

}  // namespace

Declaration expression_declaration() {
  Declaration d;
  d.kind = ModelKind::input;
  d.name = "expression";
  d.summary = "Any function of time t in seconds, written as a formula.";
  d.equations = {"x_i(t) = function_i(t)"};
  d.shorthand = "function";
  ParameterDeclaration& function = d.parameters.emplace_back();
  function.name = "function";
  function.forms = kExpression;
  function.sentence = "A quoted formula in t, for example \"sin(2*pi*t)\", or a list of them.";
  return d;
}

std::shared_ptr<const InputFunction> make_expression(const ModelSpec& spec, const InputContext&) {
  return std::make_shared<Expressions>(
      std::get<std::vector<Expression>>(spec.parameters.at("function")));
}

}  // namespace rheo
