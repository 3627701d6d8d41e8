#pragma once

#include <string_view>

namespace rheo {

/// Instruction sets for which the kernels are compiled; all give the same bits.
enum class Isa { baseline, avx2, avx512 };
inline constexpr int kIsaCount = 3;

std::string_view isa_name(Isa isa) noexcept;

/// Whether this CPU can run kernels of `isa`.
bool isa_available(Isa isa) noexcept;

/// Whether this CPU encrypts by AES in vectors of 64 bytes (VAES), which not all with avx512 do.
bool has_wide_aes() noexcept;

/// The best available one, or what the environment variable RHEO_ISA names.
/// Throws ConfigError for a name that does not exist or that this CPU lacks.
Isa select_isa();

/// A function compiled once per instruction set: an explicit table, indexed by Isa.
template <class Function>
struct KernelTable {
  Function entries[kIsaCount];
  Function operator[](Isa isa) const noexcept { return entries[static_cast<int>(isa)]; }
};

}  // namespace rheo
