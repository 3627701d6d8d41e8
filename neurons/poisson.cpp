#include "neurons/poisson.h"

#include <algorithm>
#include <limits>

#include "engine/poisson.h"
#include "engine/text.h"
#include "neurons/spike_source.h"
#include "neurons/tuning.h"

namespace rheo {
namespace {

/// Means of a step: one table where all neurons share one that it holds, else a mean for each.
struct Means {
  bool shared = false;
  PoissonTable table;
  std::vector<double> mean;  // (n)
};

/// Counts a block with the kernel of `kIsa`.
template <class Real, Isa kIsa>
void update(BlockUpdate<Real>& block) noexcept {
  const auto& means = *static_cast<const Means*>(block.data);
  std::int32_t counts[kBlock];
  PoissonCounts p;
  p.table = means.shared ? &means.table : nullptr;
  p.mean = means.shared ? nullptr : means.mean.data() + block.first;
  p.key = bulk_key(block.draw);
  p.first = static_cast<std::uint32_t>(block.first);
  p.step = block.step;
  p.n = block.n;
  p.out = counts;
  count_poisson_kernel(kIsa)(p);
  int k = 0;
  for (int i = 0; i < block.n; ++i) {
    block.spike_index[k] = static_cast<std::uint16_t>(i);
    block.spike_count[k] = counts[i];
    k += counts[i] != 0 ? 1 : 0;
  }
  block.n_spikes = k;
}

template <class Real>
NeuronKernel<Real> kernel_of(Isa isa) {
  static constexpr KernelTable<NeuronKernel<Real>> kernels = {
      {update<Real, Isa::baseline>, update<Real, Isa::avx2>, update<Real, Isa::avx512>}};
  return kernels[isa];
}

class Poisson final : public SpikeSource {
 public:
  const Declaration& declaration() const noexcept override {
    static const Declaration declaration = poisson_declaration();
    return declaration;
  }
  double rate(const ParameterSet& p, std::size_t i, double) const override {
    return p.at("rate", i);
  }
  double rate_ceiling(const ParameterSet&, std::size_t) const override {
    return std::numeric_limits<double>::infinity();
  }
  std::shared_ptr<const void> data(const ParameterSet& p, double dt) const override;
  std::vector<Problem> check(const ParameterSet& p,
                             const std::map<std::string, std::vector<double>>&,
                             double dt) const override;
  NeuronKernel<double> kernel_double(Isa isa, bool) const override {
    return kernel_of<double>(isa);
  }
  NeuronKernel<float> kernel_single(Isa isa, bool) const override { return kernel_of<float>(isa); }
};

std::shared_ptr<const void> Poisson::data(const ParameterSet& p, double dt) const {
  const std::vector<double>& rates = p.values("rate");
  auto means = std::make_shared<Means>();
  means->shared = rates.size() == 1 && rates.front() * dt <= kMostSharedMean;
  if (means->shared) {
    means->table = make_poisson_table(rates.front() * dt);
    return means;
  }
  means->mean.resize(p.neurons());
  for (std::size_t i = 0; i < p.neurons(); ++i)
    means->mean[i] = p.at("rate", i) * dt;
  return means;
}

std::vector<Problem> Poisson::check(const ParameterSet& p,
                                    const std::map<std::string, std::vector<double>>&,
                                    double dt) const {
  for (double rate : p.values("rate")) {
    if (rate * dt <= kMostPoissonMean) continue;
    return {{"rate",
             "is " + number_text(rate) + " Hz",
             "must be at most 2^30 spikes a step = " + number_text(kMostPoissonMean / dt) + " Hz",
             "",
             {}}};
  }
  return {};
}

}  // namespace

Declaration poisson_declaration() {
  Declaration d;
  d.kind = ModelKind::neuron;
  d.name = "poisson";
  d.summary = "Neurons that fire at random at a given rate, without input.";
  d.equations = {"count_i[n] ~ Poisson(rate_i dt)"};
  ParameterDeclaration rate = per_neuron("rate", Dimension::frequency, 0.0, Range::not_negative(),
                                         "Mean rate of the spikes.");
  rate.fallback.reset();
  d.parameters = {rate};
  d.takes_input = false;
  return d;
}

std::shared_ptr<const NeuronModel> make_poisson(const ModelSpec&) {
  return std::make_shared<Poisson>();
}

}  // namespace rheo
