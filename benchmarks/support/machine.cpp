#include "benchmarks/support/machine.h"

#include <emmintrin.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <thread>
#include <vector>

#include "io/build_info.h"

namespace rheo {

double seconds_since(BenchClock::time_point start) {
  return std::chrono::duration<double>(BenchClock::now() - start).count();
}

double load_average() {
  double load = 0;
  std::ifstream("/proc/loadavg") >> load;
  return load;
}

double status_mb(const std::string& name) {
  std::ifstream file("/proc/self/status");
  for (std::string line; std::getline(file, line);) {
    if (line.rfind(name, 0) == 0) return std::stod(line.substr(name.size())) / 1024;
  }
  return 0;
}

void reset_peak_memory() {
  std::ofstream("/proc/self/clear_refs") << "5";
}

double triad(int threads) {
  constexpr std::size_t kPart = std::size_t{1} << 23;
  const auto n = static_cast<std::size_t>(threads) * kPart;
  std::vector<double> a(n, 0.0);
  const std::vector<double> b(n, 1.0);
  const std::vector<double> c(n, 2.0);
  double best = 0;
  for (int pass = 0; pass < 6; ++pass) {
    const auto start = BenchClock::now();
#pragma omp parallel for num_threads(threads) schedule(static)
    for (int t = 0; t < threads; ++t) {
      const std::size_t first = static_cast<std::size_t>(t) * kPart;
      const std::size_t skip = (16 - reinterpret_cast<std::uintptr_t>(&a[first]) % 16) % 16 / 8;
      const __m128d s = _mm_set1_pd(3.0);
      for (std::size_t i = first + skip; i + 2 <= first + kPart; i += 2) {
        const __m128d sum = _mm_add_pd(_mm_loadu_pd(&b[i]), _mm_mul_pd(s, _mm_loadu_pd(&c[i])));
        _mm_stream_pd(&a[i], sum);
      }
      _mm_sfence();
    }
    best = std::max(best, 24e-9 * static_cast<double>(n) / seconds_since(start));
  }
  return best;
}

std::string machine_text() {
  return fmt::format("{}; {} hardware threads", cpu_name(), std::thread::hardware_concurrency());
}

}  // namespace rheo
