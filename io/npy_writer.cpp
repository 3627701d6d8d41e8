#include "io/npy_writer.h"

#include <bit>
#include <cstring>

#include "engine/error.h"

namespace rheo {

namespace {

static_assert(std::endian::native == std::endian::little, "npy files are written as in memory");

/// Room for any number of rows; a multiple of 64, as the format wants it.
constexpr std::size_t kHeaderBytes = 128;

}  // namespace

NpyWriter::NpyWriter(int directory, const std::string& path, const ProbeFile& probe)
    : kind_(probe.kind),
      counts_(probe.counts),
      columns_(column_names(ResultFormat::npy, probe).size()),
      row_bytes_(columns_ * sizeof(double)),
      dt_(probe.dt),
      file_(directory, probe.file, path + "/" + probe.file, row_bytes_) {
  const std::string empty = header();
  file_.append(empty.data(), empty.size());
  file_.flush();
}

/// The header for the rows that are in the file.
std::string NpyWriter::header() const {
  const std::uint64_t size = file_.size();
  const std::uint64_t rows = size < kHeaderBytes ? 0 : (size - kHeaderBytes) / row_bytes_;
  std::string text = std::string("\x93NUMPY\x01\x00", 8);
  const std::uint16_t rest = kHeaderBytes - 10;
  text += static_cast<char>(rest & 0xff);
  text += static_cast<char>(rest >> 8);
  text += std::string("{'descr': '") + (kind_ == RowKind::spikes ? "<i8" : "<f8") +
          "', 'fortran_order': False, 'shape': (" + std::to_string(rows) + ", " +
          std::to_string(columns_) + "), }";
  text.resize(kHeaderBytes - 1, ' ');
  return text + '\n';
}

void NpyWriter::write_header() {
  const std::string text = header();
  file_.write_at(0, text.data(), text.size());
}

void NpyWriter::flush() {
  try {
    file_.flush();
  } catch (const OutputError&) {
    write_header();  // for the rows that were written whole
    throw;
  }
  write_header();
}

void NpyWriter::close() {
  flush();
  file_.close();
}

void NpyWriter::put(Chunk&& chunk) {
  const std::uint64_t size = file_.size();
  try {
    if (const auto* spikes = std::get_if<SpikeChunk>(&chunk)) {
      put_spikes(*spikes);
    } else {
      put_samples(std::get<SampleChunk>(chunk));
    }
  } catch (const OutputError&) {
    write_header();
    throw;
  }
  if (file_.size() != size) write_header();
}

void NpyWriter::put_spikes(const SpikeChunk& chunk) {
  for (std::size_t k = 0; k < chunk.step.size(); ++k) {
    const std::int64_t row[3] = {chunk.step[k], chunk.neuron[k], chunk.count[k]};
    const std::int32_t rows = counts_ ? 1 : chunk.count[k];
    for (std::int32_t c = 0; c < rows; ++c) {
      file_.append(reinterpret_cast<const char*>(row), row_bytes_);
      ++rows_;
    }
  }
}

void NpyWriter::put_samples(const SampleChunk& chunk) {
  for (std::size_t k = 0; k < chunk.step.size(); ++k) {
    const double time = static_cast<double>(chunk.step[k]) * dt_;
    char* const row = file_.room(row_bytes_);
    std::memcpy(row, &time, sizeof(time));
    std::memcpy(row + sizeof(time), chunk.values.data() + k * chunk.width,
                chunk.width * sizeof(double));
    file_.grow(row_bytes_);
    ++rows_;
  }
}

}  // namespace rheo
