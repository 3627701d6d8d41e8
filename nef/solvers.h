#pragma once

#include <vector>

#include "engine/random.h"
#include "nef/activities.h"
#include "nef/ridge.h"

namespace rheo {

/// What decoders are solved from: the activities of neurons at points, and what they should give
/// there. Formulas after Eliasmith and Anderson (2003), section 2.2.
struct DecodingTask {
  std::size_t neurons = 0;
  ActivityRow row;       // activities of one neuron at all points
  PointVectors targets;  // Y
  DrawKey key;           // of the noise, for solvers that add some
  SolveResources resources;
};

/// Ridge regression with sigma = reg max(A): activity noise of that standard deviation.
/// (A^T A + m sigma^2 I) D = A^T Y, m points.
RidgeSolution solve_l2(const DecodingTask& task, double reg,
                       RidgeMethod method = RidgeMethod::by_size);

/// As solve_l2 with a sigma for each neuron, reg max|A| sqrt(share of points at which it is
/// active), and the largest of these for neurons that are never active.
RidgeSolution solve_l2_active(const DecodingTask& task, double reg,
                              RidgeMethod method = RidgeMethod::by_size);

/// Least squares of the least norm; singular values below rcond times the largest count as 0.
RidgeSolution solve_least_squares(const DecodingTask& task, double rcond);

/// Least squares without penalty over noisy activities: A + N(0, (noise max|A|)^2), or
/// A (1 + N(0, noise^2)) if `multiplicative`. The errors are those without the noise.
RidgeSolution solve_with_noise(const DecodingTask& task, double noise, bool multiplicative);

/// D >= 0, each column by itself: min |A D - Y|.
RidgeSolution solve_nnls(const DecodingTask& task);

/// D >= 0 on the normal equations of solve_l2: min |(A^T A + m sigma^2 I) D - A^T max(Y, 0)|.
RidgeSolution solve_nnls_l2(const DecodingTask& task, double reg);

}  // namespace rheo
