#pragma once

#include <string>

#include "io/output_file.h"
#include "io/probe_writer.h"

namespace rheo {

/// NumPy's format 1.0, C order, little endian. Spikes: int64 (spikes, 2) with step and neuron;
/// n spikes in a step are n rows. Samples: float64 (samples, 1 + width), first column time_s.
/// The header has a fixed size and tells at any time how many rows are there: a file of a run that
/// was killed loads.
class NpyWriter final : public ProbeWriter {
 public:
  NpyWriter(int directory, const std::string& path, const ProbeFile& probe);
  void put(Chunk&& chunk) override;
  void flush() override;
  void close() override;
  std::int64_t rows() const noexcept override { return rows_ - file_.rows_lost(); }

 private:
  std::string header() const;
  void write_header();
  void put_spikes(const SpikeChunk& chunk);
  void put_samples(const SampleChunk& chunk);

  RowKind kind_;
  bool counts_;
  std::size_t columns_;
  std::size_t row_bytes_;
  double dt_;
  std::int64_t rows_ = 0;
  OutputFile file_;
};

}  // namespace rheo
