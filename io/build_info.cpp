#include "io/build_info.h"

#include <sys/resource.h>

#include <fstream>

namespace rheo {

std::string build_version() {
  return RHEO_VERSION;
}
std::string build_compiler() {
  return RHEO_COMPILER;
}
std::string build_flags() {
  return RHEO_FLAGS;
}

std::string cpu_name() {
  std::ifstream file("/proc/cpuinfo");
  std::string line;
  while (std::getline(file, line)) {
    const std::size_t colon = line.find(": ");
    if (line.rfind("model name", 0) == 0 && colon != std::string::npos) {
      return line.substr(colon + 2);
    }
  }
  return "unknown";
}

std::int64_t peak_memory_bytes() {
  rusage usage = {};
  getrusage(RUSAGE_SELF, &usage);
  return std::int64_t{usage.ru_maxrss} * 1024;
}

}  // namespace rheo
