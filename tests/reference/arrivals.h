#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "engine/network.h"

namespace rheo {

/// What arrives at the ports of neurons, synapse by synapse: a list of all synapses, a list of what
/// is on its way. Shares with the engine the rules, the draws of one number, and nothing else.
template <class Real>
class ReferenceArrivals {
 public:
  explicit ReferenceArrivals(const Network& network);

  /// Finds what arrives in step n.
  void begin(std::int64_t n);
  /// Of the step that began: the sum; 0 for a port that feeds a state.
  Real at(std::size_t population, std::size_t port, std::size_t neuron) const {
    return ports_[population][port].sum[neuron];
  }
  /// What arrives at a port that feeds a state, in its order; nothing for others.
  const std::vector<Real>& fed(std::size_t population, std::size_t port, std::size_t neuron) const {
    return ports_[population][port].each[neuron];
  }
  std::size_t ports(std::size_t population) const { return ports_[population].size(); }
  /// Spikes of step n; called over ascending populations and neurons.
  void spike(std::size_t population, std::size_t neuron, std::int32_t count, std::int64_t n);

 private:
  struct Synapse {
    std::size_t to;
    std::size_t port;
    std::uint32_t target;
    Real weight;
    std::int64_t lag;
    std::size_t order;  // of its class: port and shared weight, as first named
  };
  struct OnItsWay {
    const Synapse* synapse;
    std::int32_t count;
  };

  void add_plan(const SynapsesPlan& plan);
  std::size_t order_of(std::size_t population, std::size_t port, bool shared, double weight);
  void drive(const DrivePlan& plan, std::int64_t n);

  const Network& network_;
  struct Port {
    bool feeds = false;                   // a state
    std::vector<Real> sum;                // (neurons)
    std::vector<std::vector<Real>> each;  // (neurons), empty ones unless it feeds
    void add(std::size_t neuron, Real value);
  };
  std::vector<std::vector<Port>> ports_;                     // (populations)(ports)
  std::vector<std::vector<std::vector<Synapse>>> outgoing_;  // (populations)(neurons)(synapses)
  std::map<std::int64_t, std::vector<OnItsWay>> pending_;    // by step of arrival
  struct Shared {
    std::size_t port;
    bool feeds;
    bool shared;
    double weight;
  };
  std::vector<Shared> orders_;
};

}  // namespace rheo
