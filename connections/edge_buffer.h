#pragma once

#include "engine/connection_rule.h"

namespace rheo {

/// Collects edges one by one and hands them over in batches.
class EdgeBuffer {
 public:
  /// `listed`: every edge has a place in the lists of the user.
  explicit EdgeBuffer(EdgeSink& sink, bool listed = false) : sink_(sink), is_listed_(listed) {}

  void put(std::uint32_t source, std::uint32_t target) {
    source_[n_] = source;
    target_[n_] = target;
    if (++n_ == kSize) flush();
  }
  void put(std::uint32_t source, std::uint32_t target, std::uint64_t listed) {
    listed_[n_] = listed;
    put(source, target);
  }
  /// To be called after the last edge.
  void flush() {
    if (n_ > 0) sink_.put({n_, source_, target_, is_listed_ ? listed_ : nullptr});
    n_ = 0;
  }

 private:
  static constexpr std::size_t kSize = 2048;
  EdgeSink& sink_;
  bool is_listed_;
  std::size_t n_ = 0;
  std::uint32_t source_[kSize];
  std::uint32_t target_[kSize];
  std::uint64_t listed_[kSize];
};

}  // namespace rheo
