#include "engine/declaration.h"

#include <cmath>

#include "engine/text.h"

namespace rheo {
namespace {

template <class T>
const T* find_named(const std::vector<T>& all, std::string_view name) noexcept {
  for (const T& one : all) {
    if (one.name == name) return &one;
  }
  return nullptr;
}

}  // namespace

bool Range::contains(double value) const noexcept {
  if (std::isnan(value)) return false;
  if (std::isinf(value) && !infinite_ok) return false;
  const bool above = low_open ? value > low : value >= low;
  const bool below = high_open ? value < high : value <= high;
  return above && below;
}

std::string Range::text() const {
  const bool has_low = std::isfinite(low);
  const bool has_high = std::isfinite(high);
  std::string text;
  if (has_low && has_high) {
    text = std::string("in ") + (low_open ? "(" : "[") + number_text(low) + ", " +
           number_text(high) + (high_open ? ")" : "]");
  } else if (has_low) {
    text = (low_open ? "> " : ">= ") + number_text(low);
  } else if (has_high) {
    text = (high_open ? "< " : "<= ") + number_text(high);
  } else {
    return infinite_ok ? "any number" : "any finite number";
  }
  return infinite_ok ? text + " or infinite" : text;
}

std::string Range::rule_for(double value) const {
  const bool bounded = std::isfinite(low) || std::isfinite(high);
  if (std::isinf(value) && !infinite_ok && bounded) return "must be finite and " + text();
  return "must be " + text();
}

std::string_view kind_name(ModelKind kind) noexcept {
  switch (kind) {
    case ModelKind::neuron:
      return "neuron model";
    case ModelKind::synapse:
      return "synapse";
    case ModelKind::input:
      return "input";
    case ModelKind::rate_filter:
      return "rate filter";
    case ModelKind::probe:
      return "probe";
    case ModelKind::sampler:
      return "sampler";
    case ModelKind::solver:
      return "solver";
    case ModelKind::learning_rule:
      return "learning rule";
    case ModelKind::connection_rule:
      return "connection rule";
  }
  return "?";
}

const ParameterDeclaration* Declaration::parameter(std::string_view wanted) const noexcept {
  return find_named(parameters, wanted);
}

const Declaration* Declaration::resolved(std::string_view base) const noexcept {
  if (with_base.empty()) return this;
  for (const Declaration& d : with_base) {
    const ParameterDeclaration* named = d.parameter("base");
    if (named != nullptr && !named->words.empty() && named->words.front() == base) return &d;
  }
  return nullptr;
}

const StateDeclaration* Declaration::state(std::string_view wanted) const noexcept {
  return find_named(states, wanted);
}

std::optional<std::size_t> Declaration::port(std::string_view wanted) const noexcept {
  const PortDeclaration* found = find_named(ports, wanted);
  if (found == nullptr) return std::nullopt;
  return static_cast<std::size_t>(found - ports.data());
}

ModelSpec with_defaults(ModelSpec spec, const Declaration& declaration) {
  for (const ParameterDeclaration& p : declaration.parameters) {
    if (p.fallback) spec.parameters.emplace(p.name, *p.fallback);
  }
  return spec;
}

}  // namespace rheo
