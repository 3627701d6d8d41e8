#include "engine/recorder.h"

#include "engine/neuron_model.h"

namespace rheo {

std::size_t ProbeSource::n_blocks() const noexcept {
  return (size() + kBlock - 1) / kBlock;
}

}  // namespace rheo
