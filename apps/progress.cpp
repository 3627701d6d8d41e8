#include "apps/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

#include "apps/say.h"
#include "apps/table.h"

namespace rheo {

Progress::Style Progress::style_for(std::FILE* stream) noexcept {
  return isatty(fileno(stream)) != 0 ? Style::bar : Style::lines;
}

Progress::Progress(std::string name, std::int64_t steps, double dt, Style style, std::FILE* stream)
    : name_(std::move(name)), steps_(steps), dt_(dt), style_(style), stream_(stream) {}

void Progress::update(std::int64_t step) {
  if (style_ == Style::none) return;
  const auto now = Clock::now();
  const auto pause =
      style_ == Style::bar ? std::chrono::milliseconds(100) : std::chrono::milliseconds(5000);
  if (now - shown_ < pause && (style_ == Style::lines || visible_)) return;
  shown_ = now;
  const double wall = std::chrono::duration<double>(now - start_).count();
  const std::string text = progress_text(step, steps_, dt_, wall);
  if (style_ == Style::lines) {
    say(stream_, fmt::format("{}: {}\n", name_, text));
  } else {
    const double share = static_cast<double>(step) / static_cast<double>(steps_);
    say(stream_, fmt::format("\r{} {} {}\x1b[K", name_, progress_bar(share, 24), text));
    visible_ = true;
  }
}

void Progress::clear() {
  if (!visible_) return;
  say(stream_, "\r\x1b[K");
  visible_ = false;
}

std::string progress_text(std::int64_t step, std::int64_t steps, double dt, double wall) {
  const double share =
      static_cast<double>(step) / static_cast<double>(std::max<std::int64_t>(steps, 1));
  const double done = static_cast<double>(step) * dt;
  std::string text = fmt::format("{:.0f} %, {} of {} s", 100 * share, short_number(done),
                                 short_number(static_cast<double>(steps) * dt));
  if (wall <= 0 || step <= 0) return text;
  const double left = wall * (1 - share) / share;
  return text + fmt::format(", {:.3g} x real time, {} left", done / wall, seconds_text(left));
}

std::string progress_bar(double share, int width) {
  const int full = std::clamp(static_cast<int>(share * width), 0, width);
  std::string bar(static_cast<std::size_t>(full), '=');
  if (full < width) bar += ">";
  bar.resize(static_cast<std::size_t>(width), ' ');
  return "[" + bar + "]";
}

}  // namespace rheo
