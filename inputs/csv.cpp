#include "inputs/csv.h"

#include "engine/text.h"
#include "inputs/array.h"
#include "inputs/piecewise.h"
#include "inputs/random_input.h"

namespace rheo {
namespace {

/// The first column as times, the others as values.
TimeTable table_of(const ModelSpec& spec, const Array& rows) {
  TimeTable table;
  const std::size_t columns = rows.columns();
  if (columns < 2 || rows.rows() == 0) {
    throw wrong_input(spec, "values", "has the shape " + shape_text(rows.shape),
                      "a column of times in s and at least one of values",
                      "give hold: 10 ms if the file has no times");
  }
  for (std::size_t r = 0; r < rows.rows(); ++r) {
    const double time = rows.data[r * columns];
    if (time < 0 || (r > 0 && time <= table.times.back())) {
      throw wrong_input(spec, "values",
                        "has the time " + number_text(time) + " in row " + std::to_string(r),
                        "times, the first column, ascend from 0 or later",
                        "sort the rows, or give hold: 10 ms if the first column is no time");
    }
    table.times.push_back(time);
    for (std::size_t c = 1; c < columns; ++c)
      table.values.data.push_back(rows.data[r * columns + c]);
  }
  table.values.shape = {rows.rows(), columns - 1};
  return table;
}

}  // namespace

Declaration csv_declaration() {
  Declaration d;
  d.kind = ModelKind::input;
  d.name = "csv";
  d.summary = "A table from a file: times and values, or rows that are each held for a time.";
  d.equations = {
      "hold: time_column: x(t) = the values of the row whose time, the first column, "
      "was reached last",
      "hold: T: x(t) = row floor((t - dt) / T)"};
  ParameterDeclaration& values = d.parameters.emplace_back();
  values.name = "values";
  values.forms = kMatrix | kList;
  values.sentence = "The table: {file: stimulus.csv}; times in s.";
  ParameterDeclaration& hold = d.parameters.emplace_back();
  hold.name = "hold";
  hold.dimension = Dimension::time;
  hold.range = Range::positive();
  hold.forms = kNumber | kWord;
  hold.words = {"time_column"};
  hold.fallback = std::string("time_column");
  hold.step_multiple = true;
  hold.sentence = "Time for which each row is shown; time_column: the first column says when.";
  d.parameters.push_back(interpolation_parameter());
  ParameterDeclaration& past_end = d.parameters.emplace_back();
  past_end.name = "past_end";
  past_end.fallback = std::string("repeat");
  past_end.forms = kWord;
  past_end.words = {"repeat", "error"};
  past_end.sentence =
      "What follows the last held row: the first again, or an error before the run.";
  return d;
}

std::shared_ptr<const InputFunction> make_csv(const ModelSpec& spec, const InputContext& context) {
  ModelSpec made = spec;
  if (std::holds_alternative<double>(spec.parameters.at("hold"))) {
    if (spec.word("interpolation") == "zero") return make_array(made, context);
    throw wrong_input(spec, "interpolation", "is given for rows that are held",
                      "only times can be interpolated between", "leave out hold or interpolation");
  }
  made.parameters["values"] = table_of(spec, std::get<Array>(spec.parameters.at("values")));
  return make_piecewise(made, context);
}

}  // namespace rheo
