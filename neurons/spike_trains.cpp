#include "neurons/spike_trains.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>
#include <utility>

#include "engine/text.h"
#include "neurons/spike_source.h"

namespace rheo {
namespace {

constexpr double kMostSteps = 0x1p53;  // beyond, doubles do not count

template <class Real>
void update(BlockUpdate<Real>& block) noexcept {
  const auto& table = *static_cast<const SpikeTable*>(block.data);
  const std::size_t b = block.first / kBlock;
  const std::int64_t* step = table.step.data();
  const std::int64_t* end = step + table.begin[b + 1];
  block.n_spikes = 0;
  const std::int64_t* now = std::lower_bound(step + table.begin[b], end, block.step);
  for (; now != end && *now == block.step; ++now) {
    const std::uint16_t i = table.index[static_cast<std::size_t>(now - step)];
    if (block.n_spikes > 0 && block.spike_index[block.n_spikes - 1] == i) {
      ++block.spike_count[block.n_spikes - 1];
      continue;
    }
    block.spike_index[block.n_spikes] = i;
    block.spike_count[block.n_spikes] = 1;
    ++block.n_spikes;
  }
}

std::vector<double> list(const ModelSpec& spec, const std::string& name) {
  const auto found = spec.parameters.find(name);
  if (found == spec.parameters.end()) return {};
  const auto* array = std::get_if<Array>(&found->second);
  return array != nullptr ? array->data : std::vector<double>{};
}

class SpikeTrains final : public SpikeSource {
 public:
  SpikeTrains(std::vector<double> times, std::vector<double> neurons);
  const Declaration& declaration() const noexcept override {
    static const Declaration declaration = spike_trains_declaration();
    return declaration;
  }
  /// Mean from 0 to the last of all times.
  double rate(const ParameterSet&, std::size_t i, double) const override {
    return i < spikes_.size() ? spikes_[i] / last_ : 0;
  }
  std::string rate_caveat() const override {
    return "the rate is the mean from 0 to the last of `times`";
  }
  std::shared_ptr<const void> data(const ParameterSet& p, double dt) const override;
  std::vector<Problem> check(const ParameterSet& p,
                             const std::map<std::string, std::vector<double>>&,
                             double dt) const override;
  NeuronKernel<double> kernel_double(Isa, bool) const override { return update<double>; }
  NeuronKernel<float> kernel_single(Isa, bool) const override { return update<float>; }

 private:
  std::vector<double> times_;    // (spikes) s
  std::vector<double> neurons_;  // (spikes)
  std::vector<double> spikes_;   // (neurons that fire, or fewer than all) how many
  double last_ = 0;              // s
};

SpikeTrains::SpikeTrains(std::vector<double> times, std::vector<double> neurons)
    : times_(std::move(times)), neurons_(std::move(neurons)) {
  constexpr double kMostNeurons = 0x1p31;
  for (double t : times_)
    last_ = std::max(last_, t);
  for (double i : neurons_) {
    if (!(i >= 0 && i < kMostNeurons)) continue;  // `check` says so
    const auto neuron = static_cast<std::size_t>(i);
    if (neuron >= spikes_.size()) spikes_.resize(neuron + 1);
    spikes_[neuron] += 1;
  }
}

std::shared_ptr<const void> SpikeTrains::data(const ParameterSet& p, double dt) const {
  struct Spike {
    std::uint32_t block;
    std::uint32_t index;
    std::int64_t step;
  };
  std::vector<Spike> spikes(times_.size());
  for (std::size_t k = 0; k < spikes.size(); ++k) {
    const auto neuron = static_cast<std::uint32_t>(neurons_[k]);
    spikes[k] = {static_cast<std::uint32_t>(neuron / kBlock),
                 static_cast<std::uint32_t>(neuron % kBlock),
                 static_cast<std::int64_t>(std::floor(times_[k] / dt + 0.5))};
  }
  std::sort(spikes.begin(), spikes.end(), [](const Spike& a, const Spike& b) {
    if (a.block != b.block) return a.block < b.block;
    return a.step != b.step ? a.step < b.step : a.index < b.index;
  });
  auto table = std::make_shared<SpikeTable>();
  table->begin.assign((p.neurons() + kBlock - 1) / kBlock + 1, 0);
  for (const Spike& s : spikes) {
    ++table->begin[s.block + 1];
    table->step.push_back(s.step);
    table->index.push_back(static_cast<std::uint16_t>(s.index));
  }
  std::partial_sum(table->begin.begin(), table->begin.end(), table->begin.begin());
  return table;
}

std::vector<Problem> SpikeTrains::check(const ParameterSet& p,
                                        const std::map<std::string, std::vector<double>>&,
                                        double dt) const {
  const auto at = [](const char* name, std::size_t k) {
    return std::string(name) + "[" + std::to_string(k) + "]";
  };
  if (times_.size() != neurons_.size()) {
    return {{"indices",
             "has " + std::to_string(neurons_.size()) + " entries",
             "one for each of the " + std::to_string(times_.size()) + " times",
             "",
             {}}};
  }
  for (std::size_t k = 0; k < neurons_.size(); ++k) {
    const double i = neurons_[k];
    if (i >= 0 && i < static_cast<double>(p.neurons()) && i == std::floor(i)) continue;
    return {{at("indices", k),
             "is " + number_text(i),
             "must be the index of a neuron: 0 to " + std::to_string(p.neurons() - 1),
             "",
             {}}};
  }
  for (std::size_t k = 0; k < times_.size(); ++k) {
    const double steps = times_[k] / dt;
    const double nearest = std::max(1.0, std::floor(steps + 0.5));
    if (std::fabs(steps - nearest) <= 1e-9 * nearest && nearest < kMostSteps) continue;
    return {{at("times", k),
             "is " + number_text(times_[k]) + " s",
             "must be a multiple of dt = " + number_text(dt) + " s, from dt on",
             "the nearest is " + number_text(nearest * dt) + " s",
             {}}};
  }
  return {};
}

}  // namespace

Declaration spike_trains_declaration() {
  Declaration d;
  d.kind = ModelKind::neuron;
  d.name = "spike_trains";
  d.summary = "Neurons that fire at given times, without input.";
  d.equations = {"count_i[n] = how many k have indices[k] = i and times[k] = n dt"};
  ParameterDeclaration& times = d.parameters.emplace_back();
  times.name = "times";
  times.dimension = Dimension::time;
  times.range = Range::positive();
  times.forms = kList;
  times.sentence = "When spikes are fired, in any order: multiples of dt.";
  ParameterDeclaration& indices = d.parameters.emplace_back();
  indices.name = "indices";
  indices.range = Range::not_negative();
  indices.forms = kList;
  indices.sentence = "Which neuron fires each, from 0; as long as times.";
  d.takes_input = false;
  return d;
}

std::shared_ptr<const NeuronModel> make_spike_trains(const ModelSpec& spec) {
  return std::make_shared<SpikeTrains>(list(spec, "times"), list(spec, "indices"));
}

}  // namespace rheo
