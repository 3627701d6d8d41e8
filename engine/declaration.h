#pragma once

#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/value.h"

namespace rheo {

/// The interval in which a parameter must lie.
struct Range {
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
  bool low_open = false;     // low itself is refused
  bool high_open = false;    // high itself is refused
  bool infinite_ok = false;  // -inf or inf may be given where the bound is infinite

  bool contains(double value) const noexcept;
  /// "> 0", ">= 0", "in [0, 1)", "any finite number".
  std::string text() const;
  /// What a rule says that `value` broke: "must be > 0", "must be finite".
  std::string rule_for(double value) const;

  static Range any() { return {}; }
  static Range positive() { return {.low = 0, .low_open = true}; }
  static Range not_negative() { return {.low = 0}; }
  static Range not_positive() { return {.high = 0}; }
};

/// Forms in which a parameter may be given; or-ed together.
enum Form : unsigned {
  kNumber = 1U,        // one number
  kList = 2U,          // a list of numbers, or a 1-d array from a file
  kMatrix = 4U,        // a list of lists, or a 2-d array from a file
  kDistribution = 8U,  // {uniform: [0, 1]}, {normal: {mean: 0, std: 1}}, ...
  kTable = 16U,        // {0 s: 1, 0.5 s: [1, 2]}: values from times on
  kExpression = 32U,   // "sin(2*pi*t)", or a list of such
  kWord = 64U,         // one of `words`
  kSynapse = 128U,     // none, or a synapse {lowpass: 5 ms}
};
/// A parameter that every neuron may have its own value of.
inline constexpr unsigned kPerNeuron = kNumber | kList | kDistribution;

/// What a model says of one parameter: the one source for checks, help, schema and docs.
struct ParameterDeclaration {
  std::string name;
  Dimension dimension = Dimension::none;
  std::optional<Value> fallback;  // used where the file gives nothing; none: it must be given
  Range range;
  unsigned forms = kNumber;
  std::string sentence;            // one sentence, for people
  std::vector<std::string> words;  // the choices of a kWord parameter
  bool step_multiple = false;      // a time that must be a multiple of dt

  bool accepts(Form form) const noexcept { return (forms & form) != 0U; }
};

/// A quantity that evolves and may be recorded under its name.
struct StateDeclaration {
  std::string name;
  Dimension dimension = Dimension::none;
  std::string sentence;
  bool initialisable = false;  // may stand under `initial:`
  /// Where `initial:` is silent; read by people. The model supplies the values.
  std::string initial_text;
};

/// Where spikes arrive at a neuron of a physical model. What arrives is weight x count, once, at
/// the end of a step.
struct PortDeclaration {
  std::string name;  // "excitatory"
  Dimension dimension = Dimension::current;
  double held = 1;  // what 1 in SI units is in those that the kernel counts in: 1e12 for pA
  int sign = 0;     // +1, -1: takes weights of this sign where a connection names no port; 0: any
  std::string sentence;
};

enum class ModelKind {
  neuron,
  synapse,
  input,
  rate_filter,
  probe,
  sampler,
  solver,
  learning_rule,
  connection_rule
};
std::string_view kind_name(ModelKind kind) noexcept;

/// What a model says of itself.
struct Declaration {
  ModelKind kind = ModelKind::neuron;
  std::string name;
  std::string summary;                 // one sentence
  std::vector<std::string> equations;  // a line each
  std::vector<ParameterDeclaration> parameters;
  std::vector<StateDeclaration> states;  // recordable
  /// Of neuron models in physical units, whose J is in amperes: I_e plus what inputs deliver.
  std::vector<PortDeclaration> ports = {};
  /// Of neuron models: whether anything may be connected to them. Those without have no J: neither
  /// gain and bias, nor encoders, noise or ports.
  bool takes_input = true;
  /// The one parameter that a bare value stands for: `{lowpass: 5 ms}`, `constant: 1`.
  std::string shorthand;
  /// Of a model that wraps another one, named by its parameter `base`: for each that may be named,
  /// the declaration of the two together (the same name, all parameters and states).
  std::vector<Declaration> with_base;

  /// What holds where `base` is named: this, unless it wraps another one; null: no such base.
  const Declaration* resolved(std::string_view base) const noexcept;
  const ParameterDeclaration* parameter(std::string_view wanted) const noexcept;
  const StateDeclaration* state(std::string_view wanted) const noexcept;
  /// Number of the port `wanted`; none: there is no such port.
  std::optional<std::size_t> port(std::string_view wanted) const noexcept;
};

/// `spec` with the declared defaults where it says nothing.
ModelSpec with_defaults(ModelSpec spec, const Declaration& declaration);

}  // namespace rheo
