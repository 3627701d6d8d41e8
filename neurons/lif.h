#pragma once

#include <memory>

#include "engine/neuron_model.h"
#include "engine/value.h"
#include "neurons/tuning.h"

namespace rheo {

/// Leaky integrate-and-fire neuron with threshold J_th, in the dimensionless form of Nengo:
///   tau_rc v' = J - v,  a spike where v exceeds J_th,  then v = 0 for tau_ref
/// solved exactly within each step for the J of that step, spike times and releases included
/// (docs/numerics.md). Kernels: lif.kernel.cpp.
Declaration lif_declaration();
std::shared_ptr<const NeuronModel> make_lif(const ModelSpec& spec);

/// Also the membrane of adaptive_lif.
class Lif : public LifCurve {
 public:
  /// `exact`: what is left of a step after a release is integrated (`within_step`).
  explicit Lif(bool exact) : exact_(exact) {}

  const Declaration& declaration() const noexcept override;
  bool spiking() const noexcept override { return true; }
  bool multiple_spikes(const ParameterSet& p, double dt) const override;
  std::vector<std::vector<double>> coefficients(const ParameterSet& p, double dt) const override;
  std::vector<HeldState> held_states() const override;
  std::vector<double> initial(std::size_t held, const ParameterSet& p,
                              const std::map<std::string, std::vector<double>>& given,
                              const UniformDraw& draw) const override;
  std::vector<Problem> check(const ParameterSet& p,
                             const std::map<std::string, std::vector<double>>& given,
                             double dt) const override;
  std::vector<std::string> warnings(const ParameterSet& p, double dt) const override;
  NeuronKernel<double> kernel_double(Isa isa, bool uniform) const override;
  NeuronKernel<float> kernel_single(Isa isa, bool uniform) const override;
  void observe(std::size_t state, const StateView& held, const ParameterSet& p, std::size_t first,
               std::size_t n, std::int64_t step, double dt, double* out) const override;

 private:
  bool exact_;
};

}  // namespace rheo
