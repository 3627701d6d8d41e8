#include "io/yaml_document.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <sstream>
#include <unordered_set>
#include <utility>

#include "io/yaml_text.h"

namespace rheo {
namespace {

struct Frame {
  YamlNode node;
  bool has_key = false;
  bool drop = false;  // the value of a refused key
  std::string key;
  YamlMark key_mark;
  std::unordered_set<std::string> keys;  // of a map, seen so far
};

/// Builds our tree from yaml-cpp's events, refusing before anything grows.
class TreeBuilder final : public YAML::EventHandler {
 public:
  TreeBuilder(std::string source_name, int source, std::string root_path,
              std::vector<Problem>& problems)
      : source_name_(std::move(source_name)),
        root_path_(std::move(root_path)),
        source_(source),
        problems_(problems) {}

  YamlNode take() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    leaf(mark, YamlNode::Kind::empty, "", anchor, "", false);
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    refuse(mark, "an alias (`*name`)", "aliases are not part of the format",
           "name the value under `define:` and write `=name`");
    leaf(mark, YamlNode::Kind::refused, "", 0, "", false);
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    leaf(mark, YamlNode::Kind::scalar, tag, anchor, value, tag == "!");
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(mark, YamlNode::Kind::list, tag, anchor);
  }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(mark, YamlNode::Kind::map, tag, anchor);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapEnd() override { close(); }

 private:
  YamlMark place(const YAML::Mark& mark) const { return {mark.line + 1, mark.column + 1, source_}; }

  std::string path() const {
    std::string text = root_path_;
    for (const Frame& f : stack_) {
      if (f.node.is_list()) {
        text += "[" + std::to_string(f.node.items.size()) + "]";
      } else if (f.has_key && !f.key.empty()) {
        text += (text.empty() ? "" : ".") + f.key;
      }
    }
    return text;
  }

  Problem problem(const YAML::Mark& mark, std::string what, std::string rule,
                  std::string remedy) const {
    return {path(), std::move(what), std::move(rule), std::move(remedy),
            mark_text(source_name_, place(mark))};
  }
  void refuse(const YAML::Mark& mark, std::string what, std::string rule, std::string remedy) {
    problems_.push_back(problem(mark, std::move(what), std::move(rule), std::move(remedy)));
  }

  void check_common(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
    if (++nodes_ > kMaxYamlNodes) {
      throw ConfigError({problem(mark, "more than " + std::to_string(kMaxYamlNodes) + " values",
                                 "a network file is written for people",
                                 "put arrays into an npz file: {file: ..., array: ...}")});
    }
    if (anchor != 0) {
      refuse(mark, "an anchor (`&name`)", "anchors are not part of the format",
             "name the value under `define:` and write `=name`");
    }
    if (!tag.empty() && tag != "?" && tag != "!") {
      refuse(mark, "a tag (`" + tag + "`)", "tags are not part of the format", "remove it");
    }
  }

  void leaf(const YAML::Mark& mark, YamlNode::Kind kind, const std::string& tag,
            YAML::anchor_t anchor, const std::string& text, bool quoted) {
    check_common(mark, tag, anchor);
    YamlNode node;
    node.kind = kind;
    node.quoted = quoted;
    node.mark = place(mark);
    if (kind == YamlNode::Kind::scalar) node.text = text;
    add(mark, std::move(node));
  }

  void open(const YAML::Mark& mark, YamlNode::Kind kind, const std::string& tag,
            YAML::anchor_t anchor) {
    check_common(mark, tag, anchor);
    if (stack_.size() >= kMaxYamlDepth) {
      throw ConfigError({problem(mark, "nested deeper than " + std::to_string(kMaxYamlDepth),
                                 "no network needs that", "remove the extra brackets")});
    }
    Frame frame;
    frame.node.kind = kind;
    frame.node.mark = place(mark);
    stack_.push_back(std::move(frame));
  }

  void close() {
    YamlNode node = std::move(stack_.back().node);
    stack_.pop_back();
    const YAML::Mark mark = YAML::Mark::null_mark();
    add(mark, std::move(node));
  }

  void add(const YAML::Mark& mark, YamlNode node) {
    if (stack_.empty()) {
      root_ = std::move(node);
      return;
    }
    Frame& f = stack_.back();
    if (f.node.is_list()) {
      f.node.items.push_back(std::move(node));
    } else if (f.has_key) {
      if (!f.drop) f.node.entries.push_back({std::move(f.key), f.key_mark, std::move(node)});
      f.has_key = false;
      f.drop = false;
    } else {
      take_key(f, mark, node);
    }
  }

  void take_key(Frame& f, const YAML::Mark& mark, const YamlNode& node) {
    f.key_mark = node.mark;
    const bool plain = node.is_scalar();
    f.key = plain ? node.text : "";
    const bool merge = plain && !node.quoted && node.text == "<<";
    const bool fresh = !plain || merge || f.keys.insert(f.key).second;
    f.has_key = true;
    f.drop = !plain || merge || !fresh;
    const std::string at = path();
    std::string what;
    std::string rule = "keys are plain words";
    std::string remedy = "give the value a name";
    if (merge) {
      what = "a merge key (`<<`)";
      rule = "merge keys are not part of the format";
      remedy = "write the values out, or name them under `define:`";
    } else if (!plain) {
      if (node.kind == YamlNode::Kind::refused) return;
      what = "a key that is " + node.kind_text();
    } else if (!fresh) {
      what = "the key `" + f.key + "` stands here twice";
      rule = "each key may be given once";
      remedy = "remove or rename one of the two";
    } else {
      return;
    }
    (void)mark;
    problems_.push_back({at, what, rule, remedy, mark_text(source_name_, f.key_mark)});
  }

  std::string source_name_;
  std::string root_path_;
  int source_;
  std::vector<Problem>& problems_;
  std::vector<Frame> stack_;
  YamlNode root_;
  std::size_t nodes_ = 0;
};

}  // namespace

const YamlEntry* YamlNode::entry(std::string_view key) const noexcept {
  for (const YamlEntry& e : entries) {
    if (e.key == key) return &e;
  }
  return nullptr;
}

YamlEntry* YamlNode::entry(std::string_view key) noexcept {
  for (YamlEntry& e : entries) {
    if (e.key == key) return &e;
  }
  return nullptr;
}

const YamlNode* YamlNode::find(std::string_view key) const noexcept {
  const YamlEntry* e = entry(key);
  return e == nullptr ? nullptr : &e->value;
}

std::string YamlNode::kind_text() const {
  switch (kind) {
    case Kind::empty:
      return "empty";
    case Kind::list:
      return "a list";
    case Kind::map:
      return "a map";
    case Kind::refused:
      return "refused";
    case Kind::scalar:
      break;
  }
  const std::string shown = text.size() > 60 ? text.substr(0, 57) + "..." : text;
  return quoted ? "the text \"" + shown + "\"" : "`" + shown + "`";
}

std::string mark_text(const std::string& source_name, const YamlMark& mark) {
  if (mark.source != 0 || mark.line == 0) return source_name;
  return source_name + ":" + std::to_string(mark.line) + ":" + std::to_string(mark.column);
}

YamlNode parse_yaml(const std::string& text, const std::string& source_name, int source,
                    const std::string& root_path, std::vector<Problem>& problems) {
  if (auto bad = check_yaml_text(text)) {
    const std::string where = mark_text(source_name, {bad->line, bad->column, source});
    throw ConfigError({{root_path, bad->what, bad->rule, bad->remedy, where}});
  }
  std::istringstream stream(text);
  TreeBuilder builder(source_name, source, root_path, problems);
  try {
    YAML::Parser parser(stream);
    if (!parser.HandleNextDocument(builder)) return {};
    std::vector<Problem> ignored;
    TreeBuilder rest(source_name, source, root_path, ignored);
    if (parser.HandleNextDocument(rest)) {
      throw ConfigError({{root_path, "more than one YAML document", "a file holds one network",
                          "remove the line `---` and what follows it",
                          mark_text(source_name, rest.take().mark)}});
    }
  } catch (const YAML::Exception& e) {
    const YamlMark mark{e.mark.line + 1, e.mark.column + 1, source};
    throw ConfigError(
        {{root_path, "not valid YAML: " + e.msg, "",
          "check indentation, brackets and quotes at this place", mark_text(source_name, mark)}});
  }
  return builder.take();
}

}  // namespace rheo
