#include "tests/reference/arrivals.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/bulk_random.h"
#include "engine/poisson.h"
#include "engine/random.h"

namespace rheo {
namespace {

struct Edge {
  std::uint32_t source;
  std::uint32_t target;
  std::uint64_t listed;
};

class List final : public EdgeSink {
 public:
  void put(const EdgeBatch& b) override {
    for (std::size_t e = 0; e < b.n; ++e)
      edges.push_back({b.source[e], b.target[e], b.listed == nullptr ? 0 : b.listed[e]});
  }
  std::vector<Edge> edges;
};

/// The value of synapse number k from `source` to `block`.
template <class Number>
double value_of(const Value& value, const BulkKey& key, std::uint32_t source, std::uint32_t block,
                std::uint32_t k, std::uint64_t listed) {
  if (const auto* number = std::get_if<double>(&value)) return *number;
  if (const auto* list = std::get_if<Array>(&value)) return list->data[listed];
  Number drawn = 0;
  draw_bulk(std::get<Distribution>(value), key, {k, source, block, 0}, Isa::baseline, 1, &drawn);
  return static_cast<double>(drawn);
}

}  // namespace

template <class Real>
ReferenceArrivals<Real>::ReferenceArrivals(const Network& network) : network_(network) {
  for (const PopulationPlan& p : network.populations) {
    const std::size_t ports = p.model->declaration().ports.size();
    ports_.emplace_back(ports);
    for (std::size_t k = 0; k < ports; ++k) {
      Port& port = ports_.back()[k];
      port.feeds = fed_state(*p.model, k).has_value();
      port.sum.resize(p.neurons);
      port.each.resize(p.neurons);
    }
    outgoing_.emplace_back(p.neurons);
  }
  for (const SynapsesPlan& plan : network.sparse)
    add_plan(plan);
  for (auto& population : outgoing_) {
    for (auto& synapses : population) {
      std::stable_sort(synapses.begin(), synapses.end(), [](const Synapse& a, const Synapse& b) {
        return a.lag != b.lag ? a.lag < b.lag : a.order < b.order;
      });
    }
  }
}

template <class Real>
std::size_t ReferenceArrivals<Real>::order_of(std::size_t population, std::size_t port, bool shared,
                                              double weight) {
  const bool feeds = ports_[population][port].feeds;
  for (std::size_t i = 0; i < orders_.size(); ++i) {
    const Shared& o = orders_[i];
    if (o.port == port && o.feeds == feeds && o.shared == shared && o.weight == weight) return i;
  }
  orders_.push_back({port, feeds, shared, weight});
  return orders_.size() - 1;
}

template <class Real>
void ReferenceArrivals<Real>::add_plan(const SynapsesPlan& plan) {
  const auto port_of = [&](double w) {
    return plan.port ? *plan.port : port_for_sign(*network_.populations[plan.to].model, w < 0);
  };
  const auto* one = std::get_if<double>(&plan.weights);
  for (const double sign : {1.0, -1.0})  // classes are named in this order
    order_of(plan.to, port_of(one != nullptr ? *one : sign), one != nullptr,
             one != nullptr ? *one : 0.0);
  const std::uint64_t seed = network_.simulation.seed;
  const BulkKey weights = bulk_key(draw_key(seed, "connection", plan.name, "weights"));
  const BulkKey delays = bulk_key(draw_key(seed, "connection", plan.name, "delays"));
  List list;
  plan.rule->edges(plan.ends, 0, (plan.ends.n_to + kBlock - 1) / kBlock, list);
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> made;  // (source, block)
  for (const Edge& e : list.edges) {
    const std::uint32_t s = plan.from_elements.empty() ? e.source : plan.from_elements[e.source];
    const std::uint32_t t = plan.to_elements.empty() ? e.target : plan.to_elements[e.target];
    const auto block = static_cast<std::uint32_t>(t / kBlock);
    const std::uint32_t k = made[{s, block}]++;
    const double w = value_of<float>(plan.weights, weights, s, block, k, e.listed);
    const double steps = value_of<double>(plan.delays, delays, s, block, k, e.listed);
    const auto lag = static_cast<std::int64_t>(std::max(1.0, std::floor(steps + 0.5)));
    outgoing_[plan.from][s].push_back(
        {plan.to, port_of(w), t, static_cast<Real>(w), lag,
         order_of(plan.to, port_of(w), one != nullptr, one ? *one : 0.0)});
  }
}

template <class Real>
void ReferenceArrivals<Real>::begin(std::int64_t n) {
  for (auto& population : ports_) {
    for (Port& port : population) {
      std::fill(port.sum.begin(), port.sum.end(), Real(0));
      for (auto& each : port.each)
        each.clear();
    }
  }
  // A state is fed by drives first; into a sum they come last.
  const auto drives = [&](bool feeding) {
    for (const DrivePlan& plan : network_.drives) {
      if (ports_[plan.population][plan.port].feeds == feeding) drive(plan, n);
    }
  };
  drives(true);
  for (const OnItsWay& o : pending_[n]) {
    const Synapse& s = *o.synapse;
    ports_[s.to][s.port].add(s.target,
                             o.count == 1 ? s.weight : s.weight * static_cast<Real>(o.count));
  }
  pending_.erase(n);
  drives(false);
}

template <class Real>
void ReferenceArrivals<Real>::Port::add(std::size_t neuron, Real value) {
  if (feeds) {
    each[neuron].push_back(value);
  } else {
    sum[neuron] += value;
  }
}

template <class Real>
void ReferenceArrivals<Real>::drive(const DrivePlan& plan, std::int64_t n) {
  if (n <= plan.delay) return;
  const SimulationSpec& simulation = network_.simulation;
  const PoissonTrains& trains = *network_.inputs[plan.input].function->poisson();
  const std::size_t neurons = network_.populations[plan.population].neurons;
  const BulkKey key = bulk_key(draw_key(simulation.seed, "connection", plan.name, "drive"));
  const auto mean_of = [&](std::size_t i) {
    const double t = static_cast<double>(n - plan.delay) * simulation.dt;
    const auto& f = trains.of_time;
    if (!f.empty()) return f[f.size() == 1 ? 0 : i].evaluate(t) * simulation.dt;
    return trains.rates[trains.rates.size() == 1 ? 0 : i] * simulation.dt;
  };
  const bool shared =
      std::max(trains.rates.size(), trains.of_time.size()) == 1 && mean_of(0) <= kMostSharedMean;
  const PoissonTable table = make_poisson_table(shared ? mean_of(0) : 0);
  for (std::size_t first = 0; first < neurons; first += kPoissonGroup) {
    PoissonCounts p;
    double means[kPoissonGroup];
    std::int32_t counts[kPoissonGroup];
    p.n = static_cast<int>(std::min<std::size_t>(kPoissonGroup, neurons - first));
    for (int i = 0; i < p.n; ++i)
      means[i] = mean_of(first + static_cast<std::size_t>(i));
    p.table = shared ? &table : nullptr;
    p.mean = shared ? nullptr : means;
    p.key = key;
    p.first = static_cast<std::uint32_t>(first);
    p.step = n - plan.delay;
    p.out = counts;
    count_poisson_kernel(Isa::baseline)(p);
    for (std::size_t i = 0; i < static_cast<std::size_t>(p.n); ++i) {
      const double w = plan.weights[plan.weights.size() == 1 ? 0 : first + i];
      ports_[plan.population][plan.port].add(first + i,
                                             static_cast<Real>(w) * static_cast<Real>(counts[i]));
    }
  }
}

template <class Real>
void ReferenceArrivals<Real>::spike(std::size_t population, std::size_t neuron, std::int32_t count,
                                    std::int64_t n) {
  for (const Synapse& s : outgoing_[population][neuron])
    pending_[n + s.lag].push_back({&s, count});
}

template class ReferenceArrivals<double>;
template class ReferenceArrivals<float>;

}  // namespace rheo
