// configs/microcircuit.yaml with more threads (strong scaling, at one scale), in more sizes (weak
// scaling, on all threads), and beside processes that only burn time on one core.
// Columns of the CSV file are explained in docs/performance.md.
#include <fmt/format.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <stdexcept>
#include <thread>
#include <vector>

#include "apps/catalog.h"
#include "benchmarks/support/network_bench.h"

namespace {

using namespace rheo;

struct Scaling {
  double strong = 0.5;
  std::vector<double> weak = {0.1, 0.2, 0.5, 1};
  int busy = 1;
};

/// A foreign process that keeps the first core busy until this goes out of scope.
class BusyProcess {
 public:
  BusyProcess() : child_(fork()) {
    if (child_ < 0) throw std::runtime_error("no process could be started");
    if (child_ == 0) burn();
  }
  ~BusyProcess() {
    kill(child_, SIGKILL);
    waitpid(child_, nullptr, 0);
  }
  BusyProcess(const BusyProcess&) = delete;
  BusyProcess& operator=(const BusyProcess&) = delete;

 private:
  [[noreturn]] static void burn() {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    cpu_set_t first;
    CPU_ZERO(&first);
    CPU_SET(0, &first);
    sched_setaffinity(0, sizeof(first), &first);
    for (volatile int n = 0;;)
      n = n ^ 1;
  }
  pid_t child_;
};

NetworkCase case_of(const NetworkBenchOptions& options, const std::string& label, double scale,
                    int threads) {
  NetworkCase c = {label, options.set, threads, false};
  c.set.push_back(fmt::format("define.scale={}", scale));
  return c;
}

void measure_all(const NetworkBenchOptions& options, const Scaling& scaling) {
  const Catalog catalog = make_catalog();
  NetworkReport report(options.out);
  const auto add = [&](const NetworkCase& c) {
    report.add(c, measure_network(options, c, catalog));
  };
  const int most = options.threads.back();
  for (int threads : options.threads)
    add(case_of(options, fmt::format("strong {}", scaling.strong), scaling.strong, threads));
  if (scaling.busy > 0) {
    const std::vector<std::unique_ptr<BusyProcess>> others = [&] {
      std::vector<std::unique_ptr<BusyProcess>> made;
      for (int k = 0; k < scaling.busy; ++k)
        made.push_back(std::make_unique<BusyProcess>());
      return made;
    }();
    const std::string label = fmt::format("strong {} beside {} busy", scaling.strong, scaling.busy);
    add(case_of(options, label, scaling.strong, most));
  }
  for (double scale : scaling.weak)
    add(case_of(options, fmt::format("weak {}", scale), scale, most));
  report.print();
}

}  // namespace

int main(int argc, char** argv) {
  NetworkBenchOptions options;
  options.config = "configs/microcircuit.yaml";
  options.seconds = 1;
  options.threads.clear();
  for (int n = 1; n <= static_cast<int>(std::thread::hardware_concurrency()); ++n)
    options.threads.push_back(n);
  Scaling scaling;
  CLI::App app("The cortical microcircuit on more threads and in more sizes");
  add_network_options(app, options);
  app.add_option("--strong", scaling.strong, "scale on every number of threads");
  app.add_option("--weak", scaling.weak, "scales on the last number of threads")->delimiter(',');
  app.add_option("--busy", scaling.busy, "processes that keep the first core busy; 0: none")
      ->check(CLI::Range(0, 100));
  CLI11_PARSE(app, argc, argv);
  try {
    measure_all(options, scaling);
  } catch (const std::exception& e) {
    fmt::print(stderr, "{}\n", e.what());
    return 2;
  }
  return 0;
}
