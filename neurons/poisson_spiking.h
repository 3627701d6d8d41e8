#pragma once

#include "neurons/rates_to_spikes.h"

namespace rheo {

/// A Poisson process at the rates r of a rate model: in each step a count of mean dt |r|. Where r
/// is negative, counts are negative.
Declaration poisson_spiking_declaration(const BaseModels& bases);
/// A factory that makes the model over one of `bases`.
Catalog::MakeNeuron poisson_spiking_maker(const BaseModels& bases);

}  // namespace rheo
