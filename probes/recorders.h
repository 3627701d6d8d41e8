#pragma once

#include <memory>

#include "engine/catalog.h"

namespace rheo {

// What stands under `record:`. Factories take a request whose spec was checked by `validate`.

Declaration spikes_declaration();
Declaration output_declaration();
Declaration rate_declaration();
Declaration value_declaration();
Declaration decoded_declaration();
Declaration input_declaration();
Declaration current_declaration();
Declaration state_declaration();
Declaration weights_declaration();
Declaration delta_declaration();
Declaration error_declaration();
Declaration scaled_encoders_declaration();

/// Spikes as events.
std::unique_ptr<Recorder> make_spike_recorder(RecorderRequest&& request);
/// The source's values, through the probe's own synapse if it has one.
std::unique_ptr<Recorder> make_value_recorder(RecorderRequest&& request);
/// Rates from counts, through a synapse. For the filters of `catalog.rate_filters` it records
/// spikes: those estimators stand between the recorder and its writer.
std::unique_ptr<Recorder> make_rate_recorder(RecorderRequest&& request);

}  // namespace rheo
