#include "engine/kernels.h"

namespace rheo {

#define RHEO_DECLARE_ENGINE_KERNELS(isa)                     \
  namespace isa {                                            \
  void columns_double(const ColumnSum<double>&) noexcept;    \
  void columns_single(const ColumnSum<float>&) noexcept;     \
  void current_double(const CurrentBlock<double>&) noexcept; \
  void current_single(const CurrentBlock<float>&) noexcept;  \
  std::uint64_t spike_hash(const SpikeSum&) noexcept;        \
  }
RHEO_DECLARE_ENGINE_KERNELS(baseline)
RHEO_DECLARE_ENGINE_KERNELS(avx2)
RHEO_DECLARE_ENGINE_KERNELS(avx512)
#undef RHEO_DECLARE_ENGINE_KERNELS

template <>
ColumnKernel<double> column_kernel<double>(Isa isa) noexcept {
  static constexpr KernelTable<ColumnKernel<double>> kTable{
      {baseline::columns_double, avx2::columns_double, avx512::columns_double}};
  return kTable[isa];
}

template <>
ColumnKernel<float> column_kernel<float>(Isa isa) noexcept {
  static constexpr KernelTable<ColumnKernel<float>> kTable{
      {baseline::columns_single, avx2::columns_single, avx512::columns_single}};
  return kTable[isa];
}

template <>
CurrentKernel<double> current_kernel<double>(Isa isa) noexcept {
  static constexpr KernelTable<CurrentKernel<double>> kTable{
      {baseline::current_double, avx2::current_double, avx512::current_double}};
  return kTable[isa];
}

template <>
CurrentKernel<float> current_kernel<float>(Isa isa) noexcept {
  static constexpr KernelTable<CurrentKernel<float>> kTable{
      {baseline::current_single, avx2::current_single, avx512::current_single}};
  return kTable[isa];
}

SpikeHashKernel spike_hash_kernel(Isa isa) noexcept {
  static constexpr KernelTable<SpikeHashKernel> kTable{
      {baseline::spike_hash, avx2::spike_hash, avx512::spike_hash}};
  return kTable[isa];
}

}  // namespace rheo
