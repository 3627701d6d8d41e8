#pragma once

#include <cstdint>
#include <vector>

#include "engine/bulk_random.h"
#include "engine/network.h"

namespace rheo {

/// The synapses of one source and plan in a partition, in the order in which the rule made them.
struct SynapseRun {
  std::uint32_t source = 0;  // neuron of the source population
  std::uint32_t n = 0;
  std::uint16_t* target = nullptr;   // (n) from the partition's first neuron; may be reordered
  std::uint32_t* listed = nullptr;   // (n) numbers of the edges, where lists are given, or null
  std::size_t partition_block = 0;   // of the partition, at which ...
  std::size_t population_block = 0;  // ... this block of the population stands
};

/// Weights and delays of a plan's synapses. A drawn one depends on the plan's name, the source, the
/// block of the target's population and how many synapses of this source to that block came
/// before: not on the partition.
class SynapseDraws {
 public:
  SynapseDraws(const SynapsesPlan& plan, const SimulationSpec& simulation, Isa isa);

  /// Of one run. Uniform weights are left out.
  struct Values {
    const float* weight = nullptr;       // (n) drawn; or
    const double* listed = nullptr;      // (n) given by edge; or neither: all the same
    double uniform = 0;                  // the weight, if all are the same
    const std::uint16_t* lag = nullptr;  // (n), or null: all the same
    std::uint16_t uniform_lag = 1;
  };
  /// Brings the run into the order of its blocks first, if it is not.
  Values draw(const SynapseRun& run);
  /// Of n synapses of one source to one block of the target population, in their order.
  Values draw(std::uint32_t source, std::size_t block, std::uint32_t n,
              const std::uint32_t* listed);

 private:
  void sort_by_block(const SynapseRun& run);
  void reserve(std::uint32_t n);
  /// Those first ... first + n - 1 of the values.
  void draw_block(std::uint32_t source, std::size_t block, std::uint32_t first, std::uint32_t n);
  Values values(std::uint32_t n, const std::uint32_t* listed);

  const SynapsesPlan& plan_;
  Isa isa_;
  BulkKey weight_key_;
  BulkKey delay_key_;
  std::vector<float> weight_;
  std::vector<double> listed_;
  std::vector<double> delay_;
  std::vector<std::uint16_t> lag_;
};

/// The delay as the engine uses it: rounded half up to steps.
std::uint16_t lag_of(double steps) noexcept;

/// No delay of a plan, drawn or given in steps, is shorter.
std::uint16_t shortest_lag(const Value& delays) noexcept;

}  // namespace rheo
