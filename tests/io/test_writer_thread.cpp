#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <thread>

#include "engine/error.h"
#include "io/writer_thread.h"
#include "tests/support/memory_sink.h"

using namespace rheo;

namespace {

/// Takes `pause` for each chunk, and throws at number `bad`.
class SlowSink final : public ChunkSink {
 public:
  explicit SlowSink(std::chrono::milliseconds pause, int bad = -1) : pause_(pause), bad_(bad) {}
  void put(Chunk&&) override {
    std::this_thread::sleep_for(pause_);
    if (taken == bad_) throw OutputError("disk full");
    ++taken;
  }
  void finish(std::int64_t) override {}
  std::atomic<int> taken = 0;

 private:
  std::chrono::milliseconds pause_;
  int bad_;
};

SampleChunk chunk_of(std::int64_t step, std::size_t width) {
  return {width, {step}, std::vector<double>(width, static_cast<double>(step))};
}

}  // namespace

TEST_CASE("chunks arrive in order, and finish after them") {
  MemorySink sink;
  WriterThread thread(1000, [] {});
  QueuedSink queued(thread, sink);
  for (std::int64_t step = 1; step <= 500; ++step)
    queued.put(chunk_of(step, 3));
  queued.finish(500);
  thread.join();
  REQUIRE(sink.rows() == 500);
  for (std::size_t row = 0; row < 500; ++row) {
    CHECK(sink.at(row, 2) == static_cast<double>(row + 1));
  }
  CHECK(sink.finished_at == 500);
}

TEST_CASE("who records faster than the disk takes waits") {
  SlowSink sink(std::chrono::milliseconds(2));
  WriterThread thread(3 * 808, [] {});
  for (int k = 1; k <= 40; ++k) {
    thread.put(sink, chunk_of(k, 100));
    // Of 808 bytes each, three are queued or being written, at most.
    CHECK(k - sink.taken <= 4);
  }
  thread.join();
  CHECK(sink.taken == 40);
}

TEST_CASE("a chunk larger than the queue is taken all the same") {
  MemorySink sink;
  WriterThread thread(10, [] {});
  thread.put(sink, chunk_of(1, 1000));
  thread.put(sink, chunk_of(2, 1000));
  thread.join();
  CHECK(sink.rows() == 2);
}

TEST_CASE("what a sink throws comes out at the next push and at the end") {
  SlowSink sink(std::chrono::milliseconds(0), 3);
  WriterThread thread(100, [] {});
  const auto push_many = [&] {
    for (int k = 0; k < 1000; ++k)
      thread.put(sink, chunk_of(k, 100));
  };
  CHECK_THROWS_WITH_AS(push_many(), "disk full", OutputError);
  CHECK_THROWS_AS(thread.finish(sink, 1), OutputError);
  CHECK_THROWS_AS(thread.join(), OutputError);
  CHECK(sink.taken == 3);
}

TEST_CASE("tidy is called about once a second, also when there is nothing to write") {
  std::atomic<int> calls = 0;
  WriterThread thread(100, [&] { ++calls; });
  std::this_thread::sleep_for(std::chrono::milliseconds(2500));
  CHECK(calls >= 1);
  CHECK(calls <= 3);
  thread.join();
}
