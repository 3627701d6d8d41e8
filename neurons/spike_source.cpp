#include "neurons/spike_source.h"

#include <limits>

#include "neurons/tuning.h"

namespace rheo {

double SpikeSource::threshold(const ParameterSet&, std::size_t) const {
  return -std::numeric_limits<double>::infinity();
}

Problem SpikeSource::check_tuning(const ParameterSet&, std::size_t, double, double) const {
  return tuning_problem("max_rates", "is given to " + declaration().name, "it fires without input",
                        "remove it");
}

}  // namespace rheo
