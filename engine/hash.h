#pragma once

#include <cstdint>
#include <string_view>

namespace rheo {

/// A bijection on 64 bits that spreads every input bit over all output bits (the finaliser
/// "variant 13" of D. Stafford, 2011). Always inlined: kernels of several instruction sets use it.
[[gnu::always_inline]] constexpr std::uint64_t mix64(std::uint64_t x) noexcept {
  x ^= x >> 30;
  x *= 0xbf58476d1ce4e5b9ULL;
  x ^= x >> 27;
  x *= 0x94d049bb133111ebULL;
  x ^= x >> 31;
  return x;
}

/// FNV-1a over the bytes, then mixed: the same on every machine.
constexpr std::uint64_t hash_text(std::string_view text) noexcept {
  std::uint64_t h = 0xcbf29ce484222325ULL;
  for (char c : text) {
    h ^= static_cast<unsigned char>(c);
    h *= 0x100000001b3ULL;
  }
  return mix64(h);
}

/// Where a population's spikes of one step stand: the part of spike_term that they share.
constexpr std::uint64_t spike_place(std::uint64_t population, std::int64_t step) noexcept {
  return mix64(population + static_cast<std::uint64_t>(step) * 0x9e3779b97f4a7c15ULL);
}

/// What one neuron's spikes in one step add to spike_hash: a sum modulo 2^64 over all neurons and
/// steps, so that it does not depend on the order, and parts of a run add up.
[[gnu::always_inline]] constexpr std::uint64_t spike_term(std::uint64_t place, std::uint64_t neuron,
                                                          std::int64_t count) noexcept {
  return mix64(place ^ (neuron + (static_cast<std::uint64_t>(count) << 40)));
}

}  // namespace rheo
