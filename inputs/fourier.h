#pragma once

#include <complex>
#include <vector>

namespace rheo {

/// x_k = sum over j of X_j exp(2 pi i j k / N), k = 0 ... N - 1, for any N in O(N log N) (Bluestein
/// 1970). Plain loops and engine/math.h: the bits do not depend on the CPU.
std::vector<std::complex<double>> inverse_fourier(const std::vector<std::complex<double>>& X);

}  // namespace rheo
