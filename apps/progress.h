#pragma once

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <string>

namespace rheo {

/// How far a run is: a bar that moves on a terminal, elsewhere a line every few seconds.
class Progress {
 public:
  enum class Style { none, bar, lines };
  /// bar if `stream` is a terminal, else lines.
  static Style style_for(std::FILE* stream) noexcept;

  Progress(std::string name, std::int64_t steps, double dt, Style style, std::FILE* stream);
  void update(std::int64_t step);
  /// Takes the bar away.
  void clear();

 private:
  using Clock = std::chrono::steady_clock;

  std::string name_;
  std::int64_t steps_;
  double dt_;  // s
  Style style_;
  std::FILE* stream_;
  Clock::time_point start_ = Clock::now();
  Clock::time_point shown_ = start_;
  bool visible_ = false;
};

/// "45 %, 1.8 of 4 s, 12 x real time, 180 ms left": the words after `wall` seconds.
std::string progress_text(std::int64_t step, std::int64_t steps, double dt, double wall);

/// "[=====>    ]" with `width` places between the brackets.
std::string progress_bar(double share, int width);

}  // namespace rheo
