#pragma once

#include "neurons/rates_to_spikes.h"

namespace rheo {

/// The spikes that the rates r of a rate model make in a step, rounded at random so that their mean
/// is right: e = dt |r|; floor(e) spikes, and one more with probability e - floor(e). Where r is
/// negative, counts are negative.
Declaration stochastic_spiking_declaration(const BaseModels& bases);
/// A factory that makes the model over one of `bases`.
Catalog::MakeNeuron stochastic_spiking_maker(const BaseModels& bases);

}  // namespace rheo
