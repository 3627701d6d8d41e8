#pragma once

#include <string>
#include <utility>
#include <vector>

#include "engine/spec.h"

namespace rheo {

inline ModelSpec lif_model(double J_th = 1.0) {
  return {"lif",
          {{"J_th", J_th},
           {"tau_rc", 0.02},
           {"tau_ref", 0.002},
           {"min_voltage", 0.0},
           {"amplitude", 1.0},
           {"within_step", std::string("exact")}}};
}

/// An input `drive` (1) into five LIF neurons `a`, a node `y` (2) that reads them through a
/// lowpass, a pass-through from `drive` to y[0], a probe `p` of the spikes; 100 steps of 1 ms.
inline NetworkSpec small_network() {
  NetworkSpec spec;
  spec.simulation.steps = 100;
  spec.inputs.push_back({"drive", {"constant", {{"value", 1.5}}}});
  spec.nodes.push_back({"y", 2});
  PopulationSpec a;
  a.name = "a";
  a.neurons = 5;
  a.model = lif_model();
  a.gain = Value(Array::list({1, 2, 3, 4, 5}));
  a.bias = Value(0.25);
  spec.populations.push_back(a);

  ConnectionSpec drive_to_a;
  drive_to_a.name = "drive_to_a";
  drive_to_a.from.object = "drive";
  drive_to_a.to = {"a", true, {}};
  drive_to_a.weights = Array::matrix({1, 1, 1, 1, 1}, 5, 1);
  ConnectionSpec drive_to_y;
  drive_to_y.name = "drive_to_y";
  drive_to_y.from.object = "drive";
  drive_to_y.to = {"y", false, SliceRange{0, 1, 1}};
  drive_to_y.weights = 2.0;
  ConnectionSpec a_to_y;
  a_to_y.name = "a_to_y";
  a_to_y.from = {"a", true, {}};
  a_to_y.to.object = "y";
  a_to_y.weights = Array::matrix({1, 2, 3, 4, 5, 5, 4, 3, 2, 1}, 2, 5);
  a_to_y.synapse = ModelSpec{"lowpass", {{"tau", 0.005}}};
  spec.connections = {drive_to_a, drive_to_y, a_to_y};
  spec.probes.push_back({"p", {"a", false, {}}, "spikes", {}, 1, {}});
  return spec;
}

}  // namespace rheo
