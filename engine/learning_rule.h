#pragma once

#include "engine/declaration.h"

namespace rheo {

/// A rule that changes the weights of a connection (or the encoders of its target) while the
/// network runs: it reads the end of step n and leaves a change for step n + 1. Constant.
class LearningRule {
 public:
  virtual ~LearningRule() = default;
  virtual const Declaration& declaration() const noexcept = 0;
};

}  // namespace rheo
