#include "io/writer_thread.h"

#include <chrono>
#include <utility>
#include <variant>

namespace rheo {

namespace {

constexpr std::chrono::seconds kTidyEvery{1};

std::size_t bytes_of(const Chunk& chunk) {
  if (const auto* s = std::get_if<SpikeChunk>(&chunk)) {
    return s->step.size() * (sizeof(s->step[0]) + sizeof(s->neuron[0]) + sizeof(s->count[0]));
  }
  const auto& s = std::get<SampleChunk>(chunk);
  return s.step.size() * sizeof(s.step[0]) + s.values.size() * sizeof(s.values[0]);
}

}  // namespace

WriterThread::WriterThread(std::size_t max_bytes, std::function<void()> tidy)
    : max_bytes_(max_bytes), tidy_(std::move(tidy)), thread_([this] { work(); }) {}

WriterThread::~WriterThread() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  filled_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void WriterThread::put(ChunkSink& sink, Chunk&& chunk) {
  const std::size_t bytes = bytes_of(chunk);
  push({&sink, std::move(chunk), -1, bytes});
}

void WriterThread::finish(ChunkSink& sink, std::int64_t last_step) {
  push({&sink, SpikeChunk{}, last_step, 0});
}

void WriterThread::push(Job&& job) {
  std::unique_lock lock(mutex_);
  drained_.wait(lock, [&] { return error_ || queue_.empty() || bytes_ + job.bytes <= max_bytes_; });
  if (error_) std::rethrow_exception(error_);
  bytes_ += job.bytes;
  queue_.push_back(std::move(job));
  lock.unlock();
  filled_.notify_one();
}

void WriterThread::join() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  filled_.notify_one();
  if (thread_.joinable()) thread_.join();
  if (error_) std::rethrow_exception(error_);
}

/// Takes the next job, or none after a second without. False: the thread's work is done.
bool WriterThread::take(Job& job, Clock::time_point until) {
  std::unique_lock lock(mutex_);
  filled_.wait_until(lock, until, [&] { return ending_ || !queue_.empty(); });
  if (queue_.empty()) {
    job = {};
    return !ending_;
  }
  job = std::move(queue_.front());
  queue_.pop_front();
  return true;
}

void WriterThread::work() {
  auto tidied = Clock::now();
  Job job;
  try {
    while (take(job, tidied + kTidyEvery)) {
      if (job.last_step >= 0) {
        job.sink->finish(job.last_step);
      } else if (job.sink != nullptr) {
        job.sink->put(std::move(job.chunk));
      }
      release(job.bytes);
      if (Clock::now() < tidied + kTidyEvery) continue;
      tidy_();
      tidied = Clock::now();
    }
  } catch (...) {
    const std::lock_guard lock(mutex_);
    error_ = std::current_exception();
    queue_.clear();
  }
  drained_.notify_all();
}

/// A chunk counts until it is written: the bound is on what is in memory.
void WriterThread::release(std::size_t bytes) {
  {
    const std::lock_guard lock(mutex_);
    bytes_ -= bytes;
  }
  drained_.notify_all();
}

}  // namespace rheo
