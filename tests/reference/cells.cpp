#include "tests/reference/cells.h"

#include <stdexcept>

#include "engine/random.h"
#include "tests/reference/adaptive_cells.h"
#include "tests/reference/adex_cell.h"
#include "tests/reference/conductance_cells.h"
#include "tests/reference/lif_cell.h"
#include "tests/reference/physical_cells.h"
#include "tests/reference/rate_cells.h"
#include "tests/reference/spiking_cells.h"

namespace rheo {
namespace {

/// Makes the neurons of one population.
template <class Real>
class CellMaker {
 public:
  CellMaker(const PopulationPlan& population, const SimulationSpec& simulation)
      : population_(population),
        p_(population.parameters),
        base_(population.parameters),
        dt_(simulation.dt),
        // Exact and nengo only differ where a neuron can fire more than once in a step.
        exact_(population.model->multiple_spikes(population.parameters, simulation.dt)),
        start_{draw_key(simulation.seed, "population", population.name, "state.voltage")},
        run_(draw_key(simulation.seed, "population", population.name, "spikes")) {
    if (p_.has("base_amplitude")) base_.set("amplitude", p_.values("base_amplitude"));
  }

  std::unique_ptr<Cell<Real>> make(std::size_t i) const {
    const std::string& model = population_.model->declaration().name;
    if (model == "regular_spiking") return wrapper(WrapperCell<Real>::Law::regular, i);
    if (model == "stochastic_spiking") return wrapper(WrapperCell<Real>::Law::stochastic, i);
    if (model == "poisson_spiking") return wrapper(WrapperCell<Real>::Law::poisson, i);
    if (model == "lif") {
      return std::make_unique<LifCell<Real>>(p_, i, dt_, exact_, voltage(i, p_.at("J_th", i)));
    }
    if (model == "adaptive_lif") {
      return std::make_unique<AdaptiveLifCell<Real>>(
          p_, i, dt_, exact_, voltage(i, p_.at("J_th", i)), given("adaptation", i, 0));
    }
    if (model == "izhikevich") {
      return std::make_unique<IzhikevichCell<Real>>(p_, i, dt_, voltage(i, 1),
                                                    given("recovery", i, 0));
    }
    if (model == "spiking_rectified_linear") {
      return std::make_unique<SpikingRectifiedLinearCell<Real>>(p_, i, dt_, voltage(i, 1));
    }
    if (model.rfind("iaf_psc_", 0) == 0) return physical(model, i);
    if (model == "poisson") return std::make_unique<PoissonCell<Real>>(p_, i, dt_, run_);
    if (model == "spike_trains") {
      return std::make_unique<SpikeTrainsCell<Real>>(population_.model->data(p_, dt_), i, dt_);
    }
    if (p_.has("C_m") || model == "izhikevich_psc") return physical_cell(model, i);
    return rate_cell(model, p_, i);
  }

 private:
  std::unique_ptr<Cell<Real>> physical_cell(const std::string& model, std::size_t i) const {
    if (model == "izhikevich_psc") {
      return std::make_unique<IzhikevichPscCell<Real>>(p_, i, dt_, given("voltage", i, -0.065),
                                                       given("u", i, 0));
    }
    const ConductanceStart start = {given("voltage", i, p_.at("E_L", i)), given("g_ex", i, 0),
                                    given("g_in", i, 0), given("w", i, 0)};
    if (model == "iaf_cond_exp") {
      return std::make_unique<IafCondExpCell<Real>>(p_, i, dt_, start);
    }
    if (model == "adex") return std::make_unique<AdexCell<Real>>(p_, i, dt_, start);
    throw std::logic_error("the reference interpreter has no neuron model " + model);
  }

  std::unique_ptr<Cell<Real>> rate_cell(const std::string& model, const ParameterSet& p,
                                        std::size_t i) const {
    if (model == "lif_rate") return std::make_unique<LifRateCell<Real>>(p, i);
    if (model == "rectified_linear") return std::make_unique<RectifiedLinearCell<Real>>(p, i);
    if (model == "sigmoid") return std::make_unique<SmoothCell<Real>>(p, i, false);
    if (model == "tanh") return std::make_unique<SmoothCell<Real>>(p, i, true);
    if (model == "adaptive_lif_rate") {
      return std::make_unique<AdaptiveLifRateCell<Real>>(p, i, dt_, given("adaptation", i, 0));
    }
    throw std::logic_error("the reference interpreter has no neuron model " + model);
  }

  std::unique_ptr<Cell<Real>> physical(const std::string& model, std::size_t i) const {
    const GivenState start = {{"voltage", given("voltage", i, p_.at("E_L", i))},
                              {"I_syn_ex", given("I_syn_ex", i, 0)},
                              {"I_syn_in", given("I_syn_in", i, 0)}};
    if (model == "iaf_psc_delta") {
      return std::make_unique<IafPscDeltaCell<Real>>(p_, i, dt_, start);
    }
    return std::make_unique<IafPscCurrentCell<Real>>(p_, i, dt_, start, model == "iaf_psc_alpha");
  }

  std::unique_ptr<Cell<Real>> wrapper(typename WrapperCell<Real>::Law law, std::size_t i) const {
    return std::make_unique<WrapperCell<Real>>(
        law, p_, i, dt_, voltage(i, 1),
        rate_cell(population_.model->base()->declaration().name, base_, i), run_);
  }

  /// As given, else `otherwise`.
  double given(const std::string& state, std::size_t i, double otherwise) const {
    const auto found = population_.given_initial.find(state);
    return found != population_.given_initial.end() ? found->second[i] : otherwise;
  }
  /// As given, else uniform on [0, top).
  double voltage(std::size_t i, double top) const { return given("voltage", i, top * start_(i)); }

  const PopulationPlan& population_;
  const ParameterSet& p_;
  ParameterSet base_;  // of a rate model that is wrapped
  double dt_;
  bool exact_;
  UniformDraw start_;
  DrawKey run_;
};

}  // namespace

template <class Real>
std::vector<std::unique_ptr<Cell<Real>>> make_cells(const PopulationPlan& population,
                                                    const SimulationSpec& simulation) {
  const CellMaker<Real> maker(population, simulation);
  std::vector<std::unique_ptr<Cell<Real>>> cells;
  for (std::size_t i = 0; i < population.neurons; ++i)
    cells.push_back(maker.make(i));
  return cells;
}

template std::vector<std::unique_ptr<Cell<double>>> make_cells(const PopulationPlan&,
                                                               const SimulationSpec&);
template std::vector<std::unique_ptr<Cell<float>>> make_cells(const PopulationPlan&,
                                                              const SimulationSpec&);

}  // namespace rheo
