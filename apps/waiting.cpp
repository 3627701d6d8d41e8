#include "apps/waiting.h"

#include <algorithm>
#include <system_error>
#include <utility>

#include "apps/say.h"
#include "apps/table.h"

namespace rheo {

Waiting::Waiting(std::string what, Progress::Style style, std::FILE* stream, Pace pace)
    : what_(std::move(what)), style_(style), stream_(stream), pace_(pace) {
  if (style_ == Progress::Style::none) return;
  try {
    thread_ = std::thread([this] { speak(); });
  } catch (const std::system_error&) {  // no thread to be had: then in silence
  }
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
    say(stream_, bar ? "\r" + text + "\x1b[K" : text + "\n");
    spoken = true;
  }
  if (bar && spoken) say(stream_, "\r\x1b[K");
}

}  // namespace rheo
