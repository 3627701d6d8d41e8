#include "engine/schedule.h"

#include <algorithm>
#include <cassert>
#include <limits>
#include <map>
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
  if (a.access.kept && !a.write) return false;
  const bool same_blocks =
      (a.task->base() == b.task->base() && a.task->n_blocks() == b.task->n_blocks()) ||
      a.task->by_owner || b.task->by_owner;
  return !(a.access.own && b.access.own && same_blocks);
}

/// What was touched since the last barrier, by buffer.
using Touched = std::map<std::size_t, std::vector<Touch>>;

bool any_conflict(const Touched& before, const std::vector<Touch>& now) {
  return std::any_of(now.begin(), now.end(), [&](const Touch& b) {
    const auto at = before.find(b.access.buffer);
    return at != before.end() && std::any_of(at->second.begin(), at->second.end(),
                                             [&](const Touch& a) { return conflict(a, b); });
  });
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
    std::fill(first_.begin() + static_cast<std::ptrdiff_t>(phase) + 1, first_.end(),
              levels_.size());
  }
  place_barriers();
}

// A task's level is one more than the highest of those that write what it reads.
void Schedule::make_levels(Phase phase) {
  std::map<std::size_t, Task*> writer;  // by buffer
  std::map<Task*, std::size_t> waiting;
  std::map<Task*, std::vector<Task*>> readers;
  std::vector<Task*> ready;
  for (const auto& t : tasks_) {
    if (t->phase() != phase) continue;
    for (const Access& w : t->writes)
      writer[w.buffer] = t.get();
  }
  for (const auto& t : tasks_) {
    if (t->phase() != phase) continue;
    std::set<Task*> before;
    for (const Access& r : t->reads) {
      const auto at = writer.find(r.buffer);
      if (at != writer.end() && at->second != t.get()) before.insert(at->second);
    }
    for (Task* w : before)
      readers[w].push_back(t.get());
    waiting[t.get()] = before.size();
    if (before.empty()) ready.push_back(t.get());
  }
  while (!ready.empty()) {
    Level level{phase, false, ready};
    ready.clear();
    for (Task* done : level.tasks) {
      for (Task* t : readers[done]) {
        if (--waiting[t] == 0) ready.push_back(t);
      }
    }
    levels_.push_back(std::move(level));
  }
}

// A step follows a step, so the walk goes round twice: what the end of a step leaves unsettled
// meets the beginning of the next.
void Schedule::place_barriers() {
  Touched since;
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
      for (const Touch& t : now)
        since[t.access.buffer].push_back(t);
    }
  }
}

std::size_t Schedule::n_barriers() const noexcept {
  return static_cast<std::size_t>(std::count_if(levels_.begin(), levels_.end(),
                                                [](const Level& l) { return l.barrier_before; }));
}

bool Schedule::meets_elsewhere() const noexcept {
  return std::any_of(levels_.begin(), levels_.end(), [](const Level& l) {
    return l.barrier_before && l.phase != Phase::propagate;
  });
}

std::int64_t Schedule::exchange_steps() const noexcept {
  if (meets_elsewhere()) return 1;
  std::int64_t steps = std::numeric_limits<std::int64_t>::max();
  for (const Level& level : levels(Phase::propagate)) {
    for (const Task* t : level.tasks)
      steps = std::min(steps, t->slack);
  }
  return levels(Phase::propagate).empty() ? 1 : steps;
}

// Without a barrier elsewhere no two other verbs touch parts of one another, in whichever order
// threads come to them.
bool Schedule::exchanges_late() const noexcept {
  const std::span<const Level> exchange = levels(Phase::propagate);
  return exchange.size() == 1 && exchange[0].barrier_before && !meets_elsewhere() &&
         std::all_of(exchange[0].tasks.begin(), exchange[0].tasks.end(),
                     [](const Task* t) { return t->late; });
}

std::string Schedule::text() const {
  std::string out;
  const std::int64_t steps = exchange_steps();
  const bool late = exchanges_late();
  auto names = [&](const std::vector<Access>& accesses) {
    std::string list;
    for (const Access& a : accesses) {
      list += (list.empty() ? "" : ", ") + buffer_names_[a.buffer] + (a.own ? "" : " (all)");
    }
    return list.empty() ? std::string("-") : list;
  };
  for (const Level& level : levels_) {
    out += std::string(phase_name(level.phase)) + (level.barrier_before ? "  [barrier]" : "");
    if (level.phase == Phase::propagate && steps > 1) {
      out += "  [every " + std::to_string(steps) + " steps]";
    }
    if (level.phase == Phase::propagate && late) out += "  [behind the next deliver_past]";
    out += "\n";
    for (const Task* t : level.tasks) {
      out += "  " + t->name() + "  blocks " + std::to_string(t->n_blocks()) + "  reads " +
             names(t->reads) + "  writes " + names(t->writes) + "\n";
    }
  }
  return out;
}

}  // namespace rheo
