#include <fcntl.h>
#include <unistd.h>

#include <csignal>

#include "apps/command_line.h"

namespace {

// Were one of them closed, the next file to be opened, perhaps a result, would take its number and
// with it what is printed.
void open_standard_streams() {
  for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; ++fd) {
    if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", O_RDWR) < 0) _exit(70);
  }
}

}  // namespace

int main(int argc, char** argv) {
  open_standard_streams();
  // A limit on file sizes (ulimit -f) is an output that failed, not a signal that kills.
  std::signal(SIGXFSZ, SIG_IGN);
  return rheo::run_command_line(argc, argv);
}
