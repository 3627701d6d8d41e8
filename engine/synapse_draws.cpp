#include "engine/synapse_draws.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "engine/random.h"

namespace rheo {

std::uint16_t lag_of(double steps) noexcept {
  const double rounded = std::floor(steps + 0.5);
  return static_cast<std::uint16_t>(std::clamp(rounded, 1.0, static_cast<double>(kLongestDelay)));
}

SynapseDraws::SynapseDraws(const SynapsesPlan& plan, const SimulationSpec& simulation, Isa isa)
    : plan_(plan),
      isa_(isa),
      weight_key_(bulk_key(draw_key(simulation.seed, "connection", plan.name, "weights"))),
      delay_key_(bulk_key(draw_key(simulation.seed, "connection", plan.name, "delays"))) {}

void SynapseDraws::sort_by_block(const SynapseRun& run) {
  const auto block = [](std::uint16_t target) {
    return target / kBlock;
  };
  const auto less = [&](std::uint16_t a, std::uint16_t b) {
    return block(a) < block(b);
  };
  if (std::is_sorted(run.target, run.target + run.n, less)) return;
  std::vector<std::uint32_t> order(run.n);
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return less(run.target[a], run.target[b]);
  });
  const std::vector<std::uint16_t> targets(run.target, run.target + run.n);
  std::vector<std::uint32_t> listed;
  if (run.listed != nullptr) listed.assign(run.listed, run.listed + run.n);
  for (std::uint32_t k = 0; k < run.n; ++k) {
    run.target[k] = targets[order[k]];
    if (run.listed != nullptr) run.listed[k] = listed[order[k]];
  }
}

void SynapseDraws::draw_block(const SynapseRun& run, std::uint32_t first, std::uint32_t n) {
  const std::size_t at = run.target[first] / kBlock - run.partition_block + run.population_block;
  const BulkCounter counter{0, run.source, static_cast<std::uint32_t>(at), 0};
  if (const auto* d = std::get_if<Distribution>(&plan_.weights)) {
    draw_bulk(*d, weight_key_, counter, isa_, n, weight_.data() + first);
  }
  if (const auto* d = std::get_if<Distribution>(&plan_.delays)) {
    draw_bulk(*d, delay_key_, counter, isa_, n, delay_.data() + first);
    for (std::uint32_t k = first; k < first + n; ++k)
      lag_[k] = lag_of(delay_[k]);
  }
}

SynapseDraws::Values SynapseDraws::draw(const SynapseRun& run) {
  const bool drawn_weights = std::holds_alternative<Distribution>(plan_.weights);
  const bool drawn_delays = std::holds_alternative<Distribution>(plan_.delays);
  const auto* list = std::get_if<Array>(&plan_.weights);
  const auto* delay_list = std::get_if<Array>(&plan_.delays);
  if (weight_.size() < run.n) {
    weight_.resize(run.n);
    listed_.resize(run.n);
    delay_.resize(run.n);
    lag_.resize(run.n);
  }
  if (drawn_weights || drawn_delays) {
    sort_by_block(run);
    for (std::uint32_t first = 0; first < run.n;) {
      std::uint32_t end = first + 1;
      while (end < run.n && run.target[end] / kBlock == run.target[first] / kBlock)
        ++end;
      draw_block(run, first, end - first);
      first = end;
    }
  }
  for (std::uint32_t k = 0; k < run.n && list != nullptr; ++k)
    listed_[k] = list->data[run.listed[k]];
  for (std::uint32_t k = 0; k < run.n && delay_list != nullptr; ++k)
    lag_[k] = lag_of(delay_list->data[run.listed[k]]);
  Values v;
  if (drawn_weights) v.weight = weight_.data();
  if (list != nullptr) v.listed = listed_.data();
  if (const auto* one = std::get_if<double>(&plan_.weights)) v.uniform = *one;
  if (drawn_delays || delay_list != nullptr) v.lag = lag_.data();
  if (const auto* one = std::get_if<double>(&plan_.delays)) v.uniform_lag = lag_of(*one);
  return v;
}

}  // namespace rheo
