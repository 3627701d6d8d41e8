#include <algorithm>
#include <cmath>

#include "engine/neuron_model.h"
#include "tests/property/random_parts.h"

namespace rheo {
namespace {

constexpr std::size_t kMostWeights = 40000;

std::size_t selected(const End& end) {
  std::string error;
  return resolve_slice(end.at.slice, end.size, error).size();
}

Slice random_range(Dice& dice, std::size_t size, std::size_t count) {
  const auto n = static_cast<std::int64_t>(size);
  const auto k = static_cast<std::int64_t>(count);
  const std::int64_t most = k > 1 ? (n - 1) / (k - 1) : 1;
  const auto step = 1 + static_cast<std::int64_t>(dice.below(static_cast<std::size_t>(most)));
  const std::int64_t span = (k - 1) * step + 1;
  const auto start = static_cast<std::int64_t>(dice.below(static_cast<std::size_t>(n - span + 1)));
  if (dice.chance(0.25)) {  // the same elements backwards
    SliceRange range{start + span - 1, start - 1, -step};
    if (start == 0) range.stop.reset();
    return range;
  }
  SliceRange range{start, start + span, step};
  if (start == 0) range.start.reset();
  if (start + span == n && dice.chance(0.5)) range.stop.reset();
  return range;
}

Slice random_list(Dice& dice, std::size_t size, std::size_t count, bool repeats) {
  std::vector<std::int64_t> all(size);
  for (std::size_t i = 0; i < size; ++i)
    all[i] = static_cast<std::int64_t>(i);
  std::vector<std::int64_t> picked;
  for (std::size_t k = 0; k < count; ++k) {
    const std::size_t other = k + dice.below(size - k);
    if (!repeats) std::swap(all[k], all[other]);
    std::int64_t index = repeats ? static_cast<std::int64_t>(dice.below(size)) : all[k];
    if (dice.chance(0.1)) index -= static_cast<std::int64_t>(size);  // counted from the end
    picked.push_back(index);
  }
  return picked;
}

void slice_to(Dice& dice, End& end, std::size_t count, bool may_repeat, Features& features) {
  end.at.slice = random_slice(dice, end.size, count, may_repeat, features);
}

Value elementwise_weights(Dice& dice, std::size_t n, double typical, Features& features) {
  if (dice.chance(0.5)) {
    features.insert("weights scalar");
    return dice.between(-0.3, 1) / typical;
  }
  features.insert("weights diagonal");
  return Array::list(dice.list(n, -0.3 / typical, 1 / typical));
}

Value matrix_weights(Dice& dice, std::size_t n_to, std::size_t n_from, double typical,
                     Features& features) {
  features.insert("weights matrix");
  const double size = 1.5 / (typical * std::sqrt(static_cast<double>(n_from)));
  std::vector<double> values = dice.list(n_to * n_from, -0.7 * size, size);
  for (double& w : values) {
    if (dice.chance(0.05)) w = 0;
  }
  return Array::matrix(std::move(values), n_to, n_from);
}

/// Equal numbers of elements on both ends; a slice may name one twice.
Value connect_elementwise(Dice& dice, End& from, End& to, Features& features) {
  const std::size_t count = 1 + dice.below(std::min(from.size, to.size));
  if (count != from.size || dice.chance(0.3)) slice_to(dice, from, count, true, features);
  if (count != to.size || dice.chance(0.3)) slice_to(dice, to, count, true, features);
  return elementwise_weights(dice, count, from.typical, features);
}

Value connect_matrix(Dice& dice, End& from, End& to, Features& features) {
  if (dice.chance(0.3)) slice_to(dice, from, 1 + dice.below(from.size), true, features);
  if (dice.chance(0.3)) slice_to(dice, to, 1 + dice.below(to.size), false, features);
  if (selected(from) * selected(to) > kMostWeights) {
    slice_to(dice, from, std::min<std::size_t>(from.size, 1 + dice.below(12)), true, features);
  }
  return matrix_weights(dice, selected(to), selected(from), from.typical, features);
}

}  // namespace

Slice random_slice(Dice& dice, std::size_t size, std::size_t count, bool may_repeat,
                   Features& features) {
  if (dice.chance(0.5)) {
    features.insert("slice range");
    return random_range(dice, size, count);
  }
  const bool repeats = may_repeat && dice.chance(0.3);
  features.insert(repeats ? "slice repeated" : "slice list");
  return random_list(dice, size, count, repeats);
}

ConnectionSpec random_decoded(Dice& dice, const std::string& name, const End& value, End to,
                              bool to_value, Features& features) {
  ConnectionSpec connection;
  connection.name = name;
  std::size_t size = value.size;
  if (dice.chance(0.5)) {
    connection.decoding.function = random_function(dice, size);
    size = connection.decoding.function->size();
    features.insert("decoded function");
  }
  // Given: draws of their own would depend on the connection's name.
  Array points = Array::matrix(dice.list(40 * value.size, -1, 1), 40, value.size);
  connection.decoding.eval_points = PointsSpec{"", std::move(points), 0};
  if (dice.chance(0.3)) slice_to(dice, to, 1 + dice.below(to.size), false, features);
  connection.full = to_value && dice.chance(0.4);
  features.insert(connection.full ? "full weights" : "decoded");
  connection.weights = matrix_weights(dice, selected(to), size, value.typical, features);
  connection.from = value.at;
  connection.to = to.at;
  return connection;
}

ConnectionSpec random_connection(Dice& dice, const std::string& name, End from, End to,
                                 Features& features) {
  ConnectionSpec connection;
  connection.name = name;
  connection.weights = dice.chance(0.3) ? connect_elementwise(dice, from, to, features)
                                        : connect_matrix(dice, from, to, features);
  if (selected(from) > kBlock || selected(to) > kBlock) {
    features.insert("connection over a block border");
  }
  connection.from = from.at;
  connection.to = to.at;
  return connection;
}

}  // namespace rheo
