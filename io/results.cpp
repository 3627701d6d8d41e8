#include "io/results.h"

#include <cassert>
#include <exception>
#include <optional>
#include <utility>

#include "io/npz_writer.h"
#include "io/results_directory.h"
#include "io/scores.h"
#include "io/writer_thread.h"

namespace rheo {

namespace {

/// Passes on to a sink that it does not own.
class Link final : public ChunkSink {
 public:
  explicit Link(ChunkSink& to) : to_(to) {}
  void put(Chunk&& chunk) override { to_.put(std::move(chunk)); }
  void finish(std::int64_t last_step) override { to_.finish(last_step); }

 private:
  ChunkSink& to_;
};

/// The estimator that stands between the probe's spikes and its samples; null: none does.
const Registry<Catalog::MakeEstimator>::Entry* estimator_of(const ProbeSpec& probe,
                                                            const Catalog& catalog) {
  if (probe.record != "rate" || !probe.filter) return nullptr;
  return catalog.rate_filters.find(probe.filter->model);
}

/// One probe's way from the run to its file: queue -> estimator? -> scores? -> writer.
struct Lane {
  std::string probe;
  std::unique_ptr<ProbeWriter> writer;
  std::vector<std::unique_ptr<ScoreSink>> scores;
  std::unique_ptr<ChunkSink> estimator;
  std::unique_ptr<QueuedSink> entry;

  /// The stage that samples enter.
  ChunkSink& after_estimator() {
    if (scores.empty()) return *writer;
    return *scores.back();
  }
  ChunkSink& first() { return estimator ? *estimator : after_estimator(); }
};

Manifest start_manifest(const NetworkSpec& spec, const Network& network, std::string text) {
  Manifest m;
  m.started = utc_now();
  m.neurons = network.neurons();
  m.synapses = network.synapses();
  m.dt = spec.simulation.dt;
  m.seed = spec.simulation.seed;
  m.precision = spec.simulation.precision;
  m.warnings = network.warnings;
  m.decodings = network.decodings;
  m.network = std::move(text);
  return m;
}

ManifestProbe manifest_probe(const ProbeSpec& spec, const ProbeFile& file, ResultFormat format) {
  ManifestProbe entry;
  entry.name = spec.name;
  entry.of = spec.of.object;
  entry.record = spec.record;
  entry.file = file.file;
  entry.kind = file.kind == RowKind::spikes ? "spikes" : "samples";
  entry.columns = column_names(format, file);
  return entry;
}

}  // namespace

class Results::Impl {
 public:
  Impl(const std::filesystem::path& path, const NetworkSpec& spec, const Network& network,
       const Catalog& catalog, const ResultOptions& options);
  ~Impl();
  ChunkSink& sink(const std::string& name);
  void connect(Simulation& simulation);
  void finish(const RunSummary& summary, RunStatus status);

  std::vector<Score> scores;
  ResultsDirectory directory;

 private:
  void add_lane(const ProbePlan& plan, const NetworkSpec& spec, const Catalog& catalog,
                const ProbeFile& file, ResultFormat format);
  void close(const std::optional<RunSummary>& summary, RunStatus status);
  void close_files();
  void save_learned(const std::vector<LearnedArray>& learned);
  void note(std::exception_ptr error);

  Manifest manifest_;
  std::vector<Lane> lanes_;
  std::exception_ptr error_;  // the first
  bool finished_ = false;
  std::unique_ptr<WriterThread> thread_;  // last: ends before what it writes to
};

Results::Impl::Impl(const std::filesystem::path& path, const NetworkSpec& spec,
                    const Network& network, const Catalog& catalog, const ResultOptions& options)
    : directory(path, options.overwrite),
      manifest_(start_manifest(spec, network, options.network_text)) {
  std::vector<ProbeFile> files;
  for (const ProbePlan& plan : network.probes) {
    const bool events = plan.spec.record == "spikes";
    const bool counts = events && plan.of.index < network.populations.size() &&
                        network.populations[plan.of.index].model->negative();
    files.push_back({plan.spec.name, plan.spec.name + "." + format_name(options.format),
                     events ? RowKind::spikes : RowKind::samples, plan.elements, manifest_.dt,
                     counts});
    manifest_.probes.push_back(manifest_probe(plan.spec, files.back(), options.format));
  }
  for (const ProbeFile& file : files)
    directory.check_free(file.file);
  if (!network.learning.empty()) directory.check_free(kLearnedName);
  directory.replace(kManifestName, manifest_text(manifest_));
  directory.remove_old();
  try {
    for (std::size_t p = 0; p < files.size(); ++p) {
      add_lane(network.probes[p], spec, catalog, files[p], options.format);
    }
  } catch (...) {
    close(std::nullopt, RunStatus::failed);
    throw;
  }
  thread_ = std::make_unique<WriterThread>(options.queue_bytes, [this] {
    for (Lane& lane : lanes_)
      lane.writer->flush();
  });
  for (Lane& lane : lanes_)
    lane.entry = std::make_unique<QueuedSink>(*thread_, lane.first());
}

void Results::Impl::add_lane(const ProbePlan& plan, const NetworkSpec& spec, const Catalog& catalog,
                             const ProbeFile& file, ResultFormat format) {
  Lane lane;
  lane.probe = plan.spec.name;
  lane.writer = make_probe_writer(format, directory.descriptor(), directory.path(), file);
  for (const ScoreSpec& score : spec.scores) {
    if (score.of != lane.probe) continue;
    lane.scores.push_back(std::make_unique<ScoreSink>(score, lane.after_estimator()));
  }
  const auto* estimator = estimator_of(plan.spec, catalog);
  if (estimator != nullptr) {
    lane.estimator = estimator->make(plan.spec, file.dt, file.elements,
                                     std::make_unique<Link>(lane.after_estimator()));
  }
  lanes_.push_back(std::move(lane));
}

Results::Impl::~Impl() {
  if (!finished_) close(std::nullopt, RunStatus::failed);
}

ChunkSink& Results::Impl::sink(const std::string& name) {
  for (Lane& lane : lanes_) {
    if (lane.probe == name) return *lane.entry;
  }
  assert(false && "no such probe");
  return *lanes_.front().entry;
}

void Results::Impl::connect(Simulation& simulation) {
  for (Lane& lane : lanes_)
    simulation.connect(lane.probe, *lane.entry);
}

void Results::Impl::note(std::exception_ptr error) {
  if (!error_) error_ = std::move(error);
}

void Results::Impl::close_files() {
  try {
    if (thread_) thread_->join();
  } catch (...) {
    note(std::current_exception());
  }
  for (Lane& lane : lanes_) {
    try {
      lane.writer->close();
    } catch (...) {
      note(std::current_exception());
    }
  }
}

void Results::Impl::save_learned(const std::vector<LearnedArray>& learned) {
  if (learned.empty()) return;
  std::vector<std::pair<std::string, Array>> arrays;
  for (const LearnedArray& a : learned)
    arrays.emplace_back(a.name, a.values);
  try {
    directory.replace(kLearnedName, npz_bytes(arrays));
  } catch (...) {
    note(std::current_exception());
  }
}

/// Closes and writes what there is to write; keeps the first error.
void Results::Impl::close(const std::optional<RunSummary>& summary, RunStatus status) {
  finished_ = true;
  close_files();
  if (summary) save_learned(summary->learned);
  for (std::size_t p = 0; p < lanes_.size(); ++p) {
    manifest_.probes[p].rows = lanes_[p].writer->rows();
    for (const auto& score : lanes_[p].scores)
      scores.push_back(score->score());
  }
  manifest_.status = error_ ? RunStatus::failed : status;
  manifest_.summary = summary;
  if (summary) manifest_.synapses = summary->synapses;
  manifest_.scores = scores;
  try {
    directory.replace(kManifestName, manifest_text(manifest_));
  } catch (...) {
    note(std::current_exception());
  }
}

void Results::Impl::finish(const RunSummary& summary, RunStatus status) {
  assert(!finished_);
  close(summary, status);
  if (error_ && status != RunStatus::failed) std::rethrow_exception(error_);
}

Results::Results(const std::filesystem::path& path, const NetworkSpec& spec, const Network& network,
                 const Catalog& catalog, const ResultOptions& options)
    : impl_(std::make_unique<Impl>(path, spec, network, catalog, options)) {}

Results::~Results() = default;

void Results::connect(Simulation& simulation) {
  impl_->connect(simulation);
}
ChunkSink& Results::sink(const std::string& name) {
  return impl_->sink(name);
}
void Results::finish(const RunSummary& summary, RunStatus status) {
  impl_->finish(summary, status);
}
const std::vector<Score>& Results::scores() const noexcept {
  return impl_->scores;
}
const std::string& Results::path() const noexcept {
  return impl_->directory.path();
}

}  // namespace rheo
