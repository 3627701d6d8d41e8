#include "apps/built_network.h"

#include <fmt/format.h>

#include <utility>

#include "apps/say.h"
#include "apps/waiting.h"
#include "engine/error.h"

namespace rheo {

std::shared_ptr<const Network> build_network(const NetworkFile& file, const Catalog& catalog,
                                             bool solve, Progress::Style style) {
  std::shared_ptr<const Network> network;
  try {
    const Waiting waiting(file.path.stem().string() + ": building", style, stderr);
    network = std::make_shared<const Network>(build(file.spec, catalog, solve));
  } catch (const ConfigError& error) {
    std::vector<Problem> problems = error.problems();
    for (Problem& p : problems) {
      p.path = file.marks.as_written(p.path);
      if (p.where.empty()) p.where = file.marks.locate(p.path);
    }
    throw ConfigError(std::move(problems));
  }
  for (const std::string& warning : network->warnings) {
    say(stderr, fmt::format("{}: warning: {}\n", file.path.string(), warning));
  }
  return network;
}

}  // namespace rheo
