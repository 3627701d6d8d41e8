#include "engine/weight_change.h"

namespace rheo {

namespace baseline {
void change_weights(const WeightChange&) noexcept;
}
namespace avx2 {
void change_weights(const WeightChange&) noexcept;
}
namespace avx512 {
void change_weights(const WeightChange&) noexcept;
}

WeightChangeKernel weight_change_kernel(Isa isa) noexcept {
  static constexpr KernelTable<WeightChangeKernel> kTable{
      {baseline::change_weights, avx2::change_weights, avx512::change_weights}};
  return kTable[isa];
}

}  // namespace rheo
