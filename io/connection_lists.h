#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "io/read_context.h"

namespace rheo {

/// One side of a connection between lists: what the file lists, or the single end as a list of one.
struct ListedEnds {
  std::string key;                    // "from"
  bool list = false;                  // as written
  std::vector<const YamlNode*> ends;  // (n)
  std::vector<std::string> names;     // (n)

  /// ".from[1]".
  std::string place(std::size_t i) const;
};

/// Whether `from` or `to` of a connection is a list.
bool has_listed_ends(const YamlNode& connection);

/// Takes the connections of single pairs out of one between lists, whose `rule` parameters,
/// `weights` and `delay` may be matrices [to][from].
class PairEntries {
 public:
  PairEntries(ReadContext& c, const YamlEntry& all, const ListedEnds& to, const ListedEnds& from)
      : c_(c), all_(all), to_(to), from_(from) {}

  /// Whether every matrix has the right shape; reports those that do not.
  bool check() const;

  struct Pair {
    YamlEntry entry;                             // "NAME.E_to_I"; its values are single
    std::map<std::string, std::string> written;  // ".weights" -> ".weights[1][0]"
    bool none = false;                           // its rule makes no connection: 0 in a matrix
  };
  Pair pair(std::size_t to, std::size_t from) const;

 private:
  bool check_lists(const YamlNode& node, const std::string& at) const;
  bool check_matrix(const YamlNode& node, const std::string& at) const;
  YamlNode pick(const YamlNode& node, const std::string& at, std::size_t to, std::size_t from,
                Pair& out) const;

  ReadContext& c_;
  const YamlEntry& all_;
  const ListedEnds& to_;
  const ListedEnds& from_;
};

}  // namespace rheo
