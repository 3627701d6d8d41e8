#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "engine/declaration.h"
#include "engine/random.h"

namespace rheo {

/// Find D so that activities x D approximates the targets at all evaluation points.
struct DecodingProblem {
  std::size_t neurons = 0;
  std::size_t points = 0;
  std::size_t size = 0;  // numbers decoded
  /// Writes the activities of the neurons first ... first + n - 1 at all points, amplitude
  /// included, into out (n, points). May be called by several threads at once, and again for the
  /// same neurons where a solver would rather compute them than keep them.
  std::function<void(std::size_t first, std::size_t n, double* out)> activities;
  const double* targets = nullptr;  // (points, size) row-major
  DrawKey key;                      // for solvers that draw noise
};

struct Decoders {
  std::vector<double> values;  // (neurons, size) row-major
  std::vector<double> rmse;    // (size) root mean square error at the evaluation points
  int iterations = 0;          // of an iterative method; 0: direct
  double residual = 0;         // of an iterative method: relative to the right-hand side
};

/// A method of finding decoders. Constant; the same bits for any number of threads.
class DecoderSolver {
 public:
  virtual ~DecoderSolver() = default;
  virtual const Declaration& declaration() const noexcept = 0;
  /// Whether decoders times a matrix solve the problem of the targets times that matrix, so that
  /// full weights may be multiplied out of decoders.
  virtual bool compositional() const noexcept = 0;
  /// Throws ConfigError where there is no answer: no neuron active, singular without
  /// regularisation, more memory than there is.
  virtual Decoders solve(const DecodingProblem& problem) const = 0;
};

}  // namespace rheo
