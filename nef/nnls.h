#pragma once

#include <vector>

#include "nef/dense.h"

namespace rheo {

/// x >= 0 that minimises |A x - b|, by the active set method of Lawson and Hanson (1974, chapter
/// 23). A (m, n), b (m). Throws ConfigError if it does not end within 3 n changes of the set.
std::vector<double> solve_not_negative(const Dense& A, const std::vector<double>& b);

}  // namespace rheo
