#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/declaration.h"

namespace rheo {

class Catalog;

/// What a stimulus is made from, beside its own parameters.
struct InputContext {
  double dt = 1e-3;        // s
  std::uint64_t seed = 0;  // of the network
  std::string name;        // keys its draws: an input's name, or "noise.<population>"
  std::size_t size = 0;    // elements wanted; 0: as many as its own parameters say
  const Catalog& catalog;
};

/// Independent Poisson spike trains, one for each target of each connection that starts at such an
/// input; none of them is an object of its own.
struct PoissonTrains {
  std::vector<double> rates;        // Hz, (1) or one a target
  std::vector<Expression> of_time;  // Hz at time t, in place of rates: (1) or one a target
};

/// A stimulus: a vector as a function of time, always computed in double precision. Constant; what
/// evolves is a state that the engine owns, starts at zeros and resets.
class InputFunction {
 public:
  virtual ~InputFunction() = default;
  virtual std::size_t size() const noexcept = 0;
  /// Set where the stimulus is spikes that each target gets its own of; `size` and `evaluate` are
  /// not used then.
  virtual const PoissonTrains* poisson() const noexcept { return nullptr; }
  /// How many numbers of state it needs.
  virtual std::size_t n_state() const noexcept { return 0; }
  /// Value in step n >= 1 at t = n dt, into out (size). Without a state it depends on nothing but
  /// n. With one, it is called once for every step in turn and brings `state` (n_state) from the
  /// end of step n - 1 to the end of step n.
  virtual void evaluate(std::int64_t step, double t, double* state, double* out) const = 0;
  /// The last step for which there is a value; none: no end.
  virtual std::optional<std::int64_t> last_step() const noexcept { return std::nullopt; }
};

}  // namespace rheo
