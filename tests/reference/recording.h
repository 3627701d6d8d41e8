#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "engine/simulation.h"
#include "tests/reference/interpreter.h"
#include "tests/support/memory_sink.h"

namespace rheo {

/// What a run gave: the same form from the engine and from the reference interpreter.
struct Recording {
  std::map<std::string, MemorySink> tracks;  // by probe
  std::uint64_t spike_hash = 0;
  std::uint64_t state_hash = 0;  // engine only
  std::int64_t spikes = 0;       // of all neurons, probed or not
  std::string schedule;          // engine only
};

/// Runs the engine for all steps of the network, in parts if given (their sum is the duration).
Recording record_engine(const std::shared_ptr<const Network>& network, const Catalog& catalog,
                        const RunOptions& options, const std::vector<std::int64_t>& parts = {});

/// The same from the reference interpreter, for probes of spikes, output, value, current, states
/// and rates; filters must be synapses.
Recording record_reference(const Network& network, Fault fault = Fault::none);

/// Where two recordings differ first, in words; empty where every bit is equal. The state hash is
/// compared only if both have one.
std::string first_difference(const Recording& a, const Recording& b);

}  // namespace rheo
