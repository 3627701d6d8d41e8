#include "neurons/measured_rate.h"

#include <algorithm>
#include <vector>

namespace rheo {
namespace {

/// The numbers of neuron i for n neurons that are alike.
ParameterSet copies(const ParameterSet& p, std::size_t i, std::size_t n) {
  ParameterSet alike(n);
  for (const auto& [name, values] : p.all())
    alike.set(name, {values[values.size() == 1 ? 0 : i]});
  return alike;
}

/// n <= kBlock neurons that are alike, each under its own current.
class Block {
 public:
  Block(const NeuronModel& model, const ParameterSet& p, double dt, const double* J)
      : n_(p.neurons()),
        coefficients_(model.coefficients(p, dt)),
        nothing_(model.declaration().ports.size() * n_),
        kernel_(model.kernel_double(select_isa(), true)) {
    for (const auto& c : coefficients_)
      first_coefficient_.push_back(c.data());
    const UniformDraw draw{draw_key(0, "rate", "", "")};
    const auto held = model.held_states();
    for (std::size_t h = 0; h < held.size(); ++h) {
      const auto start = model.initial(h, p, {}, draw);
      reals_.emplace_back(start);
      ints_.emplace_back(start.begin(), start.end());
    }
    for (std::size_t h = 0; h < held.size(); ++h) {
      void* real = reals_[h].data();
      state_.push_back(held[h].type == HeldState::Type::int32 ? ints_[h].data() : real);
    }
    for (std::size_t k = 0; k < nothing_.size(); k += n_)
      ports_.push_back(nothing_.data() + k);
    block_.n = static_cast<int>(n_);
    block_.coefficients = first_coefficient_.data();
    block_.state = state_.data();
    block_.J = J;
    block_.ports = ports_.data();
    block_.spike_index = fired_;
  }

  /// Steps once; who fired.
  const std::uint16_t* step() {
    block_.step += 1;
    kernel_(block_);
    return fired_;
  }
  int n_spikes() const { return block_.n_spikes; }

 private:
  std::size_t n_;
  std::vector<std::vector<double>> coefficients_;
  std::vector<double> nothing_;  // (n_ports, n) what arrives
  NeuronKernel<double> kernel_;
  std::vector<const double*> first_coefficient_;
  std::vector<std::vector<double>> reals_;
  std::vector<std::vector<std::int32_t>> ints_;
  std::vector<void*> state_;
  std::vector<double*> ports_;
  std::uint16_t fired_[kBlock];
  BlockUpdate<double> block_;
};

}  // namespace

void measure_rates(const NeuronModel& model, const ParameterSet& p, std::size_t i,
                   const RateMeasurement& how, const double* J, std::size_t n, double* out) {
  std::fill(out, out + n, 0.0);
  for (std::size_t first = 0; first < n; first += kBlock) {
    Block block(model, copies(p, i, std::min(kBlock, n - first)), how.dt, J + first);
    for (int step = 0; step < how.skipped + how.counted; ++step) {
      const std::uint16_t* fired = block.step();
      for (int k = 0; step >= how.skipped && k < block.n_spikes(); ++k)
        out[first + fired[k]] += 1 / (how.counted * how.dt);
    }
  }
}

}  // namespace rheo
