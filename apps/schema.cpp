#include "io/schema.h"

#include <CLI/CLI.hpp>
#include <iostream>

#include "apps/catalog.h"
#include "apps/commands.h"

namespace rheo {

Command add_schema(CLI::App& app) {
  CLI::App* schema =
      app.add_subcommand("schema", "Print the JSON Schema of network files, for editors");
  schema->footer(R"(
Example:
  rheo schema > rheobase.schema.json
An editor with a YAML language server then completes and checks, after this first line of a network:
  # yaml-language-server: $schema=rheobase.schema.json)");
  return {schema, []() -> int {
            std::cout << network_schema(make_catalog());
            return kDone;
          }};
}

}  // namespace rheo
