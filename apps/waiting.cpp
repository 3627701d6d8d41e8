#include "apps/waiting.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "apps/table.h"

namespace rheo {

Waiting::Waiting(std::string what, Progress::Style style, std::FILE* stream, Pace pace)
    : what_(std::move(what)), style_(style), stream_(stream), pace_(pace) {
  if (style_ != Progress::Style::none) thread_ = std::thread([this] { speak(); });
}

Waiting::~Waiting() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    end_ = true;
  }
  ended_.notify_one();
  thread_.join();
}

void Waiting::speak() {
  const auto start = std::chrono::steady_clock::now();
  const bool bar = style_ == Progress::Style::bar;
  bool spoken = false;
  std::unique_lock lock(mutex_);
  for (auto pause = pace_.first; !ended_.wait_for(lock, pause, [this] { return end_; });
       pause = std::min(2 * pause, pace_.longest)) {
    const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - start;
    const std::string text = what_ + ", " + seconds_text(passed.count()) + " so far";
    if (bar) {
      fmt::print(stream_, "\r{}\x1b[K", text);
    } else {
      fmt::print(stream_, "{}\n", text);
    }
    std::fflush(stream_);
    spoken = true;
  }
  if (bar && spoken) {
    fmt::print(stream_, "\r\x1b[K");
    std::fflush(stream_);
  }
}

}  // namespace rheo
