#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/bad_number.h"
#include "engine/network.h"
#include "engine/poisson.h"
#include "engine/schedule.h"

namespace rheo {

/// The rate of a drive that changes with time, as of the step whose spikes arrive now.
struct DriveRate {
  PoissonTable table;         // one mean for all, or
  std::vector<double> means;  // (neurons)
};

/// Independent Poisson spikes for each neuron of a population, drawn where they arrive.
template <class Real>
class Drive {
 public:
  /// `rate`: filled in every step by a DriveRateTask; null: the trains' constant rates hold.
  Drive(const DrivePlan& plan, const PoissonTrains& trains, const SimulationSpec& simulation,
        Isa isa, const DriveRate* rate)
      : port_(plan.port),
        delay_(plan.delay),
        key_(bulk_key(draw_key(simulation.seed, "connection", plan.name, "drive"))),
        kernel_(add_poisson_kernel<Real>(isa)),
        rate_(rate),
        weights_(plan.weights.begin(), plan.weights.end()) {
    if (rate_ != nullptr) return;
    for (double r : trains.rates)
      own_.means.push_back(r * simulation.dt);
    if (own_.means.size() > 1) return;
    if (own_.means.front() <= kMostSharedMean) own_.table = make_poisson_table(own_.means.front());
  }

  std::size_t port() const noexcept { return port_; }

  /// Adds to y (n) what arrives at the end of step `step` at the neurons of a block.
  void add(std::size_t block, std::size_t n, std::int64_t step, Real* y) const noexcept {
    if (step <= delay_) return;
    const DriveRate& rate = rate_ != nullptr ? *rate_ : own_;
    const std::size_t first = block * kBlock;
    double same[kBlock];
    PoissonBlock<Real> p;
    if (rate.means.size() > 1) {
      p.mean = rate.means.data() + first;
    } else if (rate.means.front() > kMostSharedMean) {
      std::fill_n(same, n, rate.means.front());
      p.mean = same;
    } else {
      p.table = &rate.table;
    }
    p.key = key_;
    p.first = static_cast<std::uint32_t>(first);
    p.step = step - delay_;
    p.n = static_cast<int>(n);
    p.one_weight = weights_.size() == 1;
    p.weight = weights_.data() + (p.one_weight ? 0 : first);
    p.y = y;
    kernel_(p);
  }

 private:
  std::size_t port_;
  std::int64_t delay_;
  BulkKey key_;
  AddPoissonKernel<Real> kernel_;
  const DriveRate* rate_;
  DriveRate own_;
  std::vector<Real> weights_;  // (1) | (neurons)
};

/// Evaluates the rates of a drive that are expressions of time; one block. A rate that is no number
/// or negative is noted.
class DriveRateTask final : public Task {
 public:
  DriveRateTask(const DrivePlan& plan, const PoissonTrains& trains, double dt, std::size_t base,
                DriveRate& out)
      : Task(plan.name + " rate", Phase::deliver_past, base, 1),
        bad(1),
        trains_(trains),
        dt_(dt),
        delay_(plan.delay),
        out_(out) {
    out_.means.resize(trains.of_time.size());
  }

  void run(std::size_t, std::int64_t step) noexcept override {
    if (step <= delay_) return;
    const double t = static_cast<double>(step - delay_) * dt_;
    for (std::size_t i = 0; i < out_.means.size(); ++i) {
      double mean = -1;
      try {
        mean = trains_.of_time[i].evaluate(t) * dt_;
      } catch (...) {  // an expression without a value at this t
      }
      const bool good = mean >= 0 && mean <= kMostPoissonMean;
      if (!good) note_bad(bad[0], step, i, mean / dt_);
      out_.means[i] = good ? mean : 0;
    }
    if (out_.means.size() == 1 && out_.means.front() <= kMostSharedMean) {
      out_.table = make_poisson_table(out_.means.front());
    }
  }

  BadNumbers bad;  // (1)

 private:
  const PoissonTrains& trains_;
  double dt_;
  std::int64_t delay_;
  DriveRate& out_;
};

}  // namespace rheo
