#pragma once

#include <memory>
#include <vector>

#include "nef/activities.h"
#include "nef/dense.h"

namespace rheo {

/// An approximation M of the dual ridge matrix A diag(weight) A^T + I whose inverse is cheap: A of
/// a sample of the neurons, one drawn from each of n' equal stretches, stands for A. Neurons with
/// like tuning curves are many, so a few represent them. `sample` is n'; 0: M = I.
class Preconditioner {
 public:
  Preconditioner(const Activities& A, const std::vector<double>& weight, std::size_t sample);

  /// M^-1 V, by the matrix inversion lemma.
  PointVectors inverse_times(const PointVectors& V) const;

 private:
  std::unique_ptr<Activities> sample_;  // rows times sqrt(weight n / n')
  Dense factor_;                        // of I + sample sample^T
};

}  // namespace rheo
