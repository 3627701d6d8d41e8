#pragma once

#include <map>
#include <string>
#include <vector>

#include "engine/neuron_model.h"

namespace rheo {

/// A model that fires without input: no states, no J, several spikes in a step.
class SpikeSource : public NeuronModel {
 public:
  bool spiking() const noexcept override { return true; }
  bool multiple_spikes(const ParameterSet&, double) const override { return true; }
  /// It fires whatever J is.
  double threshold(const ParameterSet&, std::size_t) const override;
  double rate_ceiling(const ParameterSet& p, std::size_t i) const override { return rate(p, i, 0); }
  GainBias gain_bias(const ParameterSet&, std::size_t, double, double) const override {
    return {1, 0};
  }
  Problem check_tuning(const ParameterSet&, std::size_t, double, double) const override;
  std::vector<std::vector<double>> coefficients(const ParameterSet&, double) const override {
    return {};
  }
  std::vector<HeldState> held_states() const override { return {}; }
  std::vector<double> initial(std::size_t, const ParameterSet&,
                              const std::map<std::string, std::vector<double>>&,
                              const UniformDraw&) const override {
    return {};
  }
  std::vector<std::string> warnings(const ParameterSet&, double) const override { return {}; }
  void observe(std::size_t, const StateView&, const ParameterSet&, std::size_t, std::size_t,
               std::int64_t, double, double*) const override {}
};

}  // namespace rheo
