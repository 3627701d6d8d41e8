#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "engine/recorder.h"

namespace rheo {

enum class ResultFormat { csv, npy };

/// What a probe's file holds: one row a spike (or, with counts, one a neuron that fired in a step),
/// or one row a sample.
enum class RowKind { spikes, samples };

/// What a writer needs to know of a probe.
struct ProbeFile {
  std::string probe;
  std::string file;  // name in the results directory
  RowKind kind = RowKind::spikes;
  std::vector<std::uint32_t> elements;  // columns of sampled values
  double dt = 1e-3;
  bool counts = false;  // spikes: with a column for their number, which may be negative
};

/// Writes what one probe recorded into one file, as it comes.
class ProbeWriter : public ChunkSink {
 public:
  /// Makes everything written so far readable by others.
  virtual void flush() = 0;
  /// After this nothing can be put. Called once, also after a failure: leaves a readable file.
  virtual void close() = 0;
  void finish(std::int64_t) override {}

  /// Rows in the file, once flushed.
  virtual std::int64_t rows() const noexcept = 0;
};

/// Creates the file in the open directory `directory`; `path` is that directory for messages.
std::unique_ptr<ProbeWriter> make_probe_writer(ResultFormat format, int directory,
                                               const std::string& path, const ProbeFile& probe);

/// Names of the file's columns, in order.
std::vector<std::string> column_names(ResultFormat format, const ProbeFile& probe);

/// "csv" or "npy": the format's name and the ending of its files.
std::string format_name(ResultFormat format);

}  // namespace rheo
