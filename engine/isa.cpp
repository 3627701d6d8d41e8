#include "engine/isa.h"

#include <cpuid.h>

#include <cstdlib>
#include <string>

#include "engine/error.h"

namespace rheo {

namespace {

constexpr Isa kIsas[kIsaCount] = {Isa::baseline, Isa::avx2, Isa::avx512};

std::string available_names() {
  std::string names;
  for (Isa isa : kIsas) {
    if (!isa_available(isa)) continue;
    if (!names.empty()) names += ", ";
    names += isa_name(isa);
  }
  return names;
}

ConfigError refused(std::string what) {
  return ConfigError({Problem{.path = "RHEO_ISA",
                              .what = std::move(what),
                              .rule = "one of " + available_names() + " on this machine",
                              .remedy = "unset RHEO_ISA to use the best one",
                              .where = {}}});
}

}  // namespace

std::string_view isa_name(Isa isa) noexcept {
  switch (isa) {
    case Isa::avx2:
      return "avx2";
    case Isa::avx512:
      return "avx512";
    case Isa::baseline:
      break;
  }
  return "baseline";
}

bool isa_available(Isa isa) noexcept {
  // What RHEO_ISA_FLAGS_* in cmake/targets.cmake let the compiler use.
  switch (isa) {
    case Isa::avx2:
      return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
             __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("aes");
    case Isa::avx512:
      return isa_available(Isa::avx2) && __builtin_cpu_supports("avx512f") &&
             __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") &&
             __builtin_cpu_supports("avx512bw");
    case Isa::baseline:
      break;
  }
  return true;
}

bool has_wide_aes() noexcept {
  static const bool has = [] {
    unsigned a = 0;
    unsigned b = 0;
    unsigned c = 0;
    unsigned d = 0;
    return isa_available(Isa::avx512) && __get_cpuid_count(7, 0, &a, &b, &c, &d) != 0 &&
           (c >> 9 & 1U) != 0;
  }();
  return has;
}

Isa select_isa() {
  const char* wanted = std::getenv("RHEO_ISA");
  if (wanted == nullptr || *wanted == '\0') {
    if (isa_available(Isa::avx512)) return Isa::avx512;
    return isa_available(Isa::avx2) ? Isa::avx2 : Isa::baseline;
  }
  for (Isa isa : kIsas) {
    if (isa_name(isa) != wanted) continue;
    if (isa_available(isa)) return isa;
    throw refused("this CPU cannot run " + std::string(wanted) + " kernels");
  }
  throw refused("unknown instruction set " + std::string(wanted));
}

}  // namespace rheo
