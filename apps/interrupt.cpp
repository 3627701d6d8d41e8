#include "apps/interrupt.h"

#include <unistd.h>

#include <csignal>

namespace rheo {
namespace {

volatile std::sig_atomic_t received = 0;

extern "C" void on_signal(int number) {
  if (received != 0) _exit(128 + number);
  received = number;
}

void handle(int number, void (*handler)(int)) {
  struct sigaction action = {};
  action.sa_handler = handler;
  // Writers must not see half a write.
  action.sa_flags = SA_RESTART;
  sigaction(number, &action, nullptr);
}

}  // namespace

InterruptGuard::InterruptGuard() {
  received = 0;
  handle(SIGINT, on_signal);
  handle(SIGTERM, on_signal);
}

InterruptGuard::~InterruptGuard() {
  handle(SIGINT, SIG_DFL);
  handle(SIGTERM, SIG_DFL);
}

int InterruptGuard::signal() noexcept {
  return received;
}

}  // namespace rheo
