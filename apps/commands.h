#pragma once

#include <functional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace rheo {

/// Exit codes; scripts rely on them (docs/commands.md).
enum ExitCode {
  kDone = 0,
  kDiffers = 1,     // what was measured is not what was expected
  kConfig = 2,      // file, flag, missing input
  kNumerical = 3,   // a state left the finite numbers
  kOutput = 4,      // a file could not be written
  kInternal = 70,   // a mistake of ours
  kSignalled = 128  // plus the number of the signal: 130 for Ctrl-C
};

/// A sub-command: how it is written, and what it does once its options have been read.
struct Command {
  CLI::App* options = nullptr;
  std::function<int()> execute;  // returns the exit code; throws ConfigError, OutputError, ...
};

// One file each.
Command add_run(CLI::App& app);
Command add_check(CLI::App& app);
Command add_inspect(CLI::App& app);
Command add_models(CLI::App& app);
Command add_schema(CLI::App& app);
Command add_export_edges(CLI::App& app);

/// The option --set, collected into `overrides`.
void add_set_option(CLI::App& command, std::vector<std::string>& overrides);

}  // namespace rheo
