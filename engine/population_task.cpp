#include "engine/population_task.h"

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <type_traits>
#include <utility>

#include "engine/hash.h"
#include "engine/random.h"

namespace rheo {
namespace {

/// From so many blocks on, a population's state is taken to be too large for the near caches.
constexpr std::size_t kFarBlocks = 192;

/// (1) or (n) values as (n), or as one block where all are alike: blocks then share it.
template <class Real>
Buffer spread(const std::string& name, const std::vector<double>& values, std::size_t neurons) {
  const std::size_t n = values.size() == 1 ? std::min(neurons, kBlock) : neurons;
  Buffer buffer(name, Buffer::type_of<Real>(), n);
  Real* out = buffer.as<Real>();
  for (std::size_t i = 0; i < n; ++i)
    out[i] = static_cast<Real>(values[values.size() == 1 ? 0 : i]);
  return buffer;
}

template <class Real>
Buffer encoder_columns(const PopulationPlan& plan) {
  const std::size_t dimensions =
      plan.scaled_encoders.shape.empty() ? 0 : plan.scaled_encoders.shape[1];
  Buffer buffer("encoders", Buffer::type_of<Real>(), dimensions * plan.neurons);
  Real* out = buffer.as<Real>();
  for (std::size_t i = 0; i < plan.neurons; ++i) {
    for (std::size_t d = 0; d < dimensions; ++d) {
      out[d * plan.neurons + i] = static_cast<Real>(plan.scaled_encoders.data[i * dimensions + d]);
    }
  }
  return buffer;
}

template <class Real>
Buffer spike_values(const PopulationPlan& plan, double dt) {
  const bool spiking = plan.model->spiking();
  Buffer buffer("spike_value", Buffer::type_of<Real>(), spiking ? plan.neurons : 0);
  for (std::size_t i = 0; i < buffer.size(); ++i) {
    const double amplitude =
        plan.parameters.has("amplitude") ? plan.parameters.at("amplitude", i) : 1.0;
    buffer.set(i, amplitude / dt);
  }
  return buffer;
}

template <class Real>
NeuronKernel<Real> kernel_of(const NeuronModel& model, Isa isa, bool uniform) {
  if constexpr (std::is_same_v<Real, double>) {
    return model.kernel_double(isa, uniform);
  } else {
    return model.kernel_single(isa, uniform);
  }
}

/// Shared one-block buffers begin at every block.
std::size_t begin_in(const Buffer& buffer, std::size_t neurons, std::size_t block) {
  return buffer.size() == neurons ? block * kBlock : 0;
}

/// So few spikes of a block that each finds its count in another line of memory.
bool few(std::size_t n) {
  return n <= kBlock / 32;
}

}  // namespace

template <class Real>
PopulationRun<Real>::PopulationRun(const PopulationPlan& plan_in, double dt, std::uint64_t seed_in,
                                   Isa isa, std::size_t kept)
    : plan(plan_in),
      seed(seed_in),
      key(hash_text(plan_in.name)),
      draws(draw_key(seed_in, "population", plan_in.name, "spikes")),
      bias(spread<Real>("bias", plan_in.parameters.values("bias"), plan_in.neurons)),
      gain(spread<Real>("gain", plan_in.parameters.values("gain"), plan_in.neurons)),
      encoders(encoder_columns<Real>(plan_in)),
      spike_value(spike_values<Real>(plan_in, dt)),
      hash(block_count(plan_in.neurons)),
      bad(hash.size()) {
  const auto values = plan.model->coefficients(plan.parameters, dt);
  for (const auto& v : values)
    uniform = uniform && v.size() == 1;
  for (const auto& v : values)
    coefficients.push_back(spread<Real>("coefficient", v, uniform ? 1 : plan.neurons));
  kernel = kernel_of<Real>(*plan.model, isa, uniform);
  data = plan.model->data(plan.parameters, dt);
  if (const NeuronModel* wrapped = plan.model->base()) {
    base = kernel_of<Real>(*wrapped, isa, uniform);
  }
  for (const HeldState& h : plan.model->held_states()) {
    const auto type =
        h.type == HeldState::Type::int32 ? Buffer::Type::int32 : Buffer::type_of<Real>();
    state.emplace_back(plan.name + "." + h.name, type, plan.neurons);
  }
  fed.resize(state.size());
  if (plan.model->spiking()) {
    log = std::make_unique<SpikeLog>(plan.neurons, plan.model->multiple_spikes(plan.parameters, dt),
                                     kept);
    spikes.assign(plan.neurons, 0);
  } else {
    output = std::make_unique<Buffer>(plan.name + ".output", Buffer::type_of<Real>(), plan.neurons);
  }
}

template <class Real>
void PopulationRun<Real>::reset() {
  const auto held = plan.model->held_states();
  for (std::size_t h = 0; h < held.size(); ++h) {
    const UniformDraw draw{draw_key(seed, "population", plan.name, "state." + held[h].name)};
    const auto values = plan.model->initial(h, plan.parameters, plan.given_initial, draw);
    for (std::size_t i = 0; i < plan.neurons; ++i) {
      const double value = values[values.size() == 1 ? 0 : i];
      if (fed[h].empty()) {
        state[h].set(i, value);
      } else {
        fed[h][i / kBlock][i % kBlock] = static_cast<Real>(value);
      }
    }
  }
  if (log) log->clear();
  std::fill(spikes.begin(), spikes.end(), 0);
  std::fill(hash.begin(), hash.end(), 0);
  clear(bad);
  for (Buffer* b : {output.get(), current.get()}) {
    for (std::size_t i = 0; b != nullptr && i < b->size(); ++i)
      b->set(i, 0);
  }
}

template <class Real>
bool PopulationRun<Real>::feed(std::size_t port, const std::vector<Real*>& blocks) {
  const auto h = fed_state(*plan.model, port);
  if (!h) return false;
  assert(plan.model->held_states()[*h].type == HeldState::Type::real);
  const Real* from = state[*h].template as<Real>();
  for (std::size_t b = 0; b < blocks.size(); ++b)
    std::copy_n(from + b * kBlock, block_size(plan.neurons, b), blocks[b]);
  fed[*h] = blocks;
  state[*h] = Buffer(state[*h].name(), state[*h].type(), 0);
  return true;
}

template <class Real>
std::uint64_t PopulationRun<Real>::state_hash() const {
  std::uint64_t sum = 0;
  for (std::size_t h = 0; h < state.size(); ++h) {
    if (fed[h].empty()) {
      sum += state[h].hash();
      continue;
    }
    Buffer whole(state[h].name(), state[h].type(), plan.neurons);
    for (std::size_t b = 0; b < fed[h].size(); ++b)
      std::copy_n(fed[h][b], block_size(plan.neurons, b), whole.template as<Real>() + b * kBlock);
    sum += whole.hash();
  }
  return sum;
}

template <class Real>
PopulationTask<Real>::PopulationTask(PopulationRun<Real>& population, std::size_t base, Isa isa)
    : Task(population.plan.name, Phase::evaluate_levels, base,
           block_count(population.plan.neurons)),
      operations(n_blocks(), 0),
      p_(population),
      current_(current_kernel<Real>(isa)),
      hash_(rheo::spike_hash_kernel(isa)) {}

template <class Real>
void PopulationTask<Real>::run_range(std::size_t first, std::size_t end,
                                     std::int64_t step) noexcept {
  for (std::size_t b = first; b < end; ++b) {
    // What the next range begins with is another thread's to read.
    const bool far = n_blocks() >= kFarBlocks && b + 1 < end;
    evaluate(b, far ? block_size(p_.plan.neurons, b + 1) : 0, step);
    if (b > first) count_fetched(b - 1);
  }
  if (first < end) count_fetched(end - 1);
}

template <class Real>
void PopulationTask<Real>::evaluate(std::size_t block, std::size_t n_next,
                                    std::int64_t step) noexcept {
  alignas(64) Real sums[kBlock];
  alignas(64) Real J[kBlock];
  const std::size_t n = block_size(p_.plan.neurons, block);
  drive(false, block, n, step);
  update(block, n_next, step, gather(block, n, sums, J));
  assert(std::all_of(ports_.begin(), ports_.end(), [&](const Port& p) {  // see BlockUpdate::ports
    const Real* at = p.blocks[block];
    return p.feeds || std::count(at, at + n, Real(0)) == static_cast<std::ptrdiff_t>(n);
  }));
  drive(true, block, n, step);
}

template <class Real>
void PopulationTask<Real>::drive(bool feeding, std::size_t block, std::size_t n,
                                 std::int64_t step) noexcept {
  for (const Drive<Real>& d : drives) {
    const Port& port = ports_[d.port()];
    if (port.feeds == feeding) d.add(block, n, step, port.blocks[block]);
  }
}

template <class Real>
void PopulationTask<Real>::add_port(std::vector<Real*> blocks) {
  const bool feeds = p_.feed(ports_.size(), blocks);
  ports_.push_back({std::move(blocks), feeds});
}

template <class Real>
void PopulationTask<Real>::bind() {
  coefficients_.clear();
  state_.clear();
  arriving_.clear();
  for (std::size_t block = 0; block < n_blocks(); ++block) {
    for (const Buffer& all : p_.coefficients)
      coefficients_.push_back(all.template as<Real>() + begin_in(all, p_.plan.neurons, block));
    for (std::size_t s = 0; s < p_.state.size(); ++s) {
      const auto& fed = p_.fed[s];
      state_.push_back(fed.empty() ? p_.state[s].at(block * kBlock) : fed[block]);
    }
    for (const Port& port : ports_)
      arriving_.push_back(port.feeds ? nullptr : port.blocks[block]);
  }
  blocks_.resize(n_blocks());
  for (std::size_t block = 0; block < n_blocks(); ++block) {
    BlockUpdate<Real>& b = blocks_[block];
    b.n = static_cast<int>(block_size(p_.plan.neurons, block));
    b.coefficients = coefficients_.data() + block * p_.coefficients.size();
    b.state = state_.data() + block * p_.state.size();
    b.ports = arriving_.data() + block * ports_.size();
    b.data = p_.data.get();
    b.base = p_.base;
    b.draw = p_.draws;
    b.first = block * kBlock;
  }
}

template <class Real>
const Real* PopulationTask<Real>::gather(std::size_t block, std::size_t n, Real* sums,
                                         Real* J) noexcept {
  const std::size_t first = block * kBlock;
  CurrentBlock<Real> a;
  a.n = n;
  a.bias = p_.bias.template as<Real>() + begin_in(p_.bias, p_.plan.neurons, block);
  if (p_.current) J = p_.current->template as<Real>() + first;
  const bool driven = sum != nullptr || !projections.empty();
  const bool injected = !currents.empty();
  alignas(64) Real biased[kBlock];
  if (injected) {
    std::copy_n(a.bias, n, biased);
    for (const Real* c : currents) {
      for (std::size_t i = 0; i < n; ++i)
        biased[i] += c[first + i];
    }
    a.bias = biased;
  }
  if (!driven && value == nullptr && !p_.current && !injected) return a.bias;
  if (driven) {
    a.gain = p_.gain.template as<Real>() + begin_in(p_.gain, p_.plan.neurons, block);
    a.sum = sum != nullptr ? sum + first : sums;
    if (!projections.empty()) {
      for (std::size_t i = 0; i < n; ++i)
        sums[i] = sum != nullptr ? sum[first + i] : Real(0);
      for (const Projection<Real>* p : projections)
        operations[block] += p->deliver(block, sums);
      a.sum = sums;
    }
  }
  if (value != nullptr) {
    a.dimensions = p_.plan.scaled_encoders.shape[1];
    a.encoders = p_.encoders.template as<Real>() + first;
    a.stride = p_.plan.neurons;
    a.value = value;
  }
  a.J = J;
  current_(a);
  return J;
}

template <class Real>
void PopulationTask<Real>::update(std::size_t block, std::size_t n_next, std::int64_t step,
                                  const Real* J) noexcept {
  const std::size_t first = block * kBlock;
  BlockUpdate<Real> args = blocks_[block];
  args.step = step;
  args.J = J;
  args.n_next = static_cast<int>(n_next);
  if (p_.log) {
    p_.log->open(block, step);
    args.spike_index = p_.log->index(block);
    args.spike_count = p_.log->count(block);
  } else {
    args.output = p_.output->template as<Real>() + first;
  }
  p_.kernel(args);
  if (args.bad >= 0) {
    note_bad(p_.bad[block], step, first + static_cast<std::size_t>(args.bad),
             static_cast<double>(J[args.bad]));
  }
  if (!p_.log) return;
  log_spikes(block, step, args);
  if (p_.output) write_output(block, static_cast<std::size_t>(args.n));
}

template <class Real>
void PopulationTask<Real>::log_spikes(std::size_t block, std::int64_t step,
                                      const BlockUpdate<Real>& args) noexcept {
  p_.log->set_size(block, args.n_spikes);
  const BlockSpikes s = p_.log->block(block);
  const std::size_t first = block * kBlock;
  p_.hash[block] += hash_({spike_place(p_.key, step), first, s.index, s.count, s.n});
  if (!few(s.n)) return count_spikes(block);
  for (std::size_t k = 0; k < s.n; ++k)
    __builtin_prefetch(&p_.spikes[first + s.index[k]], 1);
}

template <class Real>
void PopulationTask<Real>::count_fetched(std::size_t block) noexcept {
  if (p_.log && few(p_.log->block(block).n)) count_spikes(block);
}

template <class Real>
void PopulationTask<Real>::count_spikes(std::size_t block) noexcept {
  const BlockSpikes s = p_.log->block(block);
  const std::size_t first = block * kBlock;
  for (std::size_t k = 0; k < s.n; ++k)
    p_.spikes[first + s.index[k]] += s.count == nullptr ? 1 : s.count[k];
}

template <class Real>
void PopulationTask<Real>::write_output(std::size_t block, std::size_t n) noexcept {
  const std::size_t first = block * kBlock;
  Real* out = p_.output->template as<Real>() + first;
  const Real* worth = p_.spike_value.template as<Real>() + first;
  std::fill(out, out + n, Real(0));
  const BlockSpikes s = p_.log->block(block);
  for (std::size_t k = 0; k < s.n; ++k) {
    const Real count = s.count == nullptr ? Real(1) : static_cast<Real>(s.count[k]);
    out[s.index[k]] = count * worth[s.index[k]];
  }
}

template struct PopulationRun<double>;
template struct PopulationRun<float>;
template class PopulationTask<double>;
template class PopulationTask<float>;

}  // namespace rheo
