// The threads of a run: where they meet, and how many of them work.
#include <doctest/doctest.h>

#include <array>
#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

#include "engine/team.h"
#include "engine/team_size.h"

namespace rheo {
namespace {

/// Runs `body(thread)` on so many threads.
template <class Body>
void on_threads(int threads, const Body& body) {
  std::vector<std::thread> all;
  for (int t = 0; t < threads; ++t)
    all.emplace_back(body, t);
  for (std::thread& t : all)
    t.join();
}

/// A machine on which a step takes so long, and threads sleep such a part of the time where all
/// work.
struct Machine {
  double pace_all;   // s
  double pace_half;  // s
  double slept;

  void slice(TeamSize& size) const {
    constexpr double kSeconds = 0.02;
    const bool all = size.now() == Team::all;
    size.note(static_cast<std::int64_t>(kSeconds / (all ? pace_all : pace_half)), kSeconds,
              all ? slept * kSeconds : 0);
  }
  /// Slices until the size is `wanted`, at most 1000.
  int slices_until(TeamSize& size, Team::Size wanted) const {
    int n = 0;
    for (; n < 1000 && size.now() != wanted; ++n)
      slice(size);
    return n;
  }
  /// The part of so many slices that is done by half the threads.
  double part_of_half(TeamSize& size, int slices) const {
    int half = 0;
    for (int n = 0; n < slices; ++n) {
      half += size.now() == Team::half ? 1 : 0;
      slice(size);
    }
    return half / static_cast<double>(slices);
  }
};

}  // namespace

TEST_CASE("a barrier lets nobody through before all have come, whether they sleep or not") {
  for (bool spin : {true, false}) {
    constexpr int kThreads = 3;
    constexpr int kRounds = 300;
    Barrier barrier(kThreads, spin);
    std::array<std::atomic<int>, kRounds> came{};
    std::atomic<int> early{0};
    on_threads(kThreads, [&](int thread) {
      for (int r = 0; r < kRounds; ++r) {
        ++came[static_cast<std::size_t>(r)];
        if (r % 2 == 0) {
          barrier.wait();
        } else {
          // What lies between arriving and waiting is done while others are still to come.
          const Barrier::Arrival mine = barrier.arrive();
          if ((r + thread) % 5 == 0) std::this_thread::yield();
          barrier.wait(mine);
        }
        if (came[static_cast<std::size_t>(r)] != kThreads) ++early;
      }
    });
    CHECK(early == 0);
  }
}

TEST_CASE("what threads sleep at a barrier is known") {
  constexpr std::chrono::milliseconds kLate{20};
  for (bool spin : {true, false}) {
    Barrier barrier(3, spin);
    double slept = 0;
    // Once is enough, unless the others came late, too.
    for (int round = 0; round < 100 && !(slept > 0.001); ++round) {
      on_threads(3, [&](int thread) {
        if (thread == 0) std::this_thread::sleep_for(kLate);
        barrier.wait();
      });
      slept = barrier.take_slept();
    }
    CHECK(slept > 0.001);
    CHECK(barrier.take_slept() == 0);
  }
}

TEST_CASE("threads that are not wanted sleep until they are, or the run ends") {
  constexpr int kThreads = 5;
  constexpr int kRounds = 60;
  Team team(kThreads, 1);
  std::array<std::atomic<int>, kRounds> worked{};
  std::array<int, kRounds> wanted{};
  int round = 0;  // as the slices of a run: the first thread's, between two barriers
  on_threads(kThreads, [&](int thread) {
    while (team.wait_for_work(thread)) {
      ++worked[static_cast<std::size_t>(round)];
      team.barrier().wait();
      Barrier& end = team.slice_barrier();
      end.wait();
      if (thread == 0) {
        wanted[static_cast<std::size_t>(round)] = team.threads();
        if (++round == kRounds) {
          team.end();
        } else {
          team.resize(round % 7 < 3 ? Team::half : Team::all);
        }
      }
      end.wait();
    }
  });
  for (int r = 0; r < kRounds; ++r) {
    CHECK(worked[static_cast<std::size_t>(r)] == wanted[static_cast<std::size_t>(r)]);
    CHECK(wanted[static_cast<std::size_t>(r)] == (r > 0 && r % 7 < 3 ? 3 : 5));
  }
}

TEST_CASE("a team that waits for nobody, or for no time worth mention, stays whole") {
  TeamSize size;
  CHECK(Machine{1e-4, 1e-5, 0.2}.part_of_half(size, 1000) == 0);
}

TEST_CASE("half the threads go on where all are slower, and all come back when they are not") {
  const Machine busy{2e-4, 1e-4, 0.5};
  const Machine quiet{0.6e-4, 1e-4, 0};
  TeamSize size;
  CHECK(busy.slices_until(size, Team::half) <= 5);
  CHECK(busy.part_of_half(size, 4000) > 0.95);  // trials of all become rare
  CHECK(quiet.slices_until(size, Team::all) < 140);
  CHECK(quiet.part_of_half(size, 1000) == 0);
  CHECK(busy.slices_until(size, Team::half) <= 5);
}

TEST_CASE("half the threads that are no faster are tried ever more rarely") {
  TeamSize size;
  CHECK(Machine{1e-4, 1.1e-4, 0.5}.part_of_half(size, 4000) < 0.02);
  CHECK(size.now() == Team::all);
}

}  // namespace rheo
