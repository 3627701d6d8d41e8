#include "engine/simulation.h"

#include <omp.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <exception>
#include <stdexcept>
#include <tuple>
#include <utility>

#include "engine/core.h"
#include "engine/phase_clock.h"
#include "engine/record_task.h"
#include "engine/schedule.h"
#include "engine/team.h"
#include "engine/team_size.h"
#include "engine/text.h"
#include "engine/work_model.h"
#include "engine/worker.h"

namespace rheo {
namespace {

using Clock = std::chrono::steady_clock;

constexpr double kSliceSeconds = 0.02;    // between looks at probes, signals and progress
constexpr std::int64_t kFirstSlice = 16;  // steps; then doubled until it lasts kSliceSeconds
constexpr std::int64_t kLongestSlice = 1 << 16;
constexpr std::size_t kSliceNumbers = std::size_t{1} << 23;  // sampled values kept between looks
constexpr std::int64_t kTimedStride = 64;  // small networks read the clock in one step of 64

/// As many steps as fill no more than kSliceNumbers, so that wide probes stay within memory.
std::int64_t longest_slice(const Network& network) {
  std::size_t per_step = 1;
  for (const ProbePlan& p : network.probes) {
    if (p.spec.record != "spikes") {
      per_step += p.elements.size() / static_cast<std::size_t>(p.spec.every);
    }
  }
  const auto steps = static_cast<std::int64_t>(kSliceNumbers / per_step);
  return std::clamp<std::int64_t>(steps, 1, kLongestSlice);
}

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

}  // namespace

class Simulation::Impl {
 public:
  Impl(std::shared_ptr<const Network> network, const Catalog& catalog, const RunOptions& options);

  void connect(const std::string& probe, ChunkSink& sink);
  std::int64_t run(std::int64_t steps, const SliceObserver& observer);
  void finish();
  void reset();
  void make_schedule();

  std::shared_ptr<const Network> network_;
  const Catalog& catalog_;
  RunOptions options_;
  Isa isa_;
  std::unique_ptr<Core> core_;
  std::vector<std::unique_ptr<Task>> tasks_;  // until the schedule is made
  Schedule schedule_;
  bool scheduled_ = false;
  int threads_ = 1;
  Ownership ownership_{{}, 1};
  std::string thread_choice_;
  std::int64_t step_ = 0;
  double run_seconds_ = 0;
  double halved_seconds_ = 0;  // of these, with half the threads
  PhaseClock clock_;

 private:
  struct Connected {
    std::unique_ptr<Recorder> recorder;
    ChunkSink* sink;
  };

  void work(int thread, Team& team);
  std::int64_t whole_slice(std::int64_t steps) const;
  void end_slice(std::int64_t reached, Team& team);
  void plan_slice(std::int64_t steps, Team& team);
  void flush();

  std::vector<Connected> probes_;
  std::int64_t exchange_steps_ = 1;
  std::int64_t longest_slice_ = kLongestSlice;
  // Shared by the team between slices; written by the first thread between two barriers.
  std::int64_t goal_ = 0;
  std::int64_t slice_ = 1;
  TeamSize team_size_;
  const SliceObserver* observer_ = nullptr;
  std::exception_ptr failure_;
  Clock::time_point slice_start_;
};

Simulation::Impl::Impl(std::shared_ptr<const Network> network, const Catalog& catalog,
                       const RunOptions& options)
    : network_(std::move(network)),
      catalog_(catalog),
      options_(options),
      isa_(options.isa ? *options.isa : select_isa()),
      core_(make_core(*network_, isa_)),
      tasks_(core_->take_tasks()) {}

void Simulation::Impl::connect(const std::string& probe, ChunkSink& sink) {
  if (scheduled_) throw std::logic_error("probes are connected before the first run");
  for (const ProbePlan& plan : network_->probes) {
    if (plan.spec.name != probe) continue;
    Core::Probed probed = core_->probe(plan);
    const std::string& record = plan.spec.record;
    const auto* entry = catalog_.probes.find(record);
    if (entry == nullptr) entry = catalog_.probes.find("state");
    if (entry == nullptr) throw std::logic_error("the catalog has no probe " + record);
    auto recorder = entry->make(RecorderRequest{plan.spec, std::move(probed.source), plan.elements,
                                                network_->simulation.dt, isa_, catalog_});
    auto task = std::make_unique<RecordTask>(probe, probed.base, *recorder, probed.in_one);
    task->reads = std::move(probed.reads);
    tasks_.push_back(std::move(task));
    probes_.push_back({std::move(recorder), &sink});
    return;
  }
  throw std::logic_error("there is no probe " + probe);
}

void Simulation::Impl::make_schedule() {
  if (scheduled_) return;
  schedule_ = Schedule(std::move(tasks_), core_->buffer_names());
  scheduled_ = true;
  threads_ = options_.threads > 0 ? options_.threads : network_->simulation.threads;
  thread_choice_ = "asked for";
  if (threads_ <= 0) std::tie(threads_, thread_choice_) = threads_for(*network_, schedule_);
  ownership_ = Ownership(core_->populations(), static_cast<std::size_t>(threads_));
  core_->build_synapses(ownership_);
  exchange_steps_ = schedule_.exchange_steps();
  clock_.set_stride(schedule_.n_blocks() < 16 ? kTimedStride : 1);
  longest_slice_ = longest_slice(*network_);
}

std::int64_t Simulation::Impl::run(std::int64_t steps, const SliceObserver& observer) {
  make_schedule();
  if (steps <= 0) return step_;
  goal_ = step_ + steps;
  slice_ = options_.slice_steps > 0 ? options_.slice_steps : whole_slice(kFirstSlice);
  slice_ = std::min(slice_, steps);
  observer_ = &observer;
  failure_ = nullptr;
  const Clock::time_point start = Clock::now();
  slice_start_ = start;
  std::unique_ptr<Team> team;
#pragma omp parallel num_threads(threads_)
  {
    const int threads = omp_get_num_threads();
#pragma omp single
    {
      team = std::make_unique<Team>(threads, available_cores());
      team->resize(team_size_.now());
    }
    work(omp_get_thread_num(), *team);
  }
  run_seconds_ += seconds_since(start);
  if (failure_) std::rethrow_exception(failure_);
  return step_;
}

void Simulation::Impl::work(int thread, Team& team) {
  while (team.wait_for_work(thread)) {
    // A smaller team than was asked for has the same shares.
    const auto share = [&](int t) {
      return static_cast<std::size_t>(threads_) * static_cast<std::size_t>(t) /
             static_cast<std::size_t>(team.threads());
    };
    Worker worker(schedule_, ownership_, share(thread), share(thread + 1), team.barrier(),
                  thread == 0 ? &clock_ : nullptr);
    const std::int64_t until = step_ + slice_;
    worker.run(step_, until);
    Barrier& end = team.slice_barrier();
    end.wait();
    if (thread == 0) end_slice(until, team);
    end.wait();
  }
}

// About so many steps: as many exchanges as go in, at least one, but never more than the longest.
std::int64_t Simulation::Impl::whole_slice(std::int64_t steps) const {
  const std::int64_t exchange = std::min(exchange_steps_, longest_slice_);
  return std::clamp(steps, exchange, longest_slice_) / exchange * exchange;
}

// On the first thread, while the others wait.
void Simulation::Impl::end_slice(std::int64_t reached, Team& team) {
  const std::int64_t steps = reached - step_;
  step_ = reached;
  bool stop = false;
  try {
    flush();
    if (const auto t = core_->trouble()) {
      throw NumericalError(t->where, t->step, t->value);
    }
    stop = *observer_ && !(*observer_)(reached);
  } catch (...) {
    failure_ = std::current_exception();
    stop = true;
  }
  if (stop || reached == goal_) return team.end();
  plan_slice(steps, team);
}

// The next one, by what the last one took.
void Simulation::Impl::plan_slice(std::int64_t steps, Team& team) {
  if (options_.slice_steps <= 0) {
    const double seconds = seconds_since(slice_start_);
    if (seconds < kSliceSeconds / 2) slice_ = whole_slice(slice_ * 2);
    if (seconds > kSliceSeconds * 2) slice_ = whole_slice(slice_ / 2);
    if (team_size_.now() == Team::half) halved_seconds_ += seconds;
    const int others = std::max(1, team.threads() - 1);
    team_size_.note(steps, seconds, team.barrier().take_slept() / others);
    slice_start_ = Clock::now();
  }
  slice_ = std::min(slice_, goal_ - step_);
  if (options_.vary_team) team_size_.turn();
  team.resize(team_size_.now());  // at last, since those who wake go on at once
}

void Simulation::Impl::flush() {
  for (Connected& p : probes_)
    p.recorder->flush(*p.sink);
}

void Simulation::Impl::finish() {
  for (Connected& p : probes_)
    p.sink->finish(step_);
}

void Simulation::Impl::reset() {
  step_ = 0;
  run_seconds_ = 0;
  halved_seconds_ = 0;
  clock_.reset();
  core_->reset();
  for (Connected& p : probes_)
    p.recorder->reset();
}

Simulation::Simulation(std::shared_ptr<const Network> network, const Catalog& catalog,
                       const RunOptions& options)
    : impl_(std::make_unique<Impl>(std::move(network), catalog, options)) {}
Simulation::~Simulation() = default;

void Simulation::connect(const std::string& probe, ChunkSink& sink) {
  impl_->connect(probe, sink);
}
void Simulation::prepare() {
  impl_->make_schedule();
}
std::uint64_t Simulation::synapses() const {
  return impl_->core_->synapses() + stored_weights(*impl_->network_);
}
std::int64_t Simulation::run(std::int64_t steps, const SliceObserver& observer) {
  return impl_->run(steps, observer);
}
void Simulation::finish() {
  impl_->finish();
}
void Simulation::reset() {
  impl_->reset();
}
std::int64_t Simulation::step() const noexcept {
  return impl_->step_;
}
int Simulation::threads() const noexcept {
  return impl_->threads_;
}
Isa Simulation::isa() const noexcept {
  return impl_->isa_;
}
std::string Simulation::thread_choice() const {
  std::string why = impl_->thread_choice_;
  const double halved = std::round(10 * impl_->halved_seconds_) / 10;
  if (halved > 0) why += ", half of them for " + number_text(halved) + " s";
  return why;
}
std::uint64_t Simulation::spike_hash() const {
  return impl_->core_->spike_hash();
}
std::uint64_t Simulation::state_hash() const {
  return impl_->core_->state_hash();
}
std::vector<LearnedArray> Simulation::learned() const {
  return impl_->core_->learned();
}
std::uint64_t Simulation::synaptic_operations() const {
  return impl_->core_->synaptic_operations();
}
std::array<double, kPhases> Simulation::phase_seconds() const {
  return impl_->clock_.seconds(impl_->step_);
}
double Simulation::run_seconds() const noexcept {
  return impl_->run_seconds_;
}

std::vector<PopulationCount> Simulation::counts() const {
  std::vector<PopulationCount> all;
  for (std::size_t p = 0; p < impl_->network_->populations.size(); ++p) {
    const PopulationPlan& plan = impl_->network_->populations[p];
    all.push_back({plan.name, plan.model->spiking(), plan.neurons, impl_->core_->spikes(p)});
  }
  return all;
}

std::string Simulation::schedule_text() const {
  impl_->make_schedule();
  return impl_->schedule_.text();
}

}  // namespace rheo
