#pragma once

#include <cstdint>
#include <string>

namespace rheo {

/// What wrote a manifest, on what.
std::string build_version();
std::string build_compiler();
std::string build_flags();
/// Name of the CPU as the system gives it; "unknown" where it gives none.
std::string cpu_name();
/// Largest resident memory of this process so far.
std::int64_t peak_memory_bytes();

}  // namespace rheo
