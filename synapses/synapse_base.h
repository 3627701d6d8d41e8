#pragma once

#include <string>

#include "engine/synapse_model.h"
#include "synapses/kernels.h"

namespace rheo {

/// Declaration of a synapse whose one parameter is a time (also the shorthand).
Declaration timed_synapse(const std::string& name, const std::string& parameter,
                          const std::string& sentence);

/// The kernel of a recurrence for an instruction set.
FilterKernel<double> filter_kernel_double(Recurrence recurrence, Isa isa) noexcept;
FilterKernel<float> filter_kernel_single(Recurrence recurrence, Isa isa) noexcept;

/// What the synapses of this folder share: a declaration and one of the recurrences.
class SynapseBase : public SynapseModel {
 public:
  SynapseBase(const Declaration& declaration, Recurrence recurrence)
      : declaration_(declaration), recurrence_(recurrence) {}
  const Declaration& declaration() const noexcept final { return declaration_; }
  FilterKernel<double> kernel_double(Isa isa) const final {
    return filter_kernel_double(recurrence_, isa);
  }
  FilterKernel<float> kernel_single(Isa isa) const final {
    return filter_kernel_single(recurrence_, isa);
  }

 private:
  const Declaration& declaration_;
  Recurrence recurrence_;
};

}  // namespace rheo
