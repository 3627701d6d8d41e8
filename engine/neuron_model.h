#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/declaration.h"
#include "engine/error.h"
#include "engine/isa.h"
#include "engine/random.h"

namespace rheo {

/// Neurons in a block: the unit of parallel work, the same for any number of threads, so that
/// nothing that is summed or drawn per block depends on it.
inline constexpr std::size_t kBlock = 1024;
/// Blocks of `n` neurons, or of a vector of n elements.
constexpr std::size_t block_count(std::size_t n) noexcept {
  return (n + kBlock - 1) / kBlock;
}
/// Elements of block `block` of `n`; only the last block is short.
constexpr std::size_t block_size(std::size_t n, std::size_t block) noexcept {
  return std::min(kBlock, n - block * kBlock);
}

/// The numbers of one population after files were read and distributions drawn: for each parameter
/// one value (size 1, all neurons alike) or one a neuron (size n). Besides the model's own
/// parameters it holds "gain" and "bias".
class ParameterSet {
 public:
  explicit ParameterSet(std::size_t neurons = 0) : neurons_(neurons) {}
  std::size_t neurons() const noexcept { return neurons_; }
  void set(const std::string& name, std::vector<double> values);
  bool has(const std::string& name) const { return values_.count(name) != 0; }
  const std::vector<double>& values(const std::string& name) const;
  double at(const std::string& name, std::size_t neuron) const;
  const std::map<std::string, std::vector<double>>& all() const noexcept { return values_; }

 private:
  std::size_t neurons_;
  std::map<std::string, std::vector<double>> values_;  // (1) or (neurons)
};

/// What a kernel sees of one block. Pointers stand at the block's first neuron.
template <class Real>
struct BlockUpdate {
  int n = 0;                                  // neurons in this block, <= kBlock
  std::int64_t step = 0;                      // number of this step, from 1
  const Real* const* coefficients = nullptr;  // (n_coefficients) -> (1) if uniform, else (n)
  void* const* state = nullptr;               // (n_held) -> (n), Real or int32
  const Real* J = nullptr;                    // (n) input current, bias included
  /// (n_ports) -> (n): weight x count of what arrives at the end of this step, in held units. The
  /// kernel leaves 0 there, for what arrives next. Null for a port that feeds a state.
  Real* const* ports = nullptr;
  const void* data = nullptr;            // `NeuronModel::data` of the whole population
  Real* output = nullptr;                // (n) rate models: amplitude x rate; else null
  std::uint16_t* spike_index = nullptr;  // (n) out: who fired, ascending, from the block's first
  std::int32_t* spike_count = nullptr;   // (n) out: spikes of each; null if at most one a step
  int n_spikes = 0;                      // out
  int bad = -1;                          // out: a neuron whose state or J is not finite
  void (*base)(BlockUpdate&) noexcept = nullptr;  // the kernel of `NeuronModel::base`, if any
  DrawKey draw;  // for random models: keyed by seed and population; counter: neuron, step
  std::uint64_t first = 0;  // the block's first neuron in the population
  /// Neurons of the block after this one, if the same thread goes on with it and it lies behind
  /// this one in far memory, worth asking for ahead of time; else 0.
  int n_next = 0;
};
template <class Real>
using NeuronKernel = void (*)(BlockUpdate<Real>&) noexcept;

/// A quantity held in memory; how it is held is the model's own affair.
struct HeldState {
  enum class Type { real, int32 };
  std::string name;
  Type type = Type::real;
  /// The port that feeds this state: what arrives there at the end of a step is added to it, behind
  /// the kernel's back, which is spared the reading of a port.
  std::optional<std::size_t> port = {};
};

/// Read access to the held states of a population.
class StateView {
 public:
  virtual ~StateView() = default;
  virtual double at(std::size_t held, std::size_t neuron) const noexcept = 0;
};

struct GainBias {
  double gain = 1;
  double bias = 0;
};

/// A neuron model: constant, shared, without state. Virtual calls happen at build and once per
/// population and block, never per neuron.
///
/// Cross-parameter functions take the population's numbers and a neuron's index.
class NeuronModel {
 public:
  virtual ~NeuronModel() = default;
  virtual const Declaration& declaration() const noexcept = 0;

  /// Spikes (counts, delivered as amplitude / dt) or, if false, an output computed every step.
  virtual bool spiking() const noexcept = 0;
  /// Whether some neuron can fire more than once in a step of dt.
  virtual bool multiple_spikes(const ParameterSet& p, double dt) const = 0;
  /// Whether outputs or counts may be negative.
  virtual bool negative() const noexcept { return false; }
  /// The rate model that this one wraps; the engine hands its kernel to this one's. Null: none.
  virtual const NeuronModel* base() const noexcept { return nullptr; }

  // Closed form ------------------------------------------------------------------------------
  /// Rate in Hz at the constant current J, amplitude not included; 0 at and below threshold, unless
  /// the model's rate is smooth there.
  virtual double rate(const ParameterSet& p, std::size_t i, double J) const = 0;
  /// The rates of neuron i at n currents: out[k] = rate(p, i, J[k]) to a few ulp, the same bits on
  /// every CPU. Override it where many rates are wanted at once: decoders need millions.
  virtual void rates(const ParameterSet& p, std::size_t i, const double* J, std::size_t n,
                     double* out) const {
    for (std::size_t k = 0; k < n; ++k)
      out[k] = rate(p, i, J[k]);
  }
  /// Why what is simulated differs from `rate`, one sentence; empty where it does not.
  virtual std::string rate_caveat() const { return ""; }
  /// The current above which the neuron fires.
  virtual double threshold(const ParameterSet& p, std::size_t i) const = 0;
  /// Supremum of the rates, Hz; infinity if there is none.
  virtual double rate_ceiling(const ParameterSet& p, std::size_t i) const = 0;
  /// gain and bias so that the neuron starts to fire at x = intercept and fires at max_rate at
  /// x = 1. Only called for values that passed `check_tuning`.
  virtual GainBias gain_bias(const ParameterSet& p, std::size_t i, double max_rate,
                             double intercept) const = 0;
  /// Why gain_bias has no answer for these two: what, rule and remedy; empty `what` if it has.
  virtual Problem check_tuning(const ParameterSet& p, std::size_t i, double max_rate,
                               double intercept) const = 0;

  // Build ------------------------------------------------------------------------------------
  /// What the kernel needs, from parameters and dt: each of size 1 or n; uniform only if all
  /// are of size 1, else the engine repeats those of size 1 over a block.
  virtual std::vector<std::vector<double>> coefficients(const ParameterSet& p, double dt) const = 0;
  /// What else the kernel reads, in a form of the model's own (BlockUpdate::data): spike trains.
  /// Null: nothing.
  virtual std::shared_ptr<const void> data(const ParameterSet&, double) const { return nullptr; }
  virtual std::vector<HeldState> held_states() const = 0;
  /// Start values (n) of a held state, in held units. `given` has what stood under `initial:`,
  /// by declared name, each (n); `draw` gives uniform numbers in [0, 1) by neuron.
  virtual std::vector<double> initial(std::size_t held, const ParameterSet& p,
                                      const std::map<std::string, std::vector<double>>& given,
                                      const UniformDraw& draw) const = 0;
  /// Rules between parameters, dt and initial values. Paths are relative to the population.
  virtual std::vector<Problem> check(const ParameterSet& p,
                                     const std::map<std::string, std::vector<double>>& given,
                                     double dt) const = 0;
  /// What the user should know although it is no error, one sentence each.
  virtual std::vector<std::string> warnings(const ParameterSet& p, double dt) const = 0;

  // Run --------------------------------------------------------------------------------------
  virtual NeuronKernel<double> kernel_double(Isa isa, bool uniform) const = 0;
  virtual NeuronKernel<float> kernel_single(Isa isa, bool uniform) const = 0;
  /// Values of the declared state number `state` after step `step`, in declared units, of the
  /// neurons first ... first + n - 1.
  virtual void observe(std::size_t state, const StateView& held, const ParameterSet& p,
                       std::size_t first, std::size_t n, std::int64_t step, double dt,
                       double* out) const = 0;
};

/// The held state of `model` that is fed by port `port`, if one is.
std::optional<std::size_t> fed_state(const NeuronModel& model, std::size_t port);

}  // namespace rheo
