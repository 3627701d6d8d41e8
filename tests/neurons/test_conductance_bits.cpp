// adex, iaf_cond_exp and izhikevich_psc: the same bits on every instruction set, for shared and for
// individual parameters, and as the scalar cells of the reference interpreter.
#include <doctest/doctest.h>

#include <bit>
#include <cmath>
#include <limits>

#include "engine/hash.h"
#include "engine/random.h"
#include "tests/reference/cells.h"
#include "tests/support/models.h"
#include "tests/support/population_driver.h"

using namespace rheo;
using namespace rheo::testing;

namespace {

constexpr int kSteps = 400;
constexpr double kDt = 1e-4;
const std::vector<std::string> kModels = {"iaf_cond_exp", "adex", "izhikevich_psc"};

/// What neuron i gets in step s: current in A, and weights at its ports, mostly 0.
struct Stimulus {
  UniformDraw draw{draw_key(3, "test", "stimulus", "")};
  bool jumps;  // mV, else nS

  double current(std::size_t i, std::uint64_t s) const {
    const double scale = jumps ? 60e-12 : i % 3 == 0 ? 6000e-12 : 500e-12;
    return scale * draw(i * 1000 + s);
  }
  double arrival(std::size_t port, std::size_t i, std::uint64_t s) const {
    const double u = draw(1000000 + (port * 2000 + i) * 1000 + s);
    if (u > 0.1) return 0;
    const double size = jumps ? 20 * u - 0.4 : 300 * u;
    return port == 0 ? size : -size;
  }
};

ParameterSet alike(const std::string& name, std::size_t n) {
  ParameterSet p = default_parameters(model_of(name)->declaration(), n);
  if (name == "adex") p.set("substeps", {2.0});
  return p;
}

/// Two parameters that differ from neuron to neuron.
ParameterSet individual(const std::string& name, std::size_t n) {
  ParameterSet p = alike(name, n);
  const UniformDraw draw{draw_key(5, "test", "parameters", "")};
  std::vector<double> first(n);
  std::vector<double> second(n);
  for (std::size_t i = 0; i < n; ++i) {
    first[i] = name == "izhikevich_psc" ? 0.02 + 0.08 * draw(i) : 0.003 * draw(i);
    second[i] = -0.065 + 0.01 * draw(n + i);
  }
  p.set(name == "izhikevich_psc" ? "a" : "tau_ref", first);
  p.set(name == "izhikevich_psc" ? "c" : "V_reset", second);
  return p;
}

std::uint64_t hashed(std::uint64_t hash, double value) {
  return mix64(hash ^ std::bit_cast<std::uint64_t>(value));
}

/// A number that depends on every bit that the population puts out; counts its spikes.
template <class Real>
std::uint64_t run(const std::string& name, const ParameterSet& p, Isa isa, bool expand,
                  std::size_t& spikes) {
  const auto model = model_of(name);
  const Stimulus stimulus{.jumps = name == "izhikevich_psc"};
  PopulationDriver<Real> population(model, p, kDt, {.isa = isa, .expand = expand});
  std::vector<Real> J(p.neurons());
  std::uint64_t hash = 0;
  for (std::uint64_t s = 0; s < kSteps; ++s) {
    for (std::size_t i = 0; i < J.size(); ++i) {
      J[i] = static_cast<Real>(stimulus.current(i, s));
      for (std::size_t k = 0; k < population.arriving().size(); ++k)
        population.arriving()[k][i] = static_cast<Real>(stimulus.arrival(k, i, s));
    }
    population.step(J);
    for (const auto& e : population.events())
      hash = hashed(hash, e.neuron);
    spikes += population.events().size();
    for (std::size_t k = 0; k < model->declaration().states.size(); ++k) {
      for (double value : population.observe(k))
        hash = hashed(hash, value);
    }
  }
  CHECK(population.bad() == -1);
  return hash;
}

/// The same number from the cells of the reference interpreter.
template <class Real>
std::uint64_t run_cells(const std::string& name, const ParameterSet& p) {
  PopulationPlan plan;
  plan.name = "a";
  plan.neurons = p.neurons();
  plan.model = model_of(name);
  plan.parameters = p;
  SimulationSpec simulation;
  simulation.dt = kDt;
  const Stimulus stimulus{.jumps = name == "izhikevich_psc"};
  const auto cells = make_cells<Real>(plan, simulation);
  const Declaration& declaration = plan.model->declaration();
  std::uint64_t hash = 0;
  for (std::uint64_t s = 0; s < kSteps; ++s) {
    const auto step = static_cast<std::int64_t>(s) + 1;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      for (std::size_t k = 0; k < declaration.ports.size(); ++k)
        cells[i]->arrive(k, static_cast<Real>(stimulus.arrival(k, i, s)));
      const auto out = cells[i]->step(step, static_cast<Real>(stimulus.current(i, s)));
      if (out.spikes != 0) hash = hashed(hash, static_cast<double>(i));
    }
    for (const auto& state : declaration.states) {
      for (const auto& cell : cells)
        hash = hashed(hash, cell->observe(state.name, step));
    }
  }
  return hash;
}

template <class Real>
void check_equal(const std::string& name, const ParameterSet& p) {
  std::size_t spikes = 0;
  const std::uint64_t expected = run_cells<Real>(name, p);
  for (Isa isa : available_isas()) {
    CAPTURE(isa_name(isa));
    CHECK(run<Real>(name, p, isa, false, spikes) == expected);
    CHECK(run<Real>(name, p, isa, true, spikes) == expected);
  }
  CHECK(spikes > 100);
}

template <class Real>
std::int64_t plant(const std::string& name, double current, double arrival, Isa isa) {
  PopulationDriver<Real> population(model_of(name), alike(name, 1300), kDt, {.isa = isa});
  std::vector<Real> J(1300);
  for (int s = 0; s < 40; ++s) {
    J[1200] = static_cast<Real>(s == 20 ? current : 0.0);
    population.arriving()[0][1200] = static_cast<Real>(s == 20 ? arrival : 0.0);
    if (s < 21) CHECK(population.bad() == -1);
    population.step(J);
  }
  return population.bad();
}

}  // namespace

TEST_CASE("physical models: the bits of the scalar cells on all instruction sets") {
  for (const std::string& name : kModels) {
    CAPTURE(name);
    check_equal<double>(name, alike(name, 70));
    check_equal<float>(name, alike(name, 70));
    check_equal<double>(name, individual(name, 70));
    check_equal<float>(name, individual(name, 70));
  }
}

TEST_CASE("physical models: what is not finite is reported with the neuron") {
  const double infinity = std::numeric_limits<double>::infinity();
  std::vector<std::string> names = kModels;
  for (const char* linear : {"iaf_psc_exp", "iaf_psc_alpha", "iaf_psc_delta"})
    names.push_back(linear);
  for (const std::string& name : names) {
    for (double value : {std::numeric_limits<double>::quiet_NaN(), infinity, -infinity}) {
      CAPTURE(name);
      CAPTURE(value);
      for (Isa isa : available_isas()) {
        CHECK(plant<double>(name, value, 0, isa) == 1200);
        CHECK(plant<float>(name, value, 0, isa) == 1200);
        CHECK(plant<double>(name, 0, value, isa) == 1200);
        CHECK(plant<float>(name, 0, value, isa) == 1200);
      }
    }
  }
}

TEST_CASE("physical models: what is not finite is reported after the refractory time") {
  for (const std::string name : {"iaf_psc_exp", "iaf_psc_alpha", "iaf_cond_exp"}) {
    CAPTURE(name);
    const ParameterSet p = alike(name, 1);
    const auto steps = static_cast<int>(std::lround(p.at("tau_ref", 0) / kDt));
    for (Isa isa : available_isas()) {
      PopulationDriver<float> neuron(model_of(name), p, kDt, {.isa = isa});
      neuron.step({1e-3F});
      REQUIRE(neuron.events().size() == 1);
      for (int s = 1; s <= steps + 3; ++s) {
        neuron.arriving()[0][0] = s == 3 ? std::numeric_limits<float>::quiet_NaN() : 0.0F;
        neuron.step({0.0F});
        CHECK(neuron.bad() == (s <= steps ? -1 : 0));
      }
    }
  }
}
