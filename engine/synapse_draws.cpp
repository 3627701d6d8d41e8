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

std::uint16_t shortest_lag(const Value& delays) noexcept {
  if (const auto* one = std::get_if<double>(&delays)) return lag_of(*one);
  constexpr double kLeast = 1;
  if (const auto* list = std::get_if<Array>(&delays)) {
    const auto least = std::min_element(list->data.begin(), list->data.end());
    return lag_of(least == list->data.end() ? kLeast : *least);
  }
  const auto* d = std::get_if<Distribution>(&delays);
  if (d == nullptr) return lag_of(kLeast);
  double least = d->kind == Distribution::Kind::uniform ? std::min(d->a, d->b) : kLeast;
  if (d->min) least = std::max(least, *d->min);
  if (d->max) least = std::min(least, *d->max);
  return lag_of(least);
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

void SynapseDraws::reserve(std::uint32_t n) {
  if (weight_.size() >= n) return;
  weight_.resize(n);
  listed_.resize(n);
  delay_.resize(n);
  lag_.resize(n);
}

void SynapseDraws::draw_block(std::uint32_t source, std::size_t block, std::uint32_t first,
                              std::uint32_t n) {
  const BulkCounter counter{0, source, static_cast<std::uint32_t>(block), 0};
  if (const auto* d = std::get_if<Distribution>(&plan_.weights)) {
    draw_bulk(*d, weight_key_, counter, isa_, n, weight_.data() + first);
  }
  if (const auto* d = std::get_if<Distribution>(&plan_.delays)) {
    draw_bulk(*d, delay_key_, counter, isa_, n, delay_.data() + first);
    for (std::uint32_t k = first; k < first + n; ++k)
      lag_[k] = lag_of(delay_[k]);
  }
}

SynapseDraws::Values SynapseDraws::values(std::uint32_t n, const std::uint32_t* listed) {
  Values v;
  const auto* list = std::get_if<Array>(&plan_.weights);
  for (std::uint32_t k = 0; k < n && list != nullptr; ++k)
    listed_[k] = list->data[listed[k]];
  const auto* delays = std::get_if<Array>(&plan_.delays);
  for (std::uint32_t k = 0; k < n && delays != nullptr; ++k)
    lag_[k] = lag_of(delays->data[listed[k]]);
  if (std::holds_alternative<Distribution>(plan_.weights)) v.weight = weight_.data();
  if (list != nullptr) v.listed = listed_.data();
  if (const auto* one = std::get_if<double>(&plan_.weights)) v.uniform = *one;
  if (std::holds_alternative<Distribution>(plan_.delays) || delays != nullptr) v.lag = lag_.data();
  if (const auto* one = std::get_if<double>(&plan_.delays)) v.uniform_lag = lag_of(*one);
  return v;
}

SynapseDraws::Values SynapseDraws::draw(std::uint32_t source, std::size_t block, std::uint32_t n,
                                        const std::uint32_t* listed) {
  reserve(n);
  draw_block(source, block, 0, n);
  return values(n, listed);
}

SynapseDraws::Values SynapseDraws::draw(const SynapseRun& run) {
  reserve(run.n);
  if (std::holds_alternative<Distribution>(plan_.weights) ||
      std::holds_alternative<Distribution>(plan_.delays)) {
    sort_by_block(run);
    for (std::uint32_t first = 0; first < run.n;) {
      std::uint32_t end = first + 1;
      while (end < run.n && run.target[end] / kBlock == run.target[first] / kBlock)
        ++end;
      const std::size_t block =
          run.target[first] / kBlock - run.partition_block + run.population_block;
      draw_block(run.source, block, first, end - first);
      first = end;
    }
  }
  return values(run.n, run.listed);
}

}  // namespace rheo
