#include "tests/reference/cells.h"

#include <cmath>
#include <stdexcept>

#include "engine/random.h"
#include "neurons/log1p_positive.h"
#include "tests/reference/lif_cell.h"

namespace rheo {
namespace {

/// output = amplitude / (tau_ref + tau_rc log1p(J_th / (J - J_th))) for J > J_th, in double
/// precision for the parameters and J of the run's precision.
template <class Real>
class LifRateCell : public Cell<Real> {
 public:
  LifRateCell(const ParameterSet& p, std::size_t i)
      : J_th_(static_cast<Real>(p.at("J_th", i))),
        tau_rc_(static_cast<Real>(p.at("tau_rc", i))),
        tau_ref_(static_cast<Real>(p.at("tau_ref", i))),
        amplitude_(static_cast<Real>(p.at("amplitude", i))) {}
  CellOutput<Real> step(std::int64_t, Real J) override {
    const double above = static_cast<double>(J) - J_th_;
    if (!(above > 0)) return {};
    const double period = tau_ref_ + tau_rc_ * log1p_positive(J_th_ / above);
    return {static_cast<Real>(amplitude_ / period), 0};
  }
  double observe(const std::string& state, std::int64_t) const override {
    throw std::logic_error("lif_rate has no state " + state);
  }

 private:
  double J_th_;
  double tau_rc_;
  double tau_ref_;
  double amplitude_;
};

/// output = amplitude max(0, J).
template <class Real>
class RectifiedLinearCell : public Cell<Real> {
 public:
  RectifiedLinearCell(const ParameterSet& p, std::size_t i)
      : amplitude_(static_cast<Real>(p.at("amplitude", i))) {}
  CellOutput<Real> step(std::int64_t, Real J) override {
    return {amplitude_ * std::max(J, Real(0)), 0};
  }
  double observe(const std::string& state, std::int64_t) const override {
    throw std::logic_error("rectified_linear has no state " + state);
  }

 private:
  Real amplitude_;
};

/// v grows by max(0, J) dt; every whole number that it passes is a spike.
template <class Real>
class SpikingRectifiedLinearCell : public Cell<Real> {
 public:
  SpikingRectifiedLinearCell(const ParameterSet& p, std::size_t i, double dt, double voltage)
      : dt_(static_cast<Real>(dt)),
        value_of_spike_(static_cast<Real>(p.at("amplitude", i) / dt)),
        v_(static_cast<Real>(voltage)) {}
  CellOutput<Real> step(std::int64_t, Real J) override {
    v_ += std::max(J, Real(0)) * dt_;
    const auto spikes = static_cast<std::int32_t>(std::floor(v_));
    v_ -= static_cast<Real>(spikes);
    return {static_cast<Real>(spikes) * value_of_spike_, spikes};
  }
  double observe(const std::string&, std::int64_t) const override {
    return static_cast<double>(v_);
  }

 private:
  Real dt_;
  Real value_of_spike_;
  Real v_;
};

/// Initial voltage as given, else uniform on [0, top).
double initial_voltage(const PopulationPlan& population, const UniformDraw& draw, std::size_t i,
                       double top) {
  const auto given = population.given_initial.find("voltage");
  return given != population.given_initial.end() ? given->second[i] : top * draw(i);
}

}  // namespace

template <class Real>
std::vector<std::unique_ptr<Cell<Real>>> make_cells(const PopulationPlan& population,
                                                    const SimulationSpec& simulation) {
  const ParameterSet& p = population.parameters;
  const std::string& model = population.model->declaration().name;
  const double dt = simulation.dt;
  const UniformDraw draw{draw_key(simulation.seed, "population", population.name, "state.voltage")};
  std::vector<std::unique_ptr<Cell<Real>>> cells;
  for (std::size_t i = 0; i < population.neurons; ++i) {
    if (model == "lif") {
      // Exact and nengo only differ where a neuron can fire more than once in a step.
      const bool exact = population.model->multiple_spikes(p, dt);
      const double v = initial_voltage(population, draw, i, p.at("J_th", i));
      cells.push_back(std::make_unique<LifCell<Real>>(p, i, dt, exact, v));
    } else if (model == "lif_rate") {
      cells.push_back(std::make_unique<LifRateCell<Real>>(p, i));
    } else if (model == "rectified_linear") {
      cells.push_back(std::make_unique<RectifiedLinearCell<Real>>(p, i));
    } else if (model == "spiking_rectified_linear") {
      const double v = initial_voltage(population, draw, i, 1.0);
      cells.push_back(std::make_unique<SpikingRectifiedLinearCell<Real>>(p, i, dt, v));
    } else {
      throw std::logic_error("the reference interpreter has no neuron model " + model);
    }
  }
  return cells;
}

template std::vector<std::unique_ptr<Cell<double>>> make_cells(const PopulationPlan&,
                                                               const SimulationSpec&);
template std::vector<std::unique_ptr<Cell<float>>> make_cells(const PopulationPlan&,
                                                              const SimulationSpec&);

}  // namespace rheo
