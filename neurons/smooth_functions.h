#pragma once

#include "engine/kernel_math.h"

// What sigmoid and tanh calculate. For kernels, which may share no inline function: one copy in
// each file that includes it.
namespace rheo {

namespace {

/// Logistic function of J, `ceiling` at infinity; 0 below J = -708, where e^-J is hardly a number
/// any more.
struct Logistic {
  static double at(double ceiling, double J) noexcept {
    const double y = ceiling / (1.0 + exp_bounded(-J));
    return J < -708.0 ? 0.0 : y;
  }
};

/// From -ceiling to ceiling.
struct HyperbolicTangent {
  static double at(double ceiling, double J) noexcept { return ceiling * tanh_of(J); }
};

}  // namespace

}  // namespace rheo
