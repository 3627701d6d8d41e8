#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/core.h"
#include "engine/node_tasks.h"
#include "engine/population_task.h"
#include "engine/vector_tasks.h"

namespace rheo {

/// Where a number stopped being finite first: the earliest step; in it inputs before nodes before
/// populations, and the first element: the same for any number of threads.
template <class Real>
std::optional<Trouble> first_trouble(
    const Network& network, const std::vector<InputTask<Real>*>& inputs,
    const std::vector<DriveRateTask*>& drives, const std::vector<NodeRun<Real>>& nodes,
    const std::vector<std::unique_ptr<PopulationRun<Real>>>& runs) {
  std::optional<Trouble> first;
  auto note = [&](const BadNumbers& found, const std::string& where) {
    for (const BadNumber& b : found) {
      if (b.step == 0 || (first && first->step <= b.step)) continue;
      first = Trouble{b.step, where + std::to_string(b.element), b.value};
    }
  };
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (inputs[i] == nullptr) continue;
    note(inputs[i]->bad, "input " + network.inputs[i].name + ", element ");
  }
  for (const DriveRateTask* d : drives)
    note(d->bad, d->name() + ", element ");
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const std::string where = "node " + network.nodes[i].name + ", element ";
    note(nodes[i].task->bad, where);
    if (nodes[i].function != nullptr) note(nodes[i].function->bad, where);
  }
  for (const auto& run : runs)
    note(run->bad, "population " + run->plan.name + ", neuron ");
  return first;
}

}  // namespace rheo
