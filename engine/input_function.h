#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "engine/declaration.h"

namespace rheo {

/// A stimulus: a vector as a function of time, always computed in double precision.
class InputFunction {
 public:
  virtual ~InputFunction() = default;
  virtual std::size_t size() const noexcept = 0;
  /// Value in step n >= 1 at t = n dt, into out (size). Depends on nothing but n.
  virtual void evaluate(std::int64_t step, double t, double* out) const = 0;
  /// The last step for which there is a value; none: no end.
  virtual std::optional<std::int64_t> last_step() const noexcept { return std::nullopt; }
};

}  // namespace rheo
