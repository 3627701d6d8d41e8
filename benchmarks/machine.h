#pragma once

#include <fstream>

namespace rheo {

/// Processes that ran or waited for a core, averaged over the last minute.
inline double load_average() {
  double load = 0;
  std::ifstream("/proc/loadavg") >> load;
  return load;
}

}  // namespace rheo
