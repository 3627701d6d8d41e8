#pragma once

#include <memory>

#include "engine/synapse_model.h"
#include "engine/value.h"

namespace rheo {

/// Alpha synapse, transfer function 1 / (tau s + 1)^2, input held over each step. With p = dt /
/// tau, e = exp(-p): y[n] = 2 e y[n-1] - e^2 y[n-2] + b1 u[n] + b2 u[n-1], b1 = 1 - (1 + p) e, b2 =
/// e (e - 1 + p), as two filters in a row:
///   y = (e y + (e p) z) + b1 u;  z = e z + (1 - e) u;  the old z in the first
/// Written with two old outputs, rounding errors grow by 1 / p^2 (a thousandth in single precision
/// at p = 0.01); here by 1 / p. Coefficients: e, e p, b1, 1 - e; states: y, z. tau = 0: y = u.
Declaration alpha_declaration();
std::shared_ptr<const SynapseModel> make_alpha(const ModelSpec& spec);

}  // namespace rheo
