#include "apps/command_line.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <iostream>
#include <new>

#include "apps/commands.h"
#include "apps/say.h"
#include "engine/error.h"

namespace rheo {
namespace {

constexpr const char* kAbout =
    "Rheobase: which neuron fires, above which input, at which frequency.\n"
    "A network is a YAML file; configs/ has some, docs/network-format.md says what may stand in "
    "one.";

constexpr const char* kRheoFooter = R"(
First steps:
  rheo inspect configs/threshold.yaml     thresholds, x-intercepts and rates, without running
  rheo run configs/threshold.yaml         run it; results/threshold/ has the recordings
  rheo models lif                         equations and parameters of a model
  rheo help run                           all options of a command, with examples

Exit codes: 0 done | 1 measured is not what was expected | 2 mistake in a file or an option |
  3 numerical trouble while running | 4 output could not be written | 130 Ctrl-C)";

int report(const ConfigError& error) {
  for (const Problem& problem : error.problems()) {
    say(stderr, problem.text() + "\n");
  }
  const std::size_t n = error.problems().size();
  if (n > 1) say(stderr, fmt::format("{} mistakes\n", n));
  return kConfig;
}

int report(const char* message, ExitCode code) {
  say(stderr, fmt::format("rheo: {}\n", message));
  return code;
}

// Mostly a shell variable that is not set: to go on with the default would hide that.
void refuse_empty_values(const CLI::App& command) {
  for (const CLI::Option* option : command.get_options()) {
    for (const std::string& value : option->results()) {
      if (!value.empty()) continue;
      throw ConfigError({Problem{option->get_name(), "has no value", "",
                                 "give one, or leave the option away", ""}});
    }
  }
}

int execute(const Command& command) {
  try {
    refuse_empty_values(*command.options);
    return command.execute();
  } catch (const ConfigError& error) {
    return report(error);
  } catch (const NumericalError& error) {
    return report(error.what(), kNumerical);
  } catch (const OutputError& error) {
    return report(error.what(), kOutput);
  } catch (const std::bad_alloc&) {
    return report("the network does not fit into memory; make it smaller", kConfig);
  } catch (const std::exception& error) {
    say(stderr, fmt::format("rheo: this should not happen, please report it: {}\n", error.what()));
    return kInternal;
  }
}

Command add_help(CLI::App& app) {
  CLI::App* help = app.add_subcommand("help", "Explain a command: rheo help run");
  help->footer("\nExample:\n  rheo help inspect");
  auto topic = std::make_shared<std::string>();
  help->add_option("COMMAND", *topic, "The command to explain; none: this overview")->type_name("");
  return {help, [&app, topic]() -> int {
            if (topic->empty()) {
              // app.help() would explain `help`, the command that was given.
              std::cout << app.get_formatter()->make_help(&app, app.get_name(),
                                                          CLI::AppFormatMode::Normal);
              return kDone;
            }
            for (const CLI::App* command : app.get_subcommands([](CLI::App*) { return true; })) {
              if (command->get_name() != *topic) continue;
              std::cout << command->help("rheo");
              return kDone;
            }
            throw ConfigError(
                {Problem{"", "there is no command " + *topic, "", "rheo help lists them", ""}});
          }};
}

}  // namespace

void add_set_option(CLI::App& command, std::vector<std::string>& overrides) {
  command
      .add_option("--set", overrides,
                  "Override a value of the file: populations.a.J_th=0.3. May be repeated")
      ->type_name("PATH=VALUE")
      ->take_all()
      ->allow_extra_args(false);
}

int run_command_line(int argc, const char* const* argv) {
  CLI::App app(kAbout, "rheo");
  app.footer(kRheoFooter);
  app.set_version_flag("--version", std::string("rheo ") + RHEO_VERSION);
  app.require_subcommand(1);
  app.get_formatter()->column_width(26);
  const Command commands[] = {add_run(app),    add_check(app),  add_inspect(app),
                              add_models(app), add_schema(app), add_export_edges(app),
                              add_help(app)};
  if (argc < 2) {
    std::cout << app.help();
    return kConfig;
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kDone : kConfig;
  }
  for (const Command& command : commands) {
    if (!command.options->parsed()) continue;
    const int code = execute(command);
    std::cout.flush();
    if (code == kDone && !std::cout) return report("standard output: cannot be written", kOutput);
    return code;
  }
  return kConfig;
}

}  // namespace rheo
