#pragma once

#include <filesystem>
#include <string>

#include "apps/verification.h"
#include "engine/network.h"

namespace rheo {

/// A line for each population; empty without populations.
std::string inspection_summary(const Network& network);

/// A table of the neurons of one population: all of them, or the first `rows`.
std::string neuron_table(const PopulationPlan& population, std::size_t rows);

/// population,neuron,J_th,...,class: a row for each neuron of every population. Throws OutputError.
void write_neurons_csv(const std::filesystem::path& file, const Network& network);

/// population,neuron,x,rate_hz: 50 points from x = -1 to 1 for each neuron. Throws OutputError.
void write_curves_csv(const std::filesystem::path& file, const Network& network);

/// What --verify found, in words.
std::string verification_text(const Verification& verification);

}  // namespace rheo
