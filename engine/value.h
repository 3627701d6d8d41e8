#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace rheo {

/// Physical dimension of a number in a network file. Numbers are held in SI base units
/// (s, Hz, V, A, F, S); `none` is a pure number.
enum class Dimension { none, time, frequency, voltage, current, capacitance, conductance };

/// SI unit symbol of a dimension: "s", "Hz", "V", ...; "1" for `none`.
std::string_view unit_symbol(Dimension dimension) noexcept;

/// A numeric array in row-major order. One dimension: a list. Two: a matrix.
struct Array {
  std::vector<double> data;  // (product of shape)
  std::vector<std::size_t> shape;

  static Array list(std::vector<double> values);
  static Array matrix(std::vector<double> values, std::size_t rows, std::size_t columns);
  std::size_t rows() const noexcept { return shape.empty() ? 1 : shape[0]; }
  std::size_t columns() const noexcept { return shape.size() < 2 ? 1 : shape[1]; }
  bool operator==(const Array&) const = default;
};

/// "(3, 4)" for messages.
std::string shape_text(const std::vector<std::size_t>& shape);

/// A distribution to draw one value per neuron from.
///   uniform: a <= x < b      normal: mean a, standard deviation b
///   lognormal: exp(normal(a, b))      exponential: mean a
/// Values outside [min, max] are drawn again (`redraw`) or set to the bound.
struct Distribution {
  enum class Kind { uniform, normal, lognormal, exponential };
  Kind kind = Kind::uniform;
  double a = 0;
  double b = 1;
  std::optional<double> min;
  std::optional<double> max;
  bool redraw = true;
  bool operator==(const Distribution&) const = default;
};

/// A function of time t in seconds, as the user wrote it. `evaluate` must be safe to call from
/// one thread at a time and return the same bits on every CPU.
struct Expression {
  std::string text;
  std::function<double(double)> evaluate;
};

/// Functions of a vector x and the time t in seconds, as the user wrote them, evaluated together.
/// `evaluate` must be safe to call from one thread at a time and return the same bits on every
/// CPU; it writes one number an expression, not finite where an expression has no value.
struct VectorFunction {
  std::vector<std::string> texts;  // (size)
  std::size_t arguments = 0;       // highest index of x that is read, plus one
  std::function<void(const double* x, double t, double* out)> evaluate;
  std::size_t size() const noexcept { return texts.size(); }
};

/// Values that hold from given times on: row k from times[k] until times[k + 1].
struct TimeTable {
  std::vector<double> times;  // (n_times), s, ascending
  Array values;               // (n_times, size)
};

struct ModelSpec;
/// A model inside a model: the synapse of a noise or of a learning rule. Null: none.
using Nested = std::shared_ptr<const ModelSpec>;

/// What a parameter of a model may hold once a file has been read: files are arrays by then.
/// std::string is a word from the declared choices.
using Value = std::variant<double, Array, Distribution, std::vector<Expression>, TimeTable,
                           std::string, Nested>;

/// A model by name with its parameters, defaults applied: a neuron model, a synapse, an input or
/// the filter of a rate probe.
struct ModelSpec {
  std::string model;
  std::map<std::string, Value> parameters;

  /// The scalar parameter `name`; it must exist and be a number.
  double number(const std::string& name) const;
  /// The word parameter `name`; it must exist and be a word.
  const std::string& word(const std::string& name) const;
  /// The model held by parameter `name`; it must exist and be one, or none (null).
  const ModelSpec* nested(const std::string& name) const;
};

}  // namespace rheo
