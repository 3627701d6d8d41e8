#pragma once

#include <vector>

#include "engine/value.h"

namespace rheo {

/// A table between its times. Straight lines, or the cubic spline whose third derivative is
/// continuous at the second and the last but one time too ("not a knot"; at least 4 times).
class Interpolation {
 public:
  enum class Kind { nearest, linear, cubic };
  Interpolation(const TimeTable& table, Kind kind);

  /// Values (size) at times[0] <= t <= the last of them; nearest: at a half the earlier one.
  void at(double t, double* out) const;

 private:
  void bend(std::size_t column);
  double value(std::size_t row, std::size_t column) const {
    return table_.values.data[row * table_.values.columns() + column];
  }

  TimeTable table_;
  Kind kind_;
  std::vector<double> bends_;  // (n_times, size): second derivatives of the cubic
};

}  // namespace rheo
