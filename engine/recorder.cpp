#include "engine/recorder.h"

#include "engine/neuron_model.h"

namespace rheo {

std::size_t ProbeSource::n_blocks() const noexcept {
  return block_count(size());
}

}  // namespace rheo
