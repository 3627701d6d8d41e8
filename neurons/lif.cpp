#include "neurons/lif.h"

#include <cmath>
#include <limits>

#include "engine/math.h"
#include "neurons/lif_kernels.h"
#include "neurons/tuning.h"

namespace rheo {

namespace {

/// Beyond, exp(-dt / tau_rc) leaves nothing from which the time of a crossing could be read.
constexpr double kCoarsestStep = 30;  // dt / tau_rc

/// tau_ref / dt as whole steps and the rest in seconds; a ratio within rounding of a whole number
/// is that number, so that 0.3 ms are 3 steps of 0.1 ms.
struct Delay {
  double steps;
  double rest;  // s, 0 <= rest < dt
};

Delay refractory_delay(double tau_ref, double dt) {
  const double ratio = tau_ref / dt;
  const double nearest = std::round(ratio);
  if (std::fabs(ratio - nearest) <= 1e-12 * std::fmax(1.0, nearest)) return {nearest, 0.0};
  const double whole = std::floor(ratio);
  return {whole, tau_ref - whole * dt};
}

/// Whether some neuron may be released in the step in which it fires.
bool released_within_step(const ParameterSet& p, double dt) {
  for (double tau_ref : p.values("tau_ref")) {
    if (refractory_delay(tau_ref, dt).steps < 1) return true;
  }
  return false;
}

template <class Real>
NeuronKernel<Real> lif_kernel(Isa isa, bool uniform) {
  static constexpr KernelTable<NeuronKernel<Real>> kAlike = {{baseline::update_lif<Real, true>,
                                                              avx2::update_lif<Real, true>,
                                                              avx512::update_lif<Real, true>}};
  static constexpr KernelTable<NeuronKernel<Real>> kEachItsOwn = {
      {baseline::update_lif<Real, false>, avx2::update_lif<Real, false>,
       avx512::update_lif<Real, false>}};
  return uniform ? kAlike[isa] : kEachItsOwn[isa];
}

}  // namespace

const Declaration& Lif::declaration() const noexcept {
  static const Declaration declaration = lif_declaration();
  return declaration;
}

bool Lif::multiple_spikes(const ParameterSet& p, double dt) const {
  return exact_ && released_within_step(p, dt);
}

std::vector<HeldState> Lif::held_states() const {
  return {{"voltage", HeldState::Type::real},
          {"release_step", HeldState::Type::int32},
          {"release_factor", HeldState::Type::real}};
}

NeuronKernel<double> Lif::kernel_double(Isa isa, bool uniform) const {
  return lif_kernel<double>(isa, uniform);
}
NeuronKernel<float> Lif::kernel_single(Isa isa, bool uniform) const {
  return lif_kernel<float>(isa, uniform);
}

std::vector<std::vector<double>> Lif::coefficients(const ParameterSet& p, double dt) const {
  const auto alike = [&](const char* name) {
    return p.values(name).size() == 1;
  };
  const bool times_alike = alike("tau_rc") && alike("tau_ref");
  const bool uniform = times_alike && alike("J_th") && alike("min_voltage");
  const std::size_t n = uniform ? 1 : p.neurons();
  std::vector<std::vector<double>> c(kLifCoefficients, std::vector<double>(n));
  for (std::size_t i = 0; i < n; ++i) {
    const double tau_rc = p.at("tau_rc", i);
    const double tau_ref = p.at("tau_ref", i);
    const Delay delay = refractory_delay(tau_ref, dt);
    c[kThreshold][i] = p.at("J_th", i);
    c[kIntegration][i] = -math::expm1(-dt / tau_rc);
    c[kFloor][i] = p.at("min_voltage", i);
    c[kDelay][i] = delay.steps;
    c[kEarlyH][i] = -math::expm1(delay.rest / tau_rc);
    c[kEarlyE][i] = math::exp(delay.rest / tau_rc);
    c[kLateH][i] = -math::expm1((delay.rest - dt) / tau_rc);
    c[kLateE][i] = math::exp((delay.rest - dt) / tau_rc);
    c[kPeriod][i] = tau_ref / tau_rc;
  }
  // What is the same for all neurons need not be streamed.
  if (alike("J_th")) c[kThreshold].resize(1);
  if (alike("tau_rc")) c[kIntegration].resize(1);
  if (alike("min_voltage")) c[kFloor].resize(1);
  if (alike("tau_ref")) c[kDelay].resize(1);
  for (int k : {kEarlyH, kEarlyE, kLateH, kLateE, kPeriod}) {
    if (times_alike) c[static_cast<std::size_t>(k)].resize(1);
  }
  return c;
}

std::vector<double> Lif::initial(std::size_t held, const ParameterSet& p,
                                 const std::map<std::string, std::vector<double>>& given,
                                 const UniformDraw& draw) const {
  const std::size_t n = p.neurons();
  // Released at the end of step -1, a step before the first: the refractory time starts at 0.
  if (held == kReleaseStep) return std::vector<double>(n, -1.0);
  if (held == kReleaseFactor) return std::vector<double>(n, 0.0);
  const auto found = given.find("voltage");
  if (found != given.end()) return found->second;
  std::vector<double> v(n);
  for (std::size_t i = 0; i < n; ++i)
    v[i] = p.at("J_th", i) * draw(i);
  return v;
}

std::vector<Problem> Lif::check(const ParameterSet& p,
                                const std::map<std::string, std::vector<double>>& given,
                                double dt) const {
  std::vector<Problem> problems;
  const auto report = [&](std::string path, std::string what, std::string rule,
                          std::string remedy) {
    problems.push_back({std::move(path), std::move(what), std::move(rule), std::move(remedy), {}});
  };
  for (double tau_rc : p.values("tau_rc")) {
    if (dt <= kCoarsestStep * tau_rc) continue;
    report("tau_rc", "is " + number_text(tau_rc) + " s",
           "must be at least dt / 30 = " + number_text(dt / kCoarsestStep) + " s", "lower dt");
    break;
  }
  for (double tau_ref : p.values("tau_ref")) {
    if (refractory_delay(tau_ref, dt).steps < kLifLongestDelay) continue;
    report("tau_ref", "is " + number_text(tau_ref) + " s",
           "must be below 2^22 steps = " + number_text(kLifLongestDelay * dt) + " s", "");
    break;
  }
  const auto v = given.find("voltage");
  for (std::size_t i = 0; v != given.end() && i < v->second.size(); ++i) {
    if (v->second[i] < p.at("J_th", i)) continue;
    report("initial.voltage",
           "neuron " + std::to_string(i) + " starts at " + number_text(v->second[i]),
           "must be below J_th = " + number_text(p.at("J_th", i)), "");
    break;
  }
  for (std::size_t i = 0; v != given.end() && i < v->second.size(); ++i) {
    if (v->second[i] >= p.at("min_voltage", i)) continue;
    report("initial.voltage",
           "neuron " + std::to_string(i) + " starts at " + number_text(v->second[i]),
           "must not be below min_voltage = " + number_text(p.at("min_voltage", i)), "");
    break;
  }
  return problems;
}

std::vector<std::string> Lif::warnings(const ParameterSet& p, double dt) const {
  if (exact_ || !released_within_step(p, dt)) return {};
  double tau_ref = dt;
  for (double t : p.values("tau_ref"))
    tau_ref = std::fmin(tau_ref, t);
  const double lost = dt - tau_ref;  // s a spike, at most
  const double at = 0.5 / dt;
  return {"within_step: nengo with tau_ref = " + number_text(tau_ref) +
          " s below dt = " + number_text(dt) + " s: one spike a step at most, and up to " +
          number_text(lost) + " s are lost after each; a neuron that should fire at " +
          number_text(at) + " Hz may fire at " + number_text(at / (1 + at * lost)) + " Hz only"};
}

void Lif::observe(std::size_t state, const StateView& held, const ParameterSet& p,
                  std::size_t first, std::size_t n, std::int64_t step, double dt,
                  double* out) const {
  for (std::size_t k = 0; k < n; ++k) {
    const std::size_t i = first + k;
    if (state == kVoltage) {
      const double v = held.at(kVoltage, i);
      out[k] = std::isnan(v) ? 0.0 : v;
      continue;
    }
    // Nengo's w: the time from the start of this step to the release.
    const double steps = held.at(kReleaseStep, i) - static_cast<double>(step % kLifEpoch) + 1;
    const double after = -p.at("tau_rc", i) * math::log1p(-held.at(kReleaseFactor, i));
    out[k] = steps * dt - after;
  }
}

Declaration lif_declaration() {
  Declaration d;
  d.kind = ModelKind::neuron;
  d.name = "lif";
  d.summary = "Leaky integrate-and-fire neuron, solved exactly within each step.";
  d.equations = {"tau_rc v' = J - v", "v > J_th: a spike, then v = 0 for tau_ref",
                 "rate(J) = 1 / (tau_ref + tau_rc log1p(J_th / (J - J_th))) for J > J_th, else 0"};
  Range floor = Range::not_positive();
  floor.infinite_ok = true;
  d.parameters = {
      per_neuron("J_th", Dimension::none, 1.0, Range::positive(),
                 "Threshold: the current above which the neuron fires."),
      per_neuron("tau_rc", Dimension::time, 0.02, Range::positive(), "Membrane time constant."),
      per_neuron("tau_ref", Dimension::time, 0.002, Range::not_negative(),
                 "Refractory time: how long v stays 0 after a spike."),
      per_neuron("min_voltage", Dimension::none, 0.0, floor,
                 "v is not left below this at the end of a step; -inf for no bound."),
      per_neuron("amplitude", Dimension::none, 1.0, Range::positive(),
                 "What a spike is worth: amplitude / dt for one step.")};
  ParameterDeclaration& within = d.parameters.emplace_back();
  within.name = "within_step";
  within.forms = kWord;
  within.words = {"exact", "nengo"};
  within.fallback = std::string("exact");
  within.sentence =
      "exact: what is left of a step after a release is integrated, with further spikes; nengo: at "
      "most one spike a step, the rest of the step is lost. They differ where tau_ref < dt.";
  d.states = {
      {.name = "voltage",
       .dimension = Dimension::none,
       .sentence = "Membrane voltage in units of the current; 0 while refractory.",
       .initialisable = true,
       .initial_text = "uniform on [0, J_th)"},
      {.name = "refractory_time",
       .dimension = Dimension::time,
       .sentence = "Time from the start of the step to the end of the last refractory period; "
                   "tau_ref plus the time of the spike in the step of a spike, dt less each step.",
       .initialisable = false,
       .initial_text = "0"}};
  return d;
}

std::shared_ptr<const NeuronModel> make_lif(const ModelSpec& spec) {
  return std::make_shared<Lif>(spec.word("within_step") == "exact");
}

}  // namespace rheo
