#include "engine/schedule.h"

#include <algorithm>
#include <cassert>
#include <set>
#include <utility>

namespace rheo {
namespace {

struct Touch {
  const Task* task;
  Access access;
  bool write;
};

std::vector<Touch> touches(const Task& task) {
  std::vector<Touch> all;
  for (const Access& a : task.reads)
    all.push_back({&task, a, false});
  for (const Access& a : task.writes)
    all.push_back({&task, a, true});
  return all;
}

/// Whether two accesses may meet on different threads. Own parts of objects with the same blocks
/// always belong to the same thread.
bool conflict(const Touch& a, const Touch& b) {
  if (a.access.buffer != b.access.buffer || (!a.write && !b.write)) return false;
  const bool same_blocks =
      a.task->base() == b.task->base() && a.task->n_blocks() == b.task->n_blocks();
  return !(a.access.own && b.access.own && same_blocks);
}

bool any_conflict(const std::vector<Touch>& before, const std::vector<Touch>& now) {
  for (const Touch& a : before) {
    for (const Touch& b : now) {
      if (conflict(a, b)) return true;
    }
  }
  return false;
}

bool writes_for(const Task& writer, const Task& reader) {
  for (const Access& w : writer.writes) {
    for (const Access& r : reader.reads) {
      if (w.buffer == r.buffer) return true;
    }
  }
  return false;
}

#ifndef NDEBUG
bool one_writer_each(const std::vector<std::unique_ptr<Task>>& tasks) {
  std::set<std::size_t> written;
  for (const auto& t : tasks) {
    for (const Access& w : t->writes) {
      if (!written.insert(w.buffer).second) return false;
    }
  }
  return true;
}
#endif

}  // namespace

Schedule::Schedule(std::vector<std::unique_ptr<Task>> tasks, std::vector<std::string> buffer_names)
    : tasks_(std::move(tasks)), buffer_names_(std::move(buffer_names)) {
  assert(one_writer_each(tasks_));
  for (const auto& t : tasks_)
    n_blocks_ = std::max(n_blocks_, t->base() + t->n_blocks());
  for (Phase phase :
       {Phase::deliver_past, Phase::evaluate_levels, Phase::propagate, Phase::record}) {
    make_levels(phase);
  }
  place_barriers();
}

void Schedule::make_levels(Phase phase) {
  std::vector<Task*> waiting;
  for (const auto& t : tasks_) {
    if (t->phase() == phase) waiting.push_back(t.get());
  }
  while (!waiting.empty()) {
    Level level{phase, false, {}};
    std::vector<Task*> later;
    for (Task* t : waiting) {
      const bool ready = std::none_of(waiting.begin(), waiting.end(), [&](const Task* other) {
        return other != t && writes_for(*other, *t);
      });
      (ready ? level.tasks : later).push_back(t);
    }
    assert(!level.tasks.empty());  // build() has refused cycles
    levels_.push_back(std::move(level));
    waiting = std::move(later);
  }
}

// A step follows a step, so the walk goes round twice: what the end of a step leaves unsettled
// meets the beginning of the next.
void Schedule::place_barriers() {
  std::vector<Touch> since;
  for (int round = 0; round < 2; ++round) {
    for (Level& level : levels_) {
      std::vector<Touch> now;
      for (const Task* t : level.tasks) {
        const std::vector<Touch> more = touches(*t);
        now.insert(now.end(), more.begin(), more.end());
      }
      if (level.barrier_before || any_conflict(since, now)) {
        level.barrier_before = true;
        since.clear();
      }
      since.insert(since.end(), now.begin(), now.end());
    }
  }
}

std::string Schedule::text() const {
  std::string out;
  auto names = [&](const std::vector<Access>& accesses) {
    std::string list;
    for (const Access& a : accesses) {
      list += (list.empty() ? "" : ", ") + buffer_names_[a.buffer] + (a.own ? "" : " (all)");
    }
    return list.empty() ? std::string("-") : list;
  };
  for (const Level& level : levels_) {
    out += std::string(phase_name(level.phase)) + (level.barrier_before ? "  [barrier]\n" : "\n");
    for (const Task* t : level.tasks) {
      out += "  " + t->name() + "  blocks " + std::to_string(t->n_blocks()) + "  reads " +
             names(t->reads) + "  writes " + names(t->writes) + "\n";
    }
  }
  return out;
}

}  // namespace rheo
