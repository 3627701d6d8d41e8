// The same bits on every instruction set, for shared and for individual parameters, and whatever
// the neighbours in the block do.
#include <doctest/doctest.h>

#include <bit>
#include <cmath>
#include <limits>

#include "engine/hash.h"
#include "engine/random.h"
#include "neurons/lif.h"
#include "tests/support/models.h"
#include "tests/support/population_driver.h"

using namespace rheo;
using namespace rheo::testing;

namespace {

constexpr int kSteps = 80;

/// What is tried: lif by its word, models by name, wrappers as "model base".
const std::vector<std::string> kModels = {"exact",
                                          "nengo",
                                          "lif_rate",
                                          "rectified_linear",
                                          "spiking_rectified_linear",
                                          "adaptive_lif",
                                          "adaptive_lif_rate",
                                          "izhikevich",
                                          "sigmoid",
                                          "tanh",
                                          "regular_spiking tanh",
                                          "regular_spiking adaptive_lif_rate",
                                          "stochastic_spiking lif_rate",
                                          "poisson_spiking rectified_linear"};

std::shared_ptr<const NeuronModel> make(const std::string& name) {
  if (name == "exact" || name == "nengo") return model_of("lif", "", name);
  const std::size_t space = name.find(' ');
  if (space == std::string::npos) return model_of(name);
  return model_of(name.substr(0, space), name.substr(space + 1));
}

/// J of each neuron in step s: a share of them is often far above threshold, the others hardly
/// ever.
template <class Real>
std::vector<Real> currents(const std::string& model, std::size_t n, std::uint64_t s,
                           double busy_share) {
  const UniformDraw draw{draw_key(3, "test", "currents", "")};
  const double scale = model.find("linear") != std::string::npos ? 700
                       : model == "izhikevich"                   ? 10
                                                                 : 1;
  std::vector<Real> J(n);
  for (std::size_t i = 0; i < n; ++i) {
    const bool busy = draw(i) < busy_share;
    const double u = draw(n + s * n + i);
    J[i] = static_cast<Real>(scale * (busy ? -1 + 16 * u : -0.5 + 1.6 * u));
  }
  return J;
}

/// A number that depends on every bit that the population puts out.
template <class Real>
std::uint64_t run(const std::string& name, const ParameterSet& p, double dt, double busy_share,
                  Isa isa, bool expand) {
  const auto model = make(name);
  PopulationDriver<Real> population(model, p, dt, {.isa = isa, .expand = expand});
  std::uint64_t hash = 0;
  const auto add = [&](double value) {
    hash = mix64(hash ^ std::bit_cast<std::uint64_t>(value));
  };
  for (std::uint64_t s = 0; s < kSteps; ++s) {
    population.step(currents<Real>(name, p.neurons(), s, busy_share));
    for (const auto& e : population.events())
      add(static_cast<double>(e.neuron) + 4096.0 * e.count);
    for (Real value : population.output())
      add(static_cast<double>(value));
  }
  for (std::size_t k = 0; k < model->declaration().states.size(); ++k) {
    for (double value : population.observe(k))
      add(value);
  }
  CHECK(population.bad() == -1);
  return hash;
}

template <class Real>
void check_equal(const std::string& name, const ParameterSet& p, double dt, double busy_share) {
  const std::uint64_t expected = run<Real>(name, p, dt, busy_share, Isa::baseline, false);
  for (Isa isa : available_isas()) {
    CAPTURE(isa_name(isa));
    CHECK(run<Real>(name, p, dt, busy_share, isa, false) == expected);
    CHECK(run<Real>(name, p, dt, busy_share, isa, true) == expected);
  }
}

/// lif with a J_th, tau_ref and min_voltage of its own for each neuron.
ParameterSet individual_parameters(std::size_t n, double least_tau_ref, double most_tau_ref) {
  const UniformDraw draw{draw_key(5, "test", "parameters", "")};
  ParameterSet p = default_parameters(lif_declaration(), n);
  std::vector<double> J_th(n);
  std::vector<double> tau_ref(n);
  std::vector<double> floor(n);
  for (std::size_t i = 0; i < n; ++i) {
    J_th[i] = 0.2 + draw(i);
    tau_ref[i] = least_tau_ref + (most_tau_ref - least_tau_ref) * draw(n + i);
    floor[i] = i % 4 == 0 ? -std::numeric_limits<double>::infinity() : -draw(2 * n + i);
  }
  p.set("J_th", J_th);
  p.set("tau_ref", tau_ref);
  p.set("min_voltage", floor);
  return p;
}

/// Every 61st neuron has the same currents in two blocks; the others are silent in one and fire
/// often in the other, so that the blocks take different paths (61: however the kernel samples a
/// block to choose one, it meets few of these).
template <class Real>
void check_neighbours(const ParameterSet& p, Isa isa) {
  const auto model = make("exact");
  PopulationDriver<Real> quiet(model, p, 1e-3, {.isa = isa});
  PopulationDriver<Real> busy(model, p, 1e-3, {.isa = isa});
  std::size_t spikes = 0;
  std::size_t others = 0;
  for (std::uint64_t s = 0; s < 500; ++s) {
    auto J = currents<Real>("exact", p.neurons(), s, 1.0);
    busy.step(J);
    for (std::size_t i = 0; i < J.size(); ++i)
      J[i] = i % 61 == 0 ? J[i] : 0;
    quiet.step(J);
    std::vector<std::uint32_t> seen;
    for (const auto& e : busy.events()) {
      if (e.neuron % 61 == 0) seen.push_back(e.neuron);
    }
    REQUIRE(seen.size() == quiet.events().size());
    for (std::size_t k = 0; k < seen.size(); ++k)
      CHECK(seen[k] == quiet.events()[k].neuron);
    spikes += seen.size();
    others += busy.events().size();
  }
  CHECK(spikes > 500);
  CHECK(others > 30000);
  for (std::size_t state : {0U, 1U}) {
    const auto a = quiet.observe(state);
    const auto b = busy.observe(state);
    for (std::size_t i = 0; i < p.neurons(); i += 61)
      CHECK(std::bit_cast<std::uint64_t>(a[i]) == std::bit_cast<std::uint64_t>(b[i]));
  }
}

}  // namespace

TEST_CASE("the same bits on all instruction sets, shared or individual parameters") {
  for (const std::string& name : kModels) {
    ParameterSet p = default_parameters(make(name)->declaration(), 1500);
    for (double busy_share : {0.0, 0.02, 1.0}) {
      CAPTURE(name);
      CAPTURE(busy_share);
      check_equal<double>(name, p, 1e-3, busy_share);
      check_equal<float>(name, p, 1e-3, busy_share);
      check_equal<double>(name, p, 3e-3, busy_share);  // tau_ref < dt
      check_equal<float>(name, p, 3e-3, busy_share);
    }
  }
}

TEST_CASE("individual parameters: the same bits on all instruction sets") {
  const ParameterSet p = individual_parameters(1100, 0, 5e-3);
  for (const char* name : {"exact", "nengo"}) {
    check_equal<double>(name, p, 1e-3, 0.5);
    check_equal<float>(name, p, 1e-3, 0.02);
  }
}

TEST_CASE("a neuron does not notice how busy its block is") {
  const auto model = make("exact");
  const ParameterSet alike = default_parameters(model->declaration(), kBlock);
  const ParameterSet each = individual_parameters(kBlock, 1.1e-3, 5e-3);
  for (Isa isa : available_isas()) {
    check_neighbours<double>(alike, isa);
    check_neighbours<double>(each, isa);
    check_neighbours<float>(alike, isa);
    check_neighbours<float>(each, isa);
  }
}

TEST_CASE("a block of any length") {
  for (std::size_t n : {1U, 2U, 7U, 8U, 9U, 63U, 65U, 127U, 1023U, 1025U}) {
    const ParameterSet p = default_parameters(lif_declaration(), n);
    check_equal<double>("exact", p, 1e-3, 1.0);
    check_equal<float>("exact", p, 1e-3, 0.1);
  }
}

namespace {

/// Plants `value` as the current of one neuron in step 20.
template <class Real>
std::int64_t plant(const std::string& name, double value, bool busy, Isa isa) {
  const std::size_t n = 1300;
  const auto model = make(name);
  PopulationDriver<Real> population(model, default_parameters(model->declaration(), n), 1e-3,
                                    {.isa = isa});
  for (std::uint64_t s = 0; s < 40; ++s) {
    auto J = currents<Real>(name, n, s, busy ? 1.0 : 0.0);
    if (s == 20) {
      CHECK(population.bad() == -1);
      J[1200] = static_cast<Real>(value);
    }
    population.step(J);
    if (s == 20) return population.bad();
  }
  return -1;
}

}  // namespace

TEST_CASE("a current that is not finite is reported in its step, with the neuron") {
  const double infinity = std::numeric_limits<double>::infinity();
  for (const std::string& name : kModels) {
    for (double value : {std::numeric_limits<double>::quiet_NaN(), infinity, -infinity}) {
      for (bool busy : {false, true}) {
        CAPTURE(name);
        CAPTURE(value);
        CAPTURE(busy);
        for (Isa isa : available_isas()) {
          CHECK(plant<double>(name, value, busy, isa) == 1200);
          CHECK(plant<float>(name, value, busy, isa) == 1200);
        }
      }
    }
  }
}

TEST_CASE("a state that is not finite is reported") {
  for (Isa isa : available_isas()) {
    for (double share : {0.0, 1.0}) {
      PopulationDriver<double> population(
          make("exact"), default_parameters(lif_declaration(), 1100), 1e-3, {.isa = isa});
      for (std::uint64_t s = 0; s < 10; ++s)
        population.step(currents<double>("", 1100, s, share));
      // What a calculation makes of inf - inf: negative, unlike the mark of a refractory neuron.
      population.held(0)[1050] = -std::numeric_limits<double>::quiet_NaN();
      population.step(currents<double>("", 1100, 11, share));
      CHECK(population.bad() == 1050);
    }
  }
}
