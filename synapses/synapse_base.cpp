#include "synapses/synapse_base.h"

namespace rheo {

Declaration timed_synapse(const std::string& name, const std::string& parameter,
                          const std::string& sentence) {
  Declaration d;
  d.kind = ModelKind::synapse;
  d.name = name;
  d.shorthand = parameter;
  ParameterDeclaration& p = d.parameters.emplace_back();
  p.name = parameter;
  p.dimension = Dimension::time;
  p.range = Range::not_negative();
  p.sentence = sentence;
  return d;
}

FilterKernel<double> filter_kernel_double(Recurrence recurrence, Isa isa) noexcept {
  using Find = FilterKernel<double> (*)(Recurrence) noexcept;
  static constexpr KernelTable<Find> kTable = {{baseline::filter_kernel<double>,
                                                avx2::filter_kernel<double>,
                                                avx512::filter_kernel<double>}};
  return kTable[isa](recurrence);
}

FilterKernel<float> filter_kernel_single(Recurrence recurrence, Isa isa) noexcept {
  using Find = FilterKernel<float> (*)(Recurrence) noexcept;
  static constexpr KernelTable<Find> kTable = {
      {baseline::filter_kernel<float>, avx2::filter_kernel<float>, avx512::filter_kernel<float>}};
  return kTable[isa](recurrence);
}

}  // namespace rheo
