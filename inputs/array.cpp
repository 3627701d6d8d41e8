#include "inputs/array.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/error.h"

namespace rheo {
namespace {

class Rows : public InputFunction {
 public:
  Rows(Array rows, std::int64_t hold, bool repeat)
      : rows_(std::move(rows)), hold_(hold), repeat_(repeat) {}
  std::size_t size() const noexcept override { return rows_.columns(); }
  void evaluate(std::int64_t step, double, double*, double* out) const override {
    const auto n = static_cast<std::int64_t>(rows_.rows());
    const auto row = static_cast<std::size_t>((step - 1) / hold_ % n);
    std::copy_n(rows_.data.data() + row * size(), size(), out);
  }
  std::optional<std::int64_t> last_step() const noexcept override {
    if (repeat_) return std::nullopt;
    return static_cast<std::int64_t>(rows_.rows()) * hold_;
  }

 private:
  Array rows_;         // (n, size)
  std::int64_t hold_;  // steps
  bool repeat_;
};

}  // namespace

Declaration array_declaration() {
  Declaration d;
  d.kind = ModelKind::input;
  d.name = "array";
  d.summary = "Rows of a matrix, each held for a given time: images shown one after the other.";
  d.equations = {"x(t) = values[row],    row = floor((t - dt) / hold) mod number of rows"};
  ParameterDeclaration& values = d.parameters.emplace_back();
  values.name = "values";
  values.forms = kMatrix | kList;
  values.sentence =
      "The matrix, usually from a file: {file: images.npz, array: images}; "
      "a list is a column.";
  ParameterDeclaration& hold = d.parameters.emplace_back();
  hold.name = "hold";
  hold.dimension = Dimension::time;
  hold.range = Range::positive();
  hold.step_multiple = true;
  hold.sentence = "Time for which each row is shown.";
  ParameterDeclaration& past_end = d.parameters.emplace_back();
  past_end.name = "past_end";
  past_end.fallback = std::string("repeat");
  past_end.forms = kWord;
  past_end.words = {"repeat", "error"};
  past_end.sentence = "What follows the last row: the first again, or an error before the run.";
  return d;
}

std::shared_ptr<const InputFunction> make_array(const ModelSpec& spec,
                                                const InputContext& context) {
  const Array& rows = std::get<Array>(spec.parameters.at("values"));
  if (rows.data.empty()) {
    throw ConfigError({Problem{.path = spec.model + ".values",
                               .what = "has shape " + shape_text(rows.shape),
                               .rule = "at least one row of at least one number",
                               .remedy = "check the file that it comes from",
                               .where = ""}});
  }
  const auto hold = static_cast<std::int64_t>(std::llround(spec.number("hold") / context.dt));
  return std::make_shared<Rows>(rows, std::max<std::int64_t>(hold, 1),
                                spec.word("past_end") == "repeat");
}

}  // namespace rheo
