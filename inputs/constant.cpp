#include "inputs/constant.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "inputs/numbers.h"

namespace rheo {
namespace {

class Constant : public InputFunction {
 public:
  explicit Constant(std::vector<double> value) : value_(std::move(value)) {}
  std::size_t size() const noexcept override { return value_.size(); }
  void evaluate(std::int64_t, double, double*, double* out) const override {
    std::copy(value_.begin(), value_.end(), out);
  }

 private:
  std::vector<double> value_;  // (size)
};

}  // namespace

Declaration constant_declaration() {
  Declaration d;
  d.kind = ModelKind::input;
  d.name = "constant";
  d.summary = "The same value in every step.";
  d.equations = {"x(t) = value"};
  d.shorthand = "value";
  ParameterDeclaration& value = d.parameters.emplace_back();
  value.name = "value";
  value.forms = kNumber | kList;
  value.sentence = "The value; a list gives a vector.";
  return d;
}

std::shared_ptr<const InputFunction> make_constant(const ModelSpec& spec, const InputContext&) {
  return std::make_shared<Constant>(numbers_of(spec, "value"));
}

}  // namespace rheo
