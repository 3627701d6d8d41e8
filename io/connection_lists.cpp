#include "io/connection_lists.h"

#include <algorithm>
#include <utility>

namespace rheo {
namespace {

bool may_be_matrix(const std::string& key) {
  return key == "rule" || key == "weights" || key == "delay";
}

/// Lists under this key belong to the rule itself.
bool has_own_lists(const std::string& key) {
  return key == "edges";
}

}  // namespace

std::string ListedEnds::place(std::size_t i) const {
  return "." + key + (list ? "[" + std::to_string(i) + "]" : "");
}

bool has_listed_ends(const YamlNode& connection) {
  const YamlNode* from = connection.find("from");
  const YamlNode* to = connection.find("to");
  return (from != nullptr && from->is_list()) || (to != nullptr && to->is_list());
}

bool PairEntries::check() const {
  bool good = true;
  for (const YamlEntry& e : all_.value.entries) {
    if (may_be_matrix(e.key)) good = check_lists(e.value, "." + e.key) && good;
  }
  return good;
}

bool PairEntries::check_lists(const YamlNode& node, const std::string& at) const {
  if (node.is_list()) return check_matrix(node, at);
  // Deeper lists are those of distributions.
  const bool rule = std::count(at.begin(), at.end(), '.') < 3 && at.starts_with(".rule");
  bool good = true;
  for (const YamlEntry& e : node.entries) {
    if (rule && !has_own_lists(e.key)) good = check_lists(e.value, at + "." + e.key) && good;
  }
  return good;
}

bool PairEntries::check_matrix(const YamlNode& node, const std::string& at) const {
  const std::size_t rows = node.items.size();
  const std::size_t columns = rows == 0 ? 0 : node.items[0].items.size();
  const std::vector<std::size_t> wanted = {to_.ends.size(), from_.ends.size()};
  std::string what;
  for (const YamlNode& row : node.items) {
    if (row.is_list() && row.items.size() == columns) continue;
    what = row.is_list() ? "has rows of " + std::to_string(columns) + " and of " +
                               std::to_string(row.items.size()) + " entries"
                         : "is a list, of the shape (" + std::to_string(rows) + ")";
    break;
  }
  const std::vector<std::size_t> shape = {rows, columns};
  if (what.empty() && shape == wanted) return true;
  const bool transposed = what.empty() && rows == wanted[1] && columns == wanted[0];
  if (what.empty()) what = "has the shape " + shape_text(shape);
  c_.report(node.mark, "connections." + all_.key + at, what,
            "one value for all, or a matrix [to][from] of the shape " + shape_text(wanted) +
                " with the rows " + join(to_.names) + " and the columns " + join(from_.names),
            transposed ? "transpose it" : "");
  return false;
}

YamlNode PairEntries::pick(const YamlNode& node, const std::string& at, std::size_t to,
                           std::size_t from, Pair& out) const {
  const bool rule = at.starts_with(".rule");
  if (node.is_list()) {
    const YamlNode& item = node.items[to].items[from];
    out.written[at] = at + "[" + std::to_string(to) + "][" + std::to_string(from) + "]";
    QuantityProblem ignored;
    if (rule && try_number(c_, item, Dimension::none, Range::any(), ignored) == 0.0) {
      out.none = true;
    }
    return item;
  }
  if (!node.is_map() || !rule || std::count(at.begin(), at.end(), '.') >= 3) return node;
  YamlNode picked;
  picked.kind = node.kind;
  picked.mark = node.mark;
  for (const YamlEntry& e : node.entries) {
    picked.entries.push_back(
        {e.key, e.mark,
         has_own_lists(e.key) ? e.value : pick(e.value, at + "." + e.key, to, from, out)});
  }
  return picked;
}

PairEntries::Pair PairEntries::pair(std::size_t to, std::size_t from) const {
  Pair out;
  out.entry.key = all_.key + "." + from_.names[from] + "_to_" + to_.names[to];
  out.entry.mark = all_.mark;
  out.entry.value.kind = YamlNode::Kind::map;
  out.entry.value.mark = all_.value.mark;
  for (const YamlEntry& e : all_.value.entries) {
    YamlNode value;
    if (e.key == from_.key) {
      value = *from_.ends[from];
      out.written["." + e.key] = from_.place(from);
    } else if (e.key == to_.key) {
      value = *to_.ends[to];
      out.written["." + e.key] = to_.place(to);
    } else {
      value = may_be_matrix(e.key) ? pick(e.value, "." + e.key, to, from, out) : e.value;
    }
    out.entry.value.entries.push_back({e.key, e.mark, std::move(value)});
  }
  return out;
}

}  // namespace rheo
