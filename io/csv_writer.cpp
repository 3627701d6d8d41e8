#include "io/csv_writer.h"

#include <charconv>
#include <cstring>

namespace rheo {

namespace {

/// Longest texts: a double in shortest form 24 characters, a time 32, an index 10.
constexpr std::size_t kNumberBytes = 32;

char* write_number(char* to, double x) noexcept {
  return std::to_chars(to, to + kNumberBytes, x).ptr;
}

}  // namespace

char* write_time(char* to, double t) noexcept {
  // Shortest form alone would give 1e-03: as short as 0.001, but nobody reads times so. A time of
  // 1e15 s and more, or below 1e-9 s, would be too long without exponent.
  if (t != 0 && (t < 1e-9 || t >= 1e15)) return write_number(to, t);
  return std::to_chars(to, to + kNumberBytes, t, std::chars_format::fixed).ptr;
}

CsvWriter::CsvWriter(int directory, const std::string& path, const ProbeFile& probe)
    : file_(directory, probe.file, path + "/" + probe.file, 0),
      dt_(probe.dt),
      counts_(probe.counts) {
  std::string header;
  for (const std::string& name : column_names(ResultFormat::csv, probe)) {
    header += (header.empty() ? "" : ",") + name;
  }
  header += '\n';
  file_.append(header.data(), header.size());
  file_.flush();
}

void CsvWriter::put(Chunk&& chunk) {
  if (const auto* spikes = std::get_if<SpikeChunk>(&chunk)) {
    put_spikes(*spikes);
  } else {
    put_samples(std::get<SampleChunk>(chunk));
  }
}

void CsvWriter::put_spikes(const SpikeChunk& chunk) {
  char time[kNumberBytes + 1];
  std::size_t time_bytes = 0;
  std::int64_t shown = -1;
  for (std::size_t k = 0; k < chunk.step.size(); ++k) {
    if (chunk.step[k] != shown) {
      shown = chunk.step[k];
      char* end = write_time(time, static_cast<double>(shown) * dt_);
      *end++ = ',';
      time_bytes = static_cast<std::size_t>(end - time);
    }
    const std::int32_t rows = counts_ ? 1 : chunk.count[k];
    for (std::int32_t c = 0; c < rows; ++c) {
      char* const row = file_.room(3 * kNumberBytes);
      std::memcpy(row, time, time_bytes);
      char* at = std::to_chars(row + time_bytes, row + 2 * kNumberBytes, chunk.neuron[k]).ptr;
      if (counts_) {
        *at++ = ',';
        at = std::to_chars(at, row + 3 * kNumberBytes, chunk.count[k]).ptr;
      }
      *at++ = '\n';
      file_.grow(static_cast<std::size_t>(at - row));
      ++rows_;
    }
  }
}

void CsvWriter::put_samples(const SampleChunk& chunk) {
  for (std::size_t k = 0; k < chunk.step.size(); ++k) {
    char* const row = file_.room((chunk.width + 2) * kNumberBytes);
    char* at = write_time(row, static_cast<double>(chunk.step[k]) * dt_);
    const double* values = chunk.values.data() + k * chunk.width;
    for (std::size_t c = 0; c < chunk.width; ++c) {
      *at++ = ',';
      at = write_number(at, values[c]);
    }
    *at++ = '\n';
    file_.grow(static_cast<std::size_t>(at - row));
    ++rows_;
  }
}

}  // namespace rheo
