#pragma once

#include "neurons/rates_to_spikes.h"

namespace rheo {

/// Spikes as evenly as the rates r of a rate model allow: v += r dt, a spike at every whole number
/// that v passes. Where r is negative, counts are negative.
Declaration regular_spiking_declaration(const BaseModels& bases);
/// A factory that makes the model over one of `bases`.
Catalog::MakeNeuron regular_spiking_maker(const BaseModels& bases);

}  // namespace rheo
