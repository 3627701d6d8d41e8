#include "inputs/noise.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "engine/catalog.h"
#include "inputs/random_input.h"

namespace rheo {
namespace {

class WhiteNoise : public InputFunction {
 public:
  WhiteNoise(const ModelSpec& spec, const InputContext& context)
      : size_(elements_of(spec, context)),
        distribution_(std::get<Distribution>(spec.parameters.at("distribution"))),
        scale_(spec.word("scale") == "true" ? 1 / std::sqrt(context.dt) : 1),
        key_(draw_key_of(spec, context)) {}
  std::size_t size() const noexcept override { return size_; }
  void evaluate(std::int64_t step, double, double*, double* out) const override {
    for (std::size_t i = 0; i < size_; ++i) {
      const std::uint64_t place = (static_cast<std::uint64_t>(i) << 32) |
                                  static_cast<std::uint64_t>(step);  // steps stay below 2^31
      out[i] = scale_ * draw(distribution_, key_, place);
    }
  }

 private:
  std::size_t size_;
  Distribution distribution_;
  double scale_;
  DrawKey key_;
};

class FilteredNoise : public InputFunction {
 public:
  FilteredNoise(const ModelSpec& spec, const InputContext& context, const SynapseModel& synapse)
      : noise_(spec, context),
        n_states_(synapse.n_states(context.dt)),
        coefficients_(synapse.coefficients(context.dt)),
        kernel_(synapse.kernel_double(Isa::baseline)) {}
  std::size_t size() const noexcept override { return noise_.size(); }
  std::size_t n_state() const noexcept override { return n_states_ * size(); }
  void evaluate(std::int64_t step, double t, double* state, double* out) const override {
    noise_.evaluate(step, t, nullptr, out);
    kernel_({size(), coefficients_.data(), n_states_, state, size(), out});
    std::copy_n(state, size(), out);
  }

 private:
  WhiteNoise noise_;
  std::size_t n_states_;
  std::vector<double> coefficients_;
  FilterKernel<double> kernel_;
};

class BrownNoise : public InputFunction {
 public:
  BrownNoise(const ModelSpec& spec, const InputContext& context)
      : noise_(spec, context), dt_(context.dt) {}
  std::size_t size() const noexcept override { return noise_.size(); }
  std::size_t n_state() const noexcept override { return size(); }
  void evaluate(std::int64_t step, double t, double* state, double* out) const override {
    noise_.evaluate(step, t, nullptr, out);
    for (std::size_t i = 0; i < size(); ++i) {
      state[i] += dt_ * out[i];
      out[i] = state[i];
    }
  }

 private:
  WhiteNoise noise_;
  double dt_;  // s
};

Declaration noise(const char* name, const char* summary, std::vector<std::string> equations) {
  Declaration d;
  d.kind = ModelKind::input;
  d.name = name;
  d.summary = summary;
  d.equations = std::move(equations);
  ParameterDeclaration& distribution = d.parameters.emplace_back();
  distribution.name = "distribution";
  distribution.forms = kDistribution;
  Distribution standard;
  standard.kind = Distribution::Kind::normal;
  standard.a = 0;
  standard.b = 1;
  distribution.fallback = standard;
  distribution.sentence = "What is drawn for each element in each step.";
  ParameterDeclaration& scale = d.parameters.emplace_back();
  scale.name = "scale";
  scale.forms = kWord;
  scale.words = {"true", "false"};
  scale.fallback = std::string("true");
  scale.sentence = "Whether draws are multiplied by 1 / sqrt(dt), dt in s.";
  add_random_parameters(d);
  return d;
}

}  // namespace

Declaration white_noise_declaration() {
  return noise("white_noise", "Independent draws for each element and step.",
               {"x_i[n] = draw(i, n) / sqrt(dt)"});
}

Declaration filtered_noise_declaration() {
  Declaration d = noise("filtered_noise", "White noise, seen through a synapse.",
                        {"u_i[n] = draw(i, n) / sqrt(dt)", "x[n] = filter's y[n], without a lag"});
  ParameterDeclaration& synapse = d.parameters.emplace_back();
  synapse.name = "synapse";
  synapse.forms = kSynapse;
  synapse.fallback =
      Value(Nested(std::make_shared<const ModelSpec>(ModelSpec{"lowpass", {{"tau", 0.005}}})));
  synapse.sentence = "The filter.";
  return d;
}

Declaration brown_noise_declaration() {
  return noise("brown_noise", "White noise, summed up: a random walk that starts at 0.",
               {"x_i[n] = x_i[n-1] + dt draw(i, n) / sqrt(dt)"});
}

std::shared_ptr<const InputFunction> make_white_noise(const ModelSpec& spec,
                                                      const InputContext& context) {
  return std::make_shared<WhiteNoise>(spec, context);
}

std::shared_ptr<const InputFunction> make_filtered_noise(const ModelSpec& spec,
                                                         const InputContext& context) {
  const ModelSpec* synapse = spec.nested("synapse");
  if (synapse == nullptr) return make_white_noise(spec, context);
  const auto* entry = context.catalog.synapses.find(synapse->model);
  if (entry == nullptr) {
    throw wrong_input(spec, "synapse", "is the unknown synapse " + synapse->model, "");
  }
  const auto model = entry->make(*synapse);
  std::vector<Problem> problems = model->check(context.dt);
  for (Problem& p : problems)
    p.path = spec.model + ".synapse." + p.path;
  if (!problems.empty()) throw ConfigError(std::move(problems));
  return std::make_shared<FilteredNoise>(spec, context, *model);
}

std::shared_ptr<const InputFunction> make_brown_noise(const ModelSpec& spec,
                                                      const InputContext& context) {
  return std::make_shared<BrownNoise>(spec, context);
}

}  // namespace rheo
