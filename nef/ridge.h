#pragma once

#include <string>
#include <vector>

#include "nef/activities.h"

namespace rheo {

/// Decoders, and how well they solve what they were to solve.
struct RidgeSolution {
  std::vector<double> D;         // (neurons, columns)
  double relative_residual = 0;  // |A^T(Y - A D) - R D| / |A^T Y|, Frobenius
  std::vector<double> errors;    // (columns) sqrt(mean (Y - A D)^2)
  int iterations = 0;            // 0: solved directly
  std::string method;            // "cholesky", "conjugate gradients"
};

enum class RidgeMethod { by_size, direct, iterative };

/// D that minimises |Y - A D|^2 + sum over i of R_i |D_i|^2: (A^T A + diag(R)) D = A^T Y.
///
/// `penalty` R: (1) for all neurons alike, or (neurons); all > 0, or (1) with 0: no penalty, always
/// solved directly. Large systems go by block conjugate gradients on the dual
/// (A R^-1 A^T + I) Z = Y, D = R^-1 A^T Z (O'Leary 1980, in the form of Dubrulle 2001), small ones
/// by Cholesky, in whichever of the two forms is the smaller. The bits depend on neither threads
/// nor instruction set. Throws ConfigError for a singular system.
RidgeSolution solve_ridge(const Activities& A, const PointVectors& Y,
                          const std::vector<double>& penalty,
                          RidgeMethod method = RidgeMethod::by_size);

/// Fills in `errors` and, where there is a penalty to speak of (not empty), `relative_residual`.
void assess(const Activities& A, const PointVectors& Y, const std::vector<double>& penalty,
            RidgeSolution& solution);

/// Cholesky of the smaller form.
std::vector<double> solve_ridge_directly(const Activities& A, const PointVectors& Y,
                                         const std::vector<double>& penalty);

/// Block conjugate gradients; `iterations` counts passes over A.
std::vector<double> solve_ridge_iteratively(const Activities& A, const PointVectors& Y,
                                            const std::vector<double>& penalty, int& iterations);

}  // namespace rheo
