#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/neuron_model.h"

namespace rheo::testing {

/// One population driven by hand: calls the kernels block by block as the engine does, with nothing
/// around them. For tests of models.
template <class Real>
class PopulationDriver : private StateView {
 public:
  struct Options {
    Isa isa = Isa::baseline;
    bool expand = false;  // use the instantiation for arrays even if all neurons are alike
    std::map<std::string, std::vector<double>> given = {};  // initial values
    std::uint64_t seed = 1;
    std::int64_t start = 0;  // the step before the first
  };
  struct Event {
    std::int64_t step;
    std::uint32_t neuron;
    std::int32_t count;
    bool operator==(const Event&) const = default;
  };

  PopulationDriver(std::shared_ptr<const NeuronModel> model, ParameterSet parameters, double dt,
                   const Options& options = {})
      : model_(std::move(model)), p_(std::move(parameters)), dt_(dt), n_(p_.neurons()) {
    uniform_ = !options.expand;
    const auto coefficients = model_->coefficients(p_, dt);
    for (const auto& c : coefficients)
      uniform_ = uniform_ && c.size() == 1;
    for (const auto& c : coefficients) {
      std::vector<Real> values(c.begin(), c.end());
      if (!uniform_ && c.size() == 1) values.assign(n_, values[0]);
      coefficients_.push_back(std::move(values));
    }
    const auto held = model_->held_states();
    const UniformDraw draw{draw_key(options.seed, "population", "a", "initial")};
    for (std::size_t h = 0; h < held.size(); ++h) {
      is_int_.push_back(held[h].type == HeldState::Type::int32);
      fed_by_.push_back(held[h].port);
      const auto start = model_->initial(h, p_, options.given, draw);
      reals_.emplace_back(start.begin(), start.end());
      ints_.emplace_back(start.begin(), start.end());
    }
    step_ = options.start;
    multiple_ = model_->multiple_spikes(p_, dt);
    output_.resize(n_);
    arriving_.assign(model_->declaration().ports.size(), std::vector<Real>(n_));
    draw_ = draw_key(options.seed, "population", "a", "spikes");
    kernel_ = kernel_of(*model_, options.isa);
    data_ = model_->data(p_, dt);
    if (model_->base() != nullptr) base_ = kernel_of(*model_->base(), options.isa);
  }

  /// What arrives at the ports at the end of the next step, which leaves 0 there: (n_ports)(n).
  std::vector<std::vector<Real>>& arriving() { return arriving_; }

  /// One step under the currents J (n).
  void step(const std::vector<Real>& J) {
    ++step_;
    events_.clear();
    for (std::size_t first = 0; first < n_; first += kBlock)
      update_block(first, J.data() + first);
  }

  std::int64_t now() const { return step_; }
  const std::vector<Event>& events() const { return events_; }  // of the last step
  const std::vector<Real>& output() const { return output_; }   // (n) rate models
  /// The first neuron reported as not finite so far; -1 if there is none.
  std::int64_t bad() const { return bad_; }
  std::vector<double> observe(std::size_t state) const {
    std::vector<double> out(n_);
    model_->observe(state, *this, p_, 0, n_, step_, dt_, out.data());
    return out;
  }
  std::vector<Real>& held(std::size_t h) { return reals_[h]; }

 private:
  double at(std::size_t h, std::size_t i) const noexcept override {
    return is_int_[h] ? static_cast<double>(ints_[h][i]) : static_cast<double>(reals_[h][i]);
  }

  NeuronKernel<Real> kernel_of(const NeuronModel& model, Isa isa) const {
    if constexpr (sizeof(Real) == sizeof(double)) {
      return model.kernel_double(isa, uniform_);
    } else {
      return model.kernel_single(isa, uniform_);
    }
  }

  void update_block(std::size_t first, const Real* J) {
    BlockUpdate<Real> block;
    block.n = static_cast<int>(std::min(kBlock, n_ - first));
    block.step = step_;
    std::vector<const Real*> coefficients;
    for (const auto& c : coefficients_)
      coefficients.push_back(c.data() + (uniform_ ? 0 : first));
    std::vector<void*> state;
    for (std::size_t h = 0; h < reals_.size(); ++h) {
      void* real = reals_[h].data() + first;
      state.push_back(is_int_[h] ? ints_[h].data() + first : real);
    }
    std::uint16_t index[kBlock];
    std::int32_t count[kBlock];
    block.coefficients = coefficients.data();
    block.state = state.data();
    block.J = J;
    std::vector<Real*> ports;
    for (std::size_t k = 0; k < arriving_.size(); ++k)
      ports.push_back(fed_state(*model_, k) ? nullptr : arriving_[k].data() + first);
    block.ports = ports.data();
    block.data = data_.get();
    block.base = base_;
    block.draw = draw_;
    block.first = first;
    block.output = model_->spiking() ? nullptr : output_.data() + first;
    block.spike_index = index;
    block.spike_count = multiple_ ? count : nullptr;
    kernel_(block);
    for (std::size_t h = 0; h < fed_by_.size(); ++h) {
      for (std::size_t i = first; fed_by_[h] && i < first + static_cast<std::size_t>(block.n); ++i)
        reals_[h][i] += std::exchange(arriving_[*fed_by_[h]][i], Real(0));
    }
    for (int k = 0; k < block.n_spikes; ++k) {
      const auto neuron = static_cast<std::uint32_t>(first + index[k]);
      events_.push_back({step_, neuron, multiple_ ? count[k] : 1});
    }
    if (block.bad >= 0 && bad_ < 0) bad_ = static_cast<std::int64_t>(first) + block.bad;
  }

  std::shared_ptr<const NeuronModel> model_;
  ParameterSet p_;
  double dt_;
  std::size_t n_;
  std::shared_ptr<const void> data_;
  bool uniform_ = true;
  bool multiple_ = false;
  DrawKey draw_;
  NeuronKernel<Real> kernel_ = nullptr;
  NeuronKernel<Real> base_ = nullptr;
  std::vector<std::vector<Real>> coefficients_;     // (n_coefficients) -> (1) or (n)
  std::vector<bool> is_int_;                        // (n_held)
  std::vector<std::optional<std::size_t>> fed_by_;  // (n_held)
  std::vector<std::vector<Real>> reals_;            // (n_held)(n)
  std::vector<std::vector<std::int32_t>> ints_;     // (n_held)(n)
  std::vector<Real> output_;                        // (n)
  std::vector<std::vector<Real>> arriving_;         // (n_ports)(n)
  std::vector<Event> events_;
  std::int64_t step_ = 0;
  std::int64_t bad_ = -1;
};

/// All parameters of `declaration` at their defaults, and gain 1, bias 0.
inline ParameterSet default_parameters(const Declaration& declaration, std::size_t neurons) {
  ParameterSet p(neurons);
  for (const ParameterDeclaration& d : declaration.parameters) {
    if (d.accepts(kNumber) && d.fallback) p.set(d.name, {std::get<double>(*d.fallback)});
  }
  p.set("gain", {1.0});
  p.set("bias", {0.0});
  return p;
}

/// The instruction sets that this CPU has.
inline std::vector<Isa> available_isas() {
  std::vector<Isa> isas;
  for (Isa isa : {Isa::baseline, Isa::avx2, Isa::avx512}) {
    if (isa_available(isa)) isas.push_back(isa);
  }
  return isas;
}

}  // namespace rheo::testing
