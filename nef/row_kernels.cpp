#include "nef/row_kernels.h"

namespace rheo {

#define RHEO_DECLARE_ROW_KERNELS(isa)                               \
  namespace isa {                                                   \
  RowExtent extent(const double* row, std::size_t length) noexcept; \
  void dot_rows(const RowProduct&) noexcept;                        \
  void add_rows(const RowProduct&) noexcept;                        \
  }
RHEO_DECLARE_ROW_KERNELS(baseline)
RHEO_DECLARE_ROW_KERNELS(avx2)
RHEO_DECLARE_ROW_KERNELS(avx512)
#undef RHEO_DECLARE_ROW_KERNELS

ExtentKernel extent_kernel(Isa isa) noexcept {
  static constexpr KernelTable<ExtentKernel> kTable{
      {baseline::extent, avx2::extent, avx512::extent}};
  return kTable[isa];
}

RowKernel dot_rows_kernel(Isa isa) noexcept {
  static constexpr KernelTable<RowKernel> kTable{
      {baseline::dot_rows, avx2::dot_rows, avx512::dot_rows}};
  return kTable[isa];
}

RowKernel add_rows_kernel(Isa isa) noexcept {
  static constexpr KernelTable<RowKernel> kTable{
      {baseline::add_rows, avx2::add_rows, avx512::add_rows}};
  return kTable[isa];
}

}  // namespace rheo
