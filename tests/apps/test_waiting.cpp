#include <doctest/doctest.h>

#include <chrono>
#include <cstdio>
#include <memory>
#include <string>
#include <thread>

#include "apps/waiting.h"

namespace rheo {
namespace {

using std::chrono::milliseconds;

std::string contents(std::FILE* file) {
  std::rewind(file);
  std::string text;
  for (int c = std::fgetc(file); c != EOF; c = std::fgetc(file))
    text += static_cast<char>(c);
  return text;
}

std::string written(Progress::Style style, Waiting::Pace pace, milliseconds work) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::tmpfile(), std::fclose);
  REQUIRE(file);
  {
    const Waiting waiting("net: building", style, file.get(), pace);
    std::this_thread::sleep_for(work);
  }
  return contents(file.get());
}

}  // namespace

TEST_CASE("what is done soon is not spoken of, nor waited for") {
  const auto start = std::chrono::steady_clock::now();
  for (auto style : {Progress::Style::bar, Progress::Style::lines, Progress::Style::none}) {
    CHECK(written(style, {milliseconds(60000), milliseconds(60000)}, milliseconds(0)).empty());
  }
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(30));
}

TEST_CASE("what takes long is spoken of: a line that goes away, or lines") {
  const Waiting::Pace pace = {milliseconds(20), milliseconds(40)};
  const milliseconds long_work(300);
  const std::string bar = written(Progress::Style::bar, pace, long_work);
  CAPTURE(bar);
  REQUIRE(bar.size() > 4);
  CHECK(bar.find("\rnet: building, ") == 0);
  CHECK(bar.find(" so far\x1b[K\r") != std::string::npos);
  CHECK(bar.find('\n') == std::string::npos);
  CHECK(bar.substr(bar.size() - 4) == "\r\x1b[K");
  const std::string lines = written(Progress::Style::lines, pace, long_work);
  CAPTURE(lines);
  REQUIRE_FALSE(lines.empty());
  CHECK(lines.find("net: building, ") == 0);
  CHECK(lines.find('\r') == std::string::npos);
  CHECK(lines.back() == '\n');
  CHECK(written(Progress::Style::none, pace, long_work).empty());
}

TEST_CASE("a message that finds no way out is lost, and nothing else") {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> full(std::fopen("/dev/full", "w"),
                                                             std::fclose);
  REQUIRE(full);
  for (auto style : {Progress::Style::bar, Progress::Style::lines}) {
    const Waiting waiting("net: building", style, full.get(), {milliseconds(1), milliseconds(1)});
    Progress progress("net", 100, 1e-3, style, full.get());
    std::this_thread::sleep_for(milliseconds(50));
    progress.update(50);
    progress.clear();
  }
}

}  // namespace rheo
