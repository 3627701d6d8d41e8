#pragma once

#include <string>

#include "io/output_file.h"
#include "io/probe_writer.h"

namespace rheo {

/// Text: a line with the columns' names, then a line a spike (`time_s,neuron`; n spikes in a step
/// are n lines) or a line a sample (`time_s,<index>,...`). Numbers in the shortest form that reads
/// back as the same double; time_s = step x dt.
class CsvWriter final : public ProbeWriter {
 public:
  CsvWriter(int directory, const std::string& path, const ProbeFile& probe);
  void put(Chunk&& chunk) override;
  void flush() override { file_.flush(); }
  void close() override { file_.close(); }

  std::int64_t rows() const noexcept override { return rows_ - file_.rows_lost(); }

 private:
  void put_spikes(const SpikeChunk& chunk);
  void put_samples(const SampleChunk& chunk);

  std::int64_t rows_ = 0;
  OutputFile file_;
  double dt_;
  bool counts_;
};

/// Writes t in decimal notation without exponent (below 1e-9 s with one), at most 32 characters,
/// in the shortest form that reads back as t. Returns the end.
char* write_time(char* to, double t) noexcept;

}  // namespace rheo
