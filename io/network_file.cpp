#include "io/network_file.h"

#include <algorithm>
#include <cstdlib>
#include <new>
#include <set>
#include <tuple>
#include <utility>

#include "engine/network.h"
#include "io/network_reader.h"
#include "io/overrides.h"

namespace rheo {
namespace {

/// Leaves out of `spec` what refers to something that could not be read, so that its user is not
/// blamed for it.
void prune(NetworkSpec& spec, const std::set<std::string>& broken) {
  const bool all = broken.count("*") != 0;
  auto hit = [&](const std::string& name) {
    return all || broken.count(name) != 0;
  };
  std::set<std::string> gone;
  std::set<std::string> silent;  // connections whose rules nothing can name
  for (const ConnectionSpec& c : spec.connections) {
    if (hit(c.from.object) || hit(c.to.object)) silent.insert(c.name);
  }
  auto lost = [&](const EndpointSpec& e) {
    if (!e.learning) return hit(e.object);
    return hit("connections." + e.object) || silent.count(e.object) != 0;
  };
  std::erase_if(spec.connections,
                [&](const ConnectionSpec& c) { return hit(c.from.object) || lost(c.to); });
  std::erase_if(spec.probes, [&](const ProbeSpec& p) {
    const bool of_connection = hit("connections." + p.of.object) || silent.count(p.of.object) != 0;
    if (!lost(p.of) && !of_connection) return false;
    gone.insert(p.name);
    return true;
  });
  std::erase_if(spec.scores,
                [&](const ScoreSpec& s) { return hit("probes." + s.of) || gone.count(s.of) != 0; });
}

bool is_part(const std::string& path, const std::string& whole) {
  if (path.compare(0, whole.size(), whole) != 0) return false;
  return path.size() == whole.size() || path[whole.size()] == '.' || path[whole.size()] == '[';
}

/// Whether a mistake at this path, above or below it has been reported already.
bool is_reported(const std::vector<Problem>& problems, const std::string& path) {
  return std::any_of(problems.begin(), problems.end(), [&](const Problem& p) {
    return !p.path.empty() && (is_part(p.path, path) || is_part(path, p.path));
  });
}

/// (line, column) at the end of "file:line:column"; (0, 0) for other places.
std::pair<long, long> position(const std::string& where) {
  const std::size_t second = where.rfind(':');
  if (second == std::string::npos || second == 0) return {0, 0};
  const std::size_t first = where.rfind(':', second - 1);
  if (first == std::string::npos) return {0, 0};
  return {std::strtol(where.c_str() + first + 1, nullptr, 10),
          std::strtol(where.c_str() + second + 1, nullptr, 10)};
}

constexpr std::size_t kMaxProblems = 100;  // nobody reads more, and a file may have millions

void sort_and_cap(std::vector<Problem>& problems) {
  std::stable_sort(problems.begin(), problems.end(), [](const Problem& a, const Problem& b) {
    return position(a.where) < position(b.where);
  });
  if (problems.size() <= kMaxProblems) return;
  const std::size_t more = problems.size() - kMaxProblems;
  problems.resize(kMaxProblems);
  problems.push_back({"", "and " + std::to_string(more) + " more mistakes", "", "", ""});
}

NetworkFile read_checked(const std::filesystem::path& path, const Catalog& catalog,
                         const std::vector<std::string>& overrides) {
  std::vector<std::string> sources = {path.string()};
  std::vector<Problem> problems;
  YamlNode root = parse_yaml(read_text_file(path), sources[0], 0, "", problems);
  for (const std::string& text : overrides)
    apply_override(root, text, sources, problems);

  ReadContext context{catalog, path.parent_path(), sources};
  context.problems = std::move(problems);
  NetworkReader reader(context);
  NetworkFile file;
  file.path = path;
  file.spec = reader.read(root);
  file.marks = SourceMap(std::move(root), std::move(sources));
  file.marks.set_aliases(std::move(context.aliases));

  NetworkSpec sound;  // a copy only where there is something to leave out: weights may be large
  const bool whole = reader.broken().empty();
  if (!whole) {
    sound = file.spec;
    prune(sound, reader.broken());
  }
  const std::vector<Problem> reported = context.problems;
  for (Problem& p : validate(whole ? file.spec : sound, catalog)) {
    p.path = file.marks.as_written(p.path);
    if (is_reported(reported, p.path)) continue;
    p.where = file.marks.locate(p.path);
    context.problems.push_back(std::move(p));
  }
  if (!context.problems.empty()) {
    sort_and_cap(context.problems);
    throw ConfigError(std::move(context.problems));
  }
  file.references = std::move(context.references);
  return file;
}

}  // namespace

NetworkFile read_network(const std::filesystem::path& path, const Catalog& catalog,
                         const std::vector<std::string>& overrides) {
  try {
    return read_checked(path, catalog, overrides);
  } catch (const std::bad_alloc&) {
    throw ConfigError({{"", "needs more memory than there is", "",
                        "use smaller populations or arrays", path.string()}});
  }
}

}  // namespace rheo
