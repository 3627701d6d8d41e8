#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>

#include "engine/recorder.h"

namespace rheo {

/// A thread that hands chunks to their sinks, so that a run computes while it writes. The queue is
/// bounded: who records faster than the disk takes waits. What a sink throws is thrown to whoever
/// pushes next, and at the end; what is queued then is dropped.
class WriterThread {
 public:
  /// `max_bytes`: what the queue may hold (one chunk is taken whatever its size). `tidy` is called
  /// by the thread about once a second, however much or little there is to write.
  WriterThread(std::size_t max_bytes, std::function<void()> tidy);
  ~WriterThread();
  WriterThread(const WriterThread&) = delete;
  WriterThread& operator=(const WriterThread&) = delete;

  void put(ChunkSink& sink, Chunk&& chunk);
  void finish(ChunkSink& sink, std::int64_t last_step);
  /// Waits until everything was handed over; then the thread ends. Throws what a sink threw.
  void join();

 private:
  using Clock = std::chrono::steady_clock;
  struct Job {
    ChunkSink* sink = nullptr;
    Chunk chunk;
    std::int64_t last_step = -1;  // not -1: finish
    std::size_t bytes = 0;
  };
  void push(Job&& job);
  void work();
  bool take(Job& job, Clock::time_point until);
  void release(std::size_t bytes);

  const std::size_t max_bytes_;
  std::function<void()> tidy_;
  std::mutex mutex_;
  std::condition_variable filled_;
  std::condition_variable drained_;
  std::deque<Job> queue_;
  std::size_t bytes_ = 0;
  bool ending_ = false;
  std::exception_ptr error_;
  std::thread thread_;
};

/// What a connected probe sees: a sink that queues for another one.
class QueuedSink final : public ChunkSink {
 public:
  QueuedSink(WriterThread& thread, ChunkSink& sink) : thread_(thread), sink_(sink) {}
  void put(Chunk&& chunk) override { thread_.put(sink_, std::move(chunk)); }
  void finish(std::int64_t last_step) override { thread_.finish(sink_, last_step); }

 private:
  WriterThread& thread_;
  ChunkSink& sink_;
};

}  // namespace rheo
