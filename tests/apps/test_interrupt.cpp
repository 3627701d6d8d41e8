#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <string>

#include "apps/interrupt.h"
#include "apps/progress.h"

namespace rheo {
namespace {

/// Exit status of `body` run in a process of its own.
template <class Body>
int status_of(Body body) {
  const pid_t child = fork();
  if (child == 0) {
    body();
    _exit(99);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

TEST_CASE("the first signal is noted, the second ends the process at once") {
  CHECK(status_of([] {
          const InterruptGuard guard;
          std::raise(SIGINT);
          _exit(InterruptGuard::signal() == SIGINT ? 7 : 8);
        }) == 7);
  CHECK(status_of([] {
          const InterruptGuard guard;
          std::raise(SIGINT);
          std::raise(SIGINT);
        }) == 130);
  CHECK(status_of([] {
          const InterruptGuard guard;
          std::raise(SIGINT);
          std::raise(SIGTERM);
        }) == 143);
}

TEST_CASE("without a guard signals do what they always do; a new guard starts afresh") {
  CHECK(status_of([] {
          { const InterruptGuard guard; }
          std::raise(SIGINT);
        }) == -SIGINT);
  CHECK(status_of([] {
          {
            const InterruptGuard guard;
            std::raise(SIGINT);
          }
          const InterruptGuard guard;
          _exit(InterruptGuard::signal() == 0 ? 7 : 8);
        }) == 7);
}

std::string shown(Progress::Style style) {
  std::FILE* file = std::tmpfile();
  REQUIRE(file != nullptr);
  Progress progress("net", 1000, 1e-3, style, file);
  progress.update(100);
  progress.update(101);
  progress.clear();
  std::string text(static_cast<std::size_t>(std::ftell(file)), ' ');
  std::rewind(file);
  REQUIRE(std::fread(text.data(), 1, text.size(), file) == text.size());
  std::fclose(file);
  return text;
}

TEST_CASE(
    "progress: a bar from the first slice on, taken away at the end; lines only now and then") {
  const std::string bar = shown(Progress::Style::bar);
  CHECK(bar.find("\rnet [==>") == 0);
  CHECK(bar.find("10 %, 0.1 of 1 s, ") != std::string::npos);
  CHECK(bar.find("left") != std::string::npos);
  CHECK(bar.find("10.1 %") == std::string::npos);
  CHECK(bar.substr(bar.size() - 4) == "\r\x1b[K");
  CHECK(shown(Progress::Style::lines).empty());
  CHECK(shown(Progress::Style::none).empty());
}

}  // namespace
}  // namespace rheo
